using System.Collections.Frozen;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Prompts;

/// <summary>The library of prompts. Their versions are <see cref="PromptVersionService"/>'s.</summary>
public sealed class PromptService(Access access, StudioDb db, ChangeFeed feed, IEnumerable<IPromptUsers> users, TimeProvider clock)
{
    public const string Topic = "prompts";

    private const string What = "The prompt";

    private const int UsersNamed = 10;

    private static readonly SortMap<Prompt> s_sorts = new SortMap<Prompt>()
        .Add("-updatedAt", q => q.OrderBy(p => p.UpdatedAt).ThenBy(p => p.Id), q => q.OrderByDescending(p => p.UpdatedAt).ThenByDescending(p => p.Id))
        .Add("title", q => q.OrderBy(p => p.Title).ThenBy(p => p.Id), q => q.OrderByDescending(p => p.Title).ThenByDescending(p => p.Id))
        .Add("key", q => q.OrderBy(p => p.Key).ThenBy(p => p.Id), q => q.OrderByDescending(p => p.Key).ThenByDescending(p => p.Id));

    public async Task<Page<PromptRow>> ListAsync(PromptListQuery query, CancellationToken ct)
    {
        access.Require(Permission.PromptsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await PromptSearch.PageAsync(context, query, s_sorts, ct).ConfigureAwait(false);
        }
    }

    /// <summary>By id, or by key as programs call it.</summary>
    public async Task<PromptDetail> GetAsync(string idOrKey, CancellationToken ct)
    {
        access.Require(Permission.PromptsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var prompt = await FindByAsync(context, idOrKey, ct).ConfigureAwait(false);
            return await DetailOfAsync(context, prompt, ct).ConfigureAwait(false);
        }
    }

    /// <summary>What a key stands for; an id stands for itself, whether it is there is found out by what is done with it.</summary>
    public async Task<Guid> IdOfAsync(string idOrKey, CancellationToken ct)
    {
        if (Guid.TryParse(idOrKey, out var id))
        {
            return id;
        }

        access.Require(Permission.PromptsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return (await FindByAsync(context, idOrKey, ct).ConfigureAwait(false)).Id;
        }
    }

    /// <summary>A prompt and its first version, which may be published at once.</summary>
    public async Task<PromptDetail> CreateAsync(PromptInput input, PromptContent content, CancellationToken ct)
    {
        access.Require(Permission.PromptsManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var prompt = await AddAsync(context, input, content, ct).ConfigureAwait(false);
            await SaveAsync(context, prompt.Key, ct).ConfigureAwait(false);
            feed.Publish(new(Topic, access.OrganizationId, prompt.Id));
            return new(RowOf(prompt), PromptVersionService.DetailOf(context.Set<PromptVersion>().Local.Single(v => v.PromptId == prompt.Id)), []);
        }
    }

    /// <summary>Adds a prompt to a unit of work that another feature leads, which saves it.</summary>
    internal async Task<Prompt> AddAsync(StudioDbContext context, PromptInput input, PromptContent content, CancellationToken ct)
    {
        access.Require(Permission.PromptsManage);
        var errors = new Validator();
        var title = errors.Text(input.Title, "title", "a title", PromptLimits.TitleLength);
        var now = clock.GetUtcNow().UtcDateTime;
        var prompt = new Prompt
        {
            OrganizationId = access.OrganizationId,
            Key = "",
            Title = title,
            CreatedAt = now,
            UpdatedAt = now,
            UpdatedBy = access.Grant.ActorName,
            LatestVersion = 1,
        };
        Apply(prompt, input with { Key = null, Title = null }, errors);
        CheckKey(input.Key, errors);
        PromptRules.CheckContent(content, errors);
        errors.ThrowIfAny();

        var wanted = input.Key?.Trim() ?? Slug.From(title, "prompt", PromptLimits.KeyLength);
        var free = await FreeKeyAsync(context, wanted, FrozenSet<string>.Empty, ct).ConfigureAwait(false);
        prompt.Key = input.Key is null || free == wanted ? free : throw Taken(wanted, free);
        prompt.PublishedVersion = content.Publish ? 1 : null;
        context.Add(prompt);
        context.Add(PromptVersionService.New(prompt, 1, content, access.Grant, now));
        context.AddRange(TagsOf(prompt));
        await PromptSearch.IndexAsync(context, prompt, content.Content ?? "", ct).ConfigureAwait(false);
        context.RecordRow(access.Grant, now, "prompt.created", prompt, prompt.Id, prompt.Title);
        return prompt;
    }

    public async Task<PromptDetail> ChangeAsync(Guid id, PromptInput input, CancellationToken ct)
    {
        access.Require(Permission.PromptsManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var prompt = await FindAsync(context, id, ct).ConfigureAwait(false);
            prompt.ExpectVersion(input.RowVersion, What);
            var errors = new Validator();
            CheckKey(input.Key, errors);
            Apply(prompt, input, errors);
            errors.ThrowIfAny();
            if (input.Key?.Trim() is { } key && key != prompt.Key)
            {
                var free = await FreeKeyAsync(context, key, FrozenSet<string>.Empty, ct).ConfigureAwait(false);
                prompt.Key = free == key ? key : throw Taken(key, free);
            }

            if (context.Entry(prompt).State == EntityState.Unchanged)
            {
                return await DetailOfAsync(context, prompt, ct).ConfigureAwait(false);
            }

            Touch(prompt);
            if (input.Tags is not null)
            {
                await SetTagsAsync(context, prompt, prompt.Tags, ct).ConfigureAwait(false);
            }

            await PromptSearch.IndexAsync(context, prompt, content: null, ct).ConfigureAwait(false);
            context.RecordRow(access.Grant, prompt.UpdatedAt, "prompt.changed", prompt, id, prompt.Title);
            var isRenamed = context.Entry(prompt).Property(p => p.Title).IsModified;
            foreach (var change in await SaveAsync(context, prompt, isRenamed, ct).ConfigureAwait(false))
            {
                feed.Publish(change);
            }

            feed.Publish(new(Topic, access.OrganizationId, id));
            return await DetailOfAsync(context, prompt, ct).ConfigureAwait(false);
        }
    }

    public async Task DeleteAsync(Guid id, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.PromptsManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var prompt = await FindAsync(context, id, ct).ConfigureAwait(false);
            prompt.ExpectVersion(rowVersion, What);
            foreach (var user in users)
            {
                RequireUnused(await user.UsersOfAsync(context, id, ct).ConfigureAwait(false));
            }

            context.Remove(prompt);
            await context.RemoveFromSearchAsync(SearchKind.Prompt, id, ct).ConfigureAwait(false);
            context.RecordRow(access.Grant, clock.GetUtcNow().UtcDateTime, "prompt.deleted", prompt, id, prompt.Title);
            await context.SaveOrStaleAsync(What, ct).ConfigureAwait(false);
            feed.Publish(new(Topic, access.OrganizationId, id));
        }
    }

    /// <summary>The tags in use, in alphabetical order.</summary>
    public async Task<IReadOnlyList<string>> TagsAsync(CancellationToken ct)
    {
        access.Require(Permission.PromptsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<PromptTag>().Select(t => t.Tag).Distinct().OrderBy(t => t).Take(PromptLimits.Suggestions).ToListAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>The categories in use, in alphabetical order.</summary>
    public async Task<IReadOnlyList<string>> CategoriesAsync(CancellationToken ct)
    {
        access.Require(Permission.PromptsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<Prompt>().Where(p => p.Category != "").Select(p => p.Category).Distinct().OrderBy(c => c)
                .Take(PromptLimits.Suggestions).ToListAsync(ct).ConfigureAwait(false);
        }
    }

    private static void RequireUnused(IReadOnlyList<PromptUser> users)
    {
        if (users.Count > 0)
        {
            var names = string.Join(", ", users.Select(u => u.Name ?? "one that you may not see").Distinct().Take(UsersNamed));
            var more = users.Count > UsersNamed ? $" and {users.Count - UsersNamed} more" : "";
            throw new ConflictException($"The prompt is in use by {names}{more}. Unlink it there first, or deprecate its versions.", "in_use");
        }
    }

    internal static PromptRow RowOf(Prompt p) => new(
        p.Id, p.Key, p.Title, p.Purpose, p.Category, p.Tags, p.LatestVersion, p.PublishedVersion, p.CreatedAt, p.UpdatedAt, p.UpdatedBy, p.RowVersion);

    internal static async Task<Prompt> FindAsync(StudioDbContext context, Guid id, CancellationToken ct) =>
        await context.Set<Prompt>().SingleOrDefaultAsync(p => p.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException(What);

    internal static async Task<Prompt> FindByAsync(StudioDbContext context, string idOrKey, CancellationToken ct)
    {
        var prompts = context.Set<Prompt>().AsNoTracking();
        return await (Guid.TryParse(idOrKey, out var id) ? prompts.Where(p => p.Id == id) : prompts.Where(p => p.Key == Slug.OrNone(idOrKey)))
            .SingleOrDefaultAsync(ct).ConfigureAwait(false) ?? throw new NotFoundException(What);
    }

    internal static async Task<PromptDetail> DetailOfAsync(StudioDbContext context, Prompt prompt, CancellationToken ct)
    {
        var latest = await context.Set<PromptVersion>().AsNoTracking()
            .SingleAsync(v => v.PromptId == prompt.Id && v.Number == prompt.LatestVersion, ct).ConfigureAwait(false);
        var labels = await context.Set<PromptLabel>().Where(l => l.PromptId == prompt.Id).OrderBy(l => l.Label)
            .Select(l => new PromptLabelRow(l.Label, l.Version, l.MovedAt, l.MovedBy)).ToListAsync(ct).ConfigureAwait(false);
        return new(RowOf(prompt), PromptVersionService.DetailOf(latest), labels);
    }

    private static IEnumerable<PromptTag> TagsOf(Prompt prompt) =>
        prompt.Tags.Select(tag => new PromptTag { OrganizationId = prompt.OrganizationId, PromptId = prompt.Id, Tag = tag });

    private static void CheckKey(string? key, Validator errors) => errors.Check(
        key is null || (Slug.IsValid(key.Trim()) && key.Trim().Length <= PromptLimits.KeyLength && !Guid.TryParse(key, out _)),
        "key", $"Use lower-case letters, digits and single hyphens, at most {PromptLimits.KeyLength}, like refund-policy.");

    private static ValidationException Taken(string wanted, string free) => new("key", $"\"{wanted}\" is taken. \"{free}\" is free.");

    private static void Apply(Prompt prompt, PromptInput input, Validator errors)
    {
        prompt.Title = input.Title is null ? prompt.Title : errors.Text(input.Title, "title", "a title", PromptLimits.TitleLength);
        prompt.Category = input.Category is null ? prompt.Category : PromptRules.OneLine(input.Category, "category", PromptLimits.CategoryLength, errors);
        prompt.Tags = input.Tags is null ? prompt.Tags : TagRules.Clean(input.Tags, "tags", errors);
        prompt.Purpose = input.Purpose?.Trim() ?? prompt.Purpose;
        errors.Long(prompt.Purpose, "purpose", PromptLimits.PurposeLength);
    }

    internal static async Task SetTagsAsync(StudioDbContext context, Prompt prompt, IReadOnlyList<string> tags, CancellationToken ct)
    {
        prompt.Tags = tags;
        var old = await context.Set<PromptTag>().Where(t => t.PromptId == prompt.Id).ToListAsync(ct).ConfigureAwait(false);
        context.RemoveRange(old.Where(t => !tags.Contains(t.Tag)));
        context.AddRange(TagsOf(prompt).Where(t => old.All(o => o.Tag != t.Tag)));
    }

    internal static async Task<string> FreeKeyAsync(StudioDbContext context, string wanted, IReadOnlySet<string> promised, CancellationToken ct)
    {
        var ours = context.Set<Prompt>().Local.Select(p => p.Key).ToHashSet(StringComparer.Ordinal); // Of this unit of work, not stored yet.
        var candidates = Slug.Candidates(wanted, PromptLimits.KeyLength).Where(k => !promised.Contains(k) && !ours.Contains(k)).ToArray();
        var taken = await context.Set<Prompt>().Where(p => candidates.Contains(p.Key)).Select(p => p.Key).ToListAsync(ct).ConfigureAwait(false);
        return candidates.Except(taken, StringComparer.Ordinal).First();
    }

    /// <summary>Somebody may have taken the key since it was looked for.</summary>
    private static Task SaveAsync(StudioDbContext context, string key, CancellationToken ct) =>
        context.SaveOrStaleAsync(What, row => row is Prompt ? new ValidationException("key", $"\"{key}\" was taken a moment ago. Choose another key.") : null, ct);

    /// <summary>A new title and what follows from it are saved together. Gives back what else the change feed is told.</summary>
    private async Task<IReadOnlyList<Change>> SaveAsync(StudioDbContext context, Prompt prompt, bool isRenamed, CancellationToken ct)
    {
        var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await SaveAsync(context, prompt.Key, ct).ConfigureAwait(false);
            var told = isRenamed ? await users.TellChangedAsync(context, prompt.Id, ct).ConfigureAwait(false) : [];
            await transaction.CommitAsync(ct).ConfigureAwait(false);
            return told;
        }
    }

    private void Touch(Prompt prompt)
    {
        prompt.UpdatedAt = clock.GetUtcNow().UtcDateTime;
        prompt.UpdatedBy = access.Grant.ActorName;
    }
}
