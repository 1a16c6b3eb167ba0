using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Prompts;

/// <summary>A prompt as something else uses it: by a fixed version, by a label, or as it is published.</summary>
public sealed record PromptPin(Guid PromptId, int? Version, string? Label);

/// <summary>What a pin leads to now. <paramref name="Unavailable"/> says why there is nothing to use.</summary>
public sealed record PinnedPrompt(
    PromptPin Pin, string Key, string Title, int? Version, PromptVersionState? State, string? Unavailable, string Content, IReadOnlyList<PromptVariable> Variables);

/// <summary>A prompt as it is called.</summary>
internal sealed class PromptTitle
{
    public required Guid Id { get; init; }

    public required string Title { get; init; }
}

/// <summary>A prompt with the version that is published; without one the last three say nothing.</summary>
internal sealed class PublishedPrompt
{
    public required Guid Id { get; init; }

    public required Guid OrganizationId { get; init; }

    public required string Key { get; init; }

    public required string Title { get; init; }

    public required int? PublishedVersion { get; init; }

    public required PromptVersionState? State { get; init; }

    public required string? Content { get; init; }

    public required string? VariablesJson { get; init; }
}

/// <summary>Something that uses a prompt. <paramref name="Name"/> is null where the caller may not see it.</summary>
public sealed record PromptUser(Guid Id, string? Name);

/// <summary>Asked before a prompt is deleted, told when what it says becomes another. Whoever uses prompts registers one.</summary>
public interface IPromptUsers
{
    Task<IReadOnlyList<PromptUser>> UsersOfAsync(StudioDbContext context, Guid promptId, CancellationToken ct);

    /// <summary>
    /// Called in the transaction that has saved another title, or another version as the one to use: users are found by the words
    /// of their prompts. Gives back what the change feed is told after the commit.
    /// </summary>
    Task<IReadOnlyList<Change>> PromptChangedAsync(StudioDbContext context, Guid promptId, CancellationToken ct);
}

/// <summary>Reads prompts for the feature that leads the unit of work and uses them.</summary>
public static class PromptPins
{
    public static Task<Guid?> ReadByKeyAsync(this StudioDbContext context, string key, CancellationToken ct) =>
        context.Set<Prompt>().Where(p => p.Key == key).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(ct);

    /// <summary>Which of these keys stand for a prompt.</summary>
    public static async Task<IReadOnlySet<string>> KnownKeysAsync(this StudioDbContext context, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        const int AtOnce = 5_000;
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in keys.Chunk(AtOnce))
        {
            known.UnionWith(await context.Set<Prompt>().Where(p => some.Contains(p.Key)).Select(p => p.Key).ToListAsync(ct).ConfigureAwait(false));
        }

        return known;
    }

    public static async Task<IReadOnlyDictionary<Guid, string>> KeysAsync(this StudioDbContext context, IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        ids.Count == 0 ? new Dictionary<Guid, string>()
            : (await context.PromptsByKey(ids).AsNoTracking().Select(p => new { p.Id, p.OrganizationId, p.Key }).ToListAsync(ct).ConfigureAwait(false))
                .Where(p => p.OrganizationId == context.OrganizationId).ToDictionary(p => p.Id, p => p.Key);

    /// <summary>To be joined with whatever names prompts by their ids.</summary>
    internal static IQueryable<PromptTitle> PromptTitles(this StudioDbContext context) => context.Set<Prompt>().Select(p => new PromptTitle { Id = p.Id, Title = p.Title });

    /// <summary>The titles and texts that these pins lead to, each once. Prompts that this unit of work makes count, too.</summary>
    internal static async Task<IReadOnlyList<string>> TextsAsync(this StudioDbContext context, IReadOnlyCollection<PromptPin> pins, CancellationToken ct)
    {
        var made = context.ChangeTracker.Entries<Prompt>().Where(e => e.State == EntityState.Added).ToDictionary(e => e.Entity.Id, e => e.Entity.Title);
        var stored = await context.ReadAsync([.. pins.Where(p => !made.ContainsKey(p.PromptId)).OrderBy(p => p.PromptId).ThenBy(p => p.Version).ThenBy(p => p.Label, StringComparer.Ordinal)], ct).ConfigureAwait(false);
        var texts = stored.SelectMany(p => new[] { p.Title, p.Content }).ToList();
        foreach (var id in pins.Select(p => p.PromptId).Where(made.ContainsKey).Distinct())
        {
            texts.AddRange([made[id], .. context.Set<PromptVersion>().Local.Where(v => v.PromptId == id).Select(v => v.Content)]);
        }

        return [.. texts.Where(t => t.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Those of the prompts that have a published version, in the order of the ids.</summary>
    public static async Task<IReadOnlyList<PromptRow>> PublishedAsync(this StudioDbContext context, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var found = await context.Set<Prompt>().AsNoTracking().Where(p => ids.Contains(p.Id) && p.PublishedVersion != null).ToDictionaryAsync(p => p.Id, ct).ConfigureAwait(false);
        return [.. ids.Where(found.ContainsKey).Select(id => PromptService.RowOf(found[id]))];
    }

    public static async Task<IReadOnlyList<PinnedPrompt>> ReadAsync(this StudioDbContext context, IReadOnlyList<PromptPin> pins, CancellationToken ct)
    {
        if (pins.Count == 0)
        {
            return [];
        }

        var read = await context.PromptsByKey([.. pins.Select(p => p.PromptId).Distinct()]).WithPublished(context).ToListAsync(ct).ConfigureAwait(false);
        return await context.ReadAsync(pins, read.Where(p => p.OrganizationId == context.OrganizationId).ToDictionary(p => p.Id), ct).ConfigureAwait(false);
    }

    /// <summary>Prompts with what is published of them. To be joined with what names prompts by their ids, so that all comes in one statement.</summary>
    internal static IQueryable<PublishedPrompt> PublishedPrompts(this StudioDbContext context) => context.Set<Prompt>().WithPublished(context);

    /// <param name="prompts">Those of the pins, as <see cref="PublishedPrompts"/> gave them.</param>
    internal static async Task<IReadOnlyList<PinnedPrompt>> ReadAsync(
        this StudioDbContext context, IReadOnlyList<PromptPin> pins, IReadOnlyDictionary<Guid, PublishedPrompt> prompts, CancellationToken ct)
    {
        var ids = pins.Select(p => p.PromptId).Distinct().ToArray();
        var labels = pins.All(p => p.Label is null) ? []
            : await context.Set<PromptLabel>().Where(l => ids.Contains(l.PromptId)).ToDictionaryAsync(l => (l.PromptId, l.Label), l => l.Version, ct).ConfigureAwait(false);
        var versions = prompts.Values.Where(p => p.State is not null)
            .ToDictionary(p => (p.Id, p.PublishedVersion!.Value), p => new VersionText(p.Id, p.PublishedVersion!.Value, p.State!.Value, p.Content!, p.VariablesJson!));
        int? NumberOf(PromptPin pin) => pin.Version
            ?? (pin.Label is { } label ? labels.TryGetValue((pin.PromptId, label), out var held) ? held : null : prompts.GetValueOrDefault(pin.PromptId)?.PublishedVersion);

        var named = pins.Where(p => NumberOf(p) is { } n && prompts.ContainsKey(p.PromptId) && !versions.ContainsKey((p.PromptId, n))).Select(p => NumberOf(p)!.Value).Distinct().ToArray();
        if (named.Length > 0)
        {
            var found = await context.Set<PromptVersion>().Where(v => ids.Contains(v.PromptId) && named.Contains(v.Number))
                .Select(v => new VersionText(v.PromptId, v.Number, v.State, v.Content, v.VariablesJson)).ToListAsync(ct).ConfigureAwait(false);
            found.ForEach(v => versions.TryAdd((v.PromptId, v.Number), v));
        }

        return [.. pins.Select(pin =>
        {
            var prompt = prompts.GetValueOrDefault(pin.PromptId);
            var number = NumberOf(pin);
            var version = number is { } n ? versions.GetValueOrDefault((pin.PromptId, n)) : null;
            var problem = prompt is null ? "The prompt is not there any more."
                : version is { State: PromptVersionState.Draft } ? $"Version {number} is still a draft. Publish it first."
                : version is not null ? null
                : pin.Version is not null ? $"There is no version {pin.Version}."
                : pin.Label is not null ? $"No version carries the label {pin.Label}."
                : "No version is published yet.";
            var variables = version is null ? [] : Shared.StoredJson.Read<PromptVariable[]>(version.VariablesJson);
            return new PinnedPrompt(pin, prompt?.Key ?? "", prompt?.Title ?? "", number, version?.State, problem, version?.Content ?? "", variables);
        })];
    }

    /// <summary>The published version comes with its prompt: a turn waits for this, and most links follow what is published.</summary>
    private static IQueryable<PublishedPrompt> WithPublished(this IQueryable<Prompt> prompts, StudioDbContext context) =>
        from prompt in prompts.AsNoTracking()
        join version in context.Set<PromptVersion>() on new { PromptId = prompt.Id, Number = prompt.PublishedVersion } equals new { version.PromptId, Number = (int?)version.Number } into published
        from version in published.DefaultIfEmpty()
        select new PublishedPrompt
        {
            Id = prompt.Id,
            OrganizationId = prompt.OrganizationId,
            Key = prompt.Key,
            Title = prompt.Title,
            PublishedVersion = prompt.PublishedVersion,
            State = (PromptVersionState?)version.State,
            Content = version.Content,
            VariablesJson = version.VariablesJson,
        };

    private sealed record VersionText(Guid PromptId, int Number, PromptVersionState State, string Content, string VariablesJson);

    /// <summary>
    /// A few rows by their keys. With the tenant filter beside the keys SQLite prefers an index of the organisation and walks
    /// through all of its prompts; so every caller compares the organisation of what came.
    /// </summary>
    private static IQueryable<Prompt> PromptsByKey(this StudioDbContext context, IReadOnlyCollection<Guid> ids) =>
        context.Set<Prompt>().IgnoreQueryFilters([StudioDbContext.TenantFilter]).Where(p => ids.Contains(p.Id));
}
