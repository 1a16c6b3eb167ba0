using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Prompts;

/// <summary>Writes prompts into bundles and takes them out again, in a unit of work that another feature leads.</summary>
internal sealed class PromptBundles(Access access, TimeProvider clock)
{
    public const int MaxVersions = 200;

    /// <summary>So that there is room for the versions that follow.</summary>
    private const int MaxNumber = 1_000_000;

    public static bool IsKey(string? key) => key is not null && Slug.IsValid(key) && key.Length <= PromptLimits.KeyLength && !Guid.TryParse(key, out _);

    public static async Task<IReadOnlyList<BundledPrompt>> ExportAsync(StudioDbContext context, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        var prompts = await context.Set<Prompt>().AsNoTracking().Where(p => keys.Contains(p.Key)).OrderBy(p => p.Key).ToListAsync(ct).ConfigureAwait(false);
        var ids = prompts.Select(p => p.Id).ToArray();
        var versions = (await context.Set<PromptVersion>().AsNoTracking().Where(v => ids.Contains(v.PromptId)).OrderBy(v => v.Number).ToListAsync(ct).ConfigureAwait(false)).ToLookup(v => v.PromptId);
        var labels = (await context.Set<PromptLabel>().AsNoTracking().Where(l => ids.Contains(l.PromptId)).OrderBy(l => l.Label).ToListAsync(ct).ConfigureAwait(false)).ToLookup(l => l.PromptId);
        return [.. prompts.Select(p => new BundledPrompt
        {
            Key = p.Key,
            Title = p.Title,
            Purpose = p.Purpose,
            Category = p.Category,
            Tags = p.Tags,
            Versions = [.. Kept([.. versions[p.Id]], [.. labels[p.Id]]).Select(v => new BundledVersion { Number = v.Number, State = v.State, Note = v.Note, Content = v.Content, Variables = v.Variables() })],
            Labels = labels[p.Id].ToDictionary(l => l.Label, l => l.Version, StringComparer.Ordinal),
        })];
    }

    /// <summary>The newest, and whichever carry a label: a label must stand for a version of the bundle.</summary>
    private static IEnumerable<PromptVersion> Kept(IReadOnlyList<PromptVersion> versions, IReadOnlyList<PromptLabel> labels) =>
        versions.OrderByDescending(v => labels.Any(l => l.Version == v.Number)).ThenByDescending(v => v.Number).Take(MaxVersions).OrderBy(v => v.Number);

    /// <summary>What is wrong with a prompt in a bundle, by field below <paramref name="field"/>.</summary>
    public static void Check(BundledPrompt prompt, string field, Validator errors)
    {
        errors.Check(IsKey(prompt.Key), $"{field}.key", $"A key has lower-case letters, digits and single hyphens, at most {PromptLimits.KeyLength}, and does not look like an id.");
        errors.Text(prompt.Title, $"{field}.title", "a title", PromptLimits.TitleLength);
        errors.Long(prompt.Purpose, $"{field}.purpose", PromptLimits.PurposeLength);
        PromptRules.OneLine(prompt.Category ?? "", $"{field}.category", PromptLimits.CategoryLength, errors);
        TagRules.Clean(prompt.Tags ?? [], $"{field}.tags", errors);
        var versions = prompt.Versions ?? [];
        errors.Check(versions.Count is > 0 and <= MaxVersions, $"{field}.versions", $"A prompt comes with 1 to {MaxVersions} versions.");
        errors.Check(versions.All(v => v.Number is > 0 and <= MaxNumber) && versions.DistinctBy(v => v.Number).Count() == versions.Count, $"{field}.versions", string.Create(CultureInfo.InvariantCulture, $"Every version has a number of its own, from 1 to {MaxNumber:#,0}."));
        var held = prompt.Labels ?? new Dictionary<string, int>();
        errors.Check(
            held.Count <= PromptLimits.Labels && held.All(l => Slug.IsValid(l.Key) && l.Key.Length <= PromptLimits.LabelLength && versions.Any(v => v.Number == l.Value && v.State != PromptVersionState.Draft)),
            $"{field}.labels", "A label stands for a published version of the bundle.");
        for (var i = 0; i < Math.Min(versions.Count, MaxVersions); i++)
        {
            var inner = new Validator();
            PromptRules.CheckContent(ContentOf(versions[i]), inner);
            inner.Check(Enum.IsDefined(versions[i].State), "state", "There is no such state.");
            errors.Take(inner, $"{field}.versions[{i.ToString(CultureInfo.InvariantCulture)}]");
        }
    }

    /// <summary>Adds a prompt with all its versions under a key that is free.</summary>
    public async Task<Guid> AddAsync(StudioDbContext context, PromptService prompts, BundledPrompt from, string key, CancellationToken ct)
    {
        var versions = from.Versions.OrderBy(v => v.Number).ToArray();
        var prompt = await prompts.AddAsync(
            context, new PromptInput { Key = key, Title = from.Title, Purpose = from.Purpose, Category = from.Category, Tags = from.Tags },
            ContentOf(versions[^1]), ct).ConfigureAwait(false);

        // What was added as version 1 only stands for the newest; each version now gets its own number.
        context.RemoveRange(context.Set<PromptVersion>().Local.Where(v => v.PromptId == prompt.Id).ToArray());
        foreach (var version in versions)
        {
            AddVersion(context, prompt, version, version.Number);
        }

        (prompt.LatestVersion, prompt.PublishedVersion) = (versions[^1].Number, Published(versions));
        context.AddRange(from.Labels.Select(l => LabelOf(prompt, l.Key, l.Value)));
        return prompt.Id;
    }

    /// <summary>
    /// Brings an existing prompt up to the bundle: versions that say something new are added on top, nothing is taken away.
    /// Returns which number here each of the bundle's numbers became.
    /// </summary>
    public async Task<(Guid Id, IReadOnlyDictionary<int, int> Numbers)> UpdateAsync(StudioDbContext context, BundledPrompt from, CancellationToken ct)
    {
        var prompt = await context.Set<Prompt>().SingleOrDefaultAsync(p => p.Key == from.Key, ct).ConfigureAwait(false) ?? throw ConflictException.Stale("The prompt");
        var existing = await context.Set<PromptVersion>().Where(v => v.PromptId == prompt.Id).ToListAsync(ct).ConfigureAwait(false);
        var numbers = new Dictionary<int, int>();
        foreach (var version in from.Versions.OrderBy(v => v.Number))
        {
            var hash = PromptVersion.HashOf(version.Content, PromptVersion.Json(version.Variables));
            var same = existing.Where(v => v.Hash == hash && v.State == version.State).OrderByDescending(v => v.Number == version.Number).FirstOrDefault();
            numbers[version.Number] = same?.Number ?? prompt.LatestVersion + 1;
            if (same is null)
            {
                prompt.LatestVersion++;
                AddVersion(context, prompt, version, prompt.LatestVersion);
                prompt.PublishedVersion = version.State == PromptVersionState.Published ? prompt.LatestVersion : prompt.PublishedVersion;
            }
        }

        (prompt.Title, prompt.Purpose, prompt.Category) = (from.Title.Trim(), from.Purpose.Trim(), from.Category.Trim());
        var held = await context.Set<PromptLabel>().Where(l => l.PromptId == prompt.Id).ToDictionaryAsync(l => l.Label, ct).ConfigureAwait(false);
        foreach (var (label, number) in from.Labels)
        {
            if (held.TryGetValue(label, out var row))
            {
                row.Version = numbers[number];
            }
            else
            {
                context.Add(LabelOf(prompt, label, numbers[number]));
            }
        }

        await PromptService.SetTagsAsync(context, prompt, TagRules.Clean(from.Tags, "tags", new Validator()), ct).ConfigureAwait(false);
        await PromptSearch.IndexAsync(context, prompt, context.Set<PromptVersion>().Local.Where(v => v.PromptId == prompt.Id).MaxBy(v => v.Number)!.Content, ct).ConfigureAwait(false);
        var now = clock.GetUtcNow().UtcDateTime;
        (prompt.UpdatedAt, prompt.UpdatedBy) = (now, access.Grant.ActorName);
        context.RecordRow(access.Grant, now, "prompt.changed", prompt, prompt.Id, prompt.Title);
        return (prompt.Id, numbers);
    }

    private static PromptContent ContentOf(BundledVersion v) => new()
    {
        Content = v.Content,
        Variables = v.Variables ?? [],
        Note = v.Note,
        Publish = v.State != PromptVersionState.Draft,
    };

    private static int? Published(IEnumerable<BundledVersion> versions) =>
        versions.Where(v => v.State == PromptVersionState.Published).Select(v => (int?)v.Number).Max();

    private void AddVersion(StudioDbContext context, Prompt prompt, BundledVersion from, int number)
    {
        var version = PromptVersionService.New(prompt, number, ContentOf(from), access.Grant, clock.GetUtcNow().UtcDateTime);
        version.State = from.State;
        context.Add(version);
    }

    private PromptLabel LabelOf(Prompt prompt, string label, int number) => new()
    {
        OrganizationId = prompt.OrganizationId,
        PromptId = prompt.Id,
        Label = label,
        Version = number,
        MovedAt = clock.GetUtcNow().UtcDateTime,
        MovedBy = access.Grant.ActorName,
    };
}
