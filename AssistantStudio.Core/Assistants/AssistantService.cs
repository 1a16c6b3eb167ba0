using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Assistants: find, make, change, and move through their lives. Versions, links, clones and usage have services of their own.</summary>
public sealed class AssistantService(Access access, StudioDb db, ChangeFeed feed, AssistantMaker maker, SilenceGuard silence, TimeProvider clock)
{
    public const string Topic = "assistants";

    private const int TagsShown = 200;

    private static readonly SortMap<Assistant> s_sorts = new SortMap<Assistant>()
        .Add("-updatedAt", q => q.OrderBy(a => a.UpdatedAt).ThenBy(a => a.Id), q => q.OrderByDescending(a => a.UpdatedAt).ThenByDescending(a => a.Id))
        .Add("name", q => q.OrderBy(a => a.Name).ThenBy(a => a.Id), q => q.OrderByDescending(a => a.Name).ThenByDescending(a => a.Id))
        .Add("type", q => q.OrderBy(a => a.Type).ThenBy(a => a.Name).ThenBy(a => a.Id), q => q.OrderByDescending(a => a.Type).ThenByDescending(a => a.Name).ThenByDescending(a => a.Id))
        .Add("status", q => q.OrderBy(a => a.Status).ThenBy(a => a.Name).ThenBy(a => a.Id), q => q.OrderByDescending(a => a.Status).ThenByDescending(a => a.Name).ThenByDescending(a => a.Id))
        .Add("conversations", q => q.OrderBy(a => a.Conversations).ThenBy(a => a.Id), q => q.OrderByDescending(a => a.Conversations).ThenByDescending(a => a.Id))
        .Add("lastUsedAt", q => q.OrderBy(a => a.LastUsedAt).ThenBy(a => a.Id), q => q.OrderByDescending(a => a.LastUsedAt).ThenByDescending(a => a.Id));

    public async Task<Page<AssistantRow>> ListAsync(AssistantListQuery query, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await AssistantSearch.PageAsync(context, access, Filtered(context, query), query, s_sorts, ct).ConfigureAwait(false);
        }
    }

    /// <summary>What they are called; those that the caller may not see are missing.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.AssistantNamesAsync(access, ids, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Those that answer in an environment, by name; the first of them, where there are many.</summary>
    public async Task<IReadOnlyList<AnsweringAssistant>> AnsweringAsync(CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.VisibleAssistants(access).Where(a => a.Status == AssistantStatus.Active && a.DeployedIn != 0).OrderBy(a => a.Name).ThenBy(a => a.Id)
                .Select(a => new AnsweringAssistant(a.Id, a.Name)).Take(ListLimits.MaxPageSize).ToListAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>By id, or by slug as programs call it.</summary>
    public async Task<AssistantDetail> GetAsync(string idOrSlug, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var all = context.VisibleAssistants(access).AsNoTracking();
            var assistant = await (Guid.TryParse(idOrSlug, out var id) ? all.Where(a => a.Id == id) : all.Where(a => a.Slug == Slug.OrNone(idOrSlug)))
                .SingleOrDefaultAsync(ct).ConfigureAwait(false) ?? throw new NotFoundException(AssistantRows.What);
            return await DetailAsync(context, assistant, ct).ConfigureAwait(false);
        }
    }

    /// <summary>What a slug stands for; an id stands for itself, whether it is there is found out by what is done with it.</summary>
    public async Task<Guid> IdOfAsync(string idOrSlug, CancellationToken ct)
    {
        if (Guid.TryParse(idOrSlug, out var id))
        {
            return id;
        }

        access.Require(Permission.AssistantsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.VisibleAssistants(access).Where(a => a.Slug == Slug.OrNone(idOrSlug)).Select(a => (Guid?)a.Id).SingleOrDefaultAsync(ct).ConfigureAwait(false)
                ?? throw new NotFoundException(AssistantRows.What);
        }
    }

    /// <summary>The same for several at once, where a slug that nobody has is a mistake in what was sent.</summary>
    /// <param name="field">What the list is called there.</param>
    public async Task<IReadOnlyList<Guid>> IdsOfAsync(IReadOnlyCollection<string> idsOrSlugs, string field, CancellationToken ct)
    {
        var slugs = idsOrSlugs.Where(named => !Guid.TryParse(named, out _)).Select(SlugOf).ToArray();
        var known = slugs.Length > 0 ? await IdsOfSlugsAsync(slugs, ct).ConfigureAwait(false) : [];
        return [.. idsOrSlugs.Select(named => Guid.TryParse(named, out var id) || known.TryGetValue(SlugOf(named), out id) ? id
            : throw new ValidationException(field, $"There is no assistant “{PlainText.Cut(named, AssistantLimits.SlugLength)}”. Name assistants by their short names or ids.")).Distinct()];

        static string SlugOf(string named) => Slug.OrNone(named.ToLowerInvariant());
    }

    /// <param name="input">What is not said is the type's starting value.</param>
    /// <param name="prompt">Text of a primary prompt to make and publish with it; null: none.</param>
    public async Task<AssistantDetail> CreateAsync(AssistantInput input, string? prompt, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        return await AssistantMaker.WithFreeNamesAsync(input.Slug is null, () => CreateOnceAsync(input, prompt, ct)).ConfigureAwait(false);
    }

    public async Task<AssistantDetail> ChangeAsync(Guid id, AssistantInput input, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.FindEditableAsync(access, id, ct).ConfigureAwait(false);
            assistant.ExpectVersion(input.RowVersion, AssistantRows.What);
            var (slug, visibility) = (assistant.Slug, assistant.Visibility);
            var changes = await maker.ChangeAsync(context, assistant, input, ct).ConfigureAwait(false);
            await silence.RequireAsync(assistant, slug, visibility, ct).ConfigureAwait(false);
            if (changes.Count > 0)
            {
                assistant.Touch(access.Grant, clock.GetUtcNow().UtcDateTime);
                context.Record(access.Grant, assistant.UpdatedAt, "assistant.changed", id.ToString(), assistant.Name, changes);
                await maker.SaveAsync(context, assistant, ct).ConfigureAwait(false);
                feed.Publish(new(Topic, access.OrganizationId, id));
            }

            return await DetailAsync(context, assistant, ct).ConfigureAwait(false);
        }
    }

    public async Task<AssistantDetail> SetStatusAsync(Guid id, AssistantStatus status, string? reason, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        new Validator().Check(Enum.IsDefined(status), "status", "There is no such status.")
            .Long(reason, "reason", AssistantLimits.ReasonLength).ThrowIfAny();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.FindAssistantAsync(access, id, ct).ConfigureAwait(false);
            assistant.ExpectVersion(rowVersion, AssistantRows.What);
            AssistantLifecycle.RequireStep(assistant.Status, status);
            await silence.RequireAsync(assistant, ct).ConfigureAwait(false);
            var now = clock.GetUtcNow().UtcDateTime;
            context.Record(
                access.Grant, now, "assistant.status_changed", id.ToString(), assistant.Name,
                [new("Status", assistant.Status.ToString(), status.ToString()), .. AssistantRows.Changed("Reason", null, reason?.Trim())]);
            assistant.Status = status;
            assistant.Touch(access.Grant, now);
            await AssistantSearch.IndexAsync(context, assistant, ct).ConfigureAwait(false);
            await context.SaveOrStaleAsync(AssistantRows.What, ct).ConfigureAwait(false);
            feed.Publish(new(Topic, access.OrganizationId, id));
            return await DetailAsync(context, assistant, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes an assistant with its versions and links for good. To put it away, set it to archived.</summary>
    public async Task DeleteAsync(Guid id, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.FindAssistantAsync(access, id, ct).ConfigureAwait(false);
            assistant.ExpectVersion(rowVersion, AssistantRows.What);
            await silence.RequireAsync(assistant, ct).ConfigureAwait(false);
            SilenceGuard.RequireSilent(assistant);
            foreach (var child in await context.Set<Assistant>().Where(a => a.ParentId == id).ToListAsync(ct).ConfigureAwait(false))
            {
                (child.ParentId, child.ParentVersion) = (assistant.ParentId, null);
                context.Record(
                    access.Grant, clock.GetUtcNow().UtcDateTime, "assistant.changed", child.Id.ToString(), child.Name,
                    [.. AssistantRows.Changed("Parent", assistant.Name, child.ParentId?.ToString())]);
            }

            context.Remove(assistant);
            await context.RemoveFromSearchAsync(SearchKind.Assistant, id, ct).ConfigureAwait(false);
            context.Record(access.Grant, clock.GetUtcNow().UtcDateTime, "assistant.deleted", id.ToString(), assistant.Name, [.. AssistantRows.Changes(assistant.Content(), null)]);
            await context.SaveOrStaleAsync(AssistantRows.What, ct).ConfigureAwait(false);
            feed.Publish(new(Topic, access.OrganizationId, id));
        }
    }

    /// <summary>Tags of the assistants that the caller sees and that begin like this, the most used first.</summary>
    public async Task<IReadOnlyList<TagCount>> TagsAsync(string? beginning, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var visible = context.VisibleAssistants(access);
            var tags = context.Set<AssistantTag>().Where(t => visible.Any(a => a.Id == t.AssistantId));
            if (!string.IsNullOrWhiteSpace(beginning))
            {
                // SQLite folds the case of ASCII only: a tag is found as it is typed, too.
                var (typed, lower) = (beginning.Trim(), beginning.Trim().ToLowerInvariant());
#pragma warning disable CA1304, CA1311, CA1862 // Folded in the database.
                tags = tags.Where(t => t.Tag.ToLower().StartsWith(lower) || t.Tag.StartsWith(typed));
#pragma warning restore CA1304, CA1311, CA1862
            }

            return await tags.GroupBy(t => t.Tag).Select(g => new { Tag = g.Key, Count = g.Count() })
                .OrderByDescending(c => c.Count).ThenBy(c => c.Tag).Take(TagsShown)
                .Select(c => new TagCount(c.Tag, c.Count)).ToListAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Members who own assistants that the caller sees, by name; with a text, those whose name has it. At most <see cref="AssistantLimits.OwnersShown"/>.</summary>
    public async Task<IReadOnlyList<AssistantOwner>> OwnersAsync(string? search, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        var term = new ListQuery { Search = search }.SearchTerm();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var owned = context.VisibleAssistants(access).Where(a => a.OwnerId != null).GroupBy(a => a.OwnerId!.Value).Select(g => new { OwnerId = g.Key, Count = g.Count() });
            return await context.MemberNames().Where(m => term == null || m.FoldedName.Contains(term))
                .Join(owned, m => m.UserId, o => o.OwnerId, (m, o) => new { m.UserId, m.Name, o.Count })
                .OrderBy(o => o.Name).ThenBy(o => o.UserId).Take(AssistantLimits.OwnersShown)
                .Select(o => new AssistantOwner(o.UserId, o.Name, o.Count)).ToListAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>What an owner is called, for showing who is filtered by; null when no such member is known.</summary>
    public async Task<string?> OwnerNameAsync(Guid userId, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.MemberNames().Where(m => m.UserId == userId).Select(m => m.Name).SingleOrDefaultAsync(ct).ConfigureAwait(false);
        }
    }

    private async Task<AssistantDetail> CreateOnceAsync(AssistantInput input, string? prompt, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await maker.AddAsync(context, input, ct).ConfigureAwait(false);
            if (prompt is not null)
            {
                await maker.AddPrimaryPromptAsync(context, assistant, prompt, ct).ConfigureAwait(false);
            }

            await maker.SaveAsync(context, assistant, ct).ConfigureAwait(false);
            feed.Publish(new(Topic, access.OrganizationId, assistant.Id));
            return new(AssistantRows.RowOf(assistant), assistant.Content(), assistant.ParentId, assistant.ParentVersion, Unsaved: true);
        }
    }

    private IQueryable<Assistant> Filtered(StudioDbContext context, AssistantListQuery query)
    {
        var assistants = context.VisibleAssistants(access);
        assistants = query.Status is { } status ? assistants.Where(a => a.Status == status) : assistants.Where(a => a.Status != AssistantStatus.Archived);
        assistants = query.Type is { } type ? assistants.Where(a => a.Type == type) : assistants;
        assistants = query.OwnerId is { } owner ? assistants.Where(a => a.OwnerId == owner) : assistants;
        assistants = query.UpdatedSince is { } since ? assistants.Where(a => a.UpdatedAt >= since) : assistants;
        assistants = query.Templates is { } templates ? assistants.Where(a => a.IsTemplate == templates) : assistants;
        if (query.DeployedIn is { } place)
        {
            var bit = DeployedStates.Bit(place);
            assistants = assistants.Where(a => (a.DeployedIn & bit) != 0);
        }

        if (query.Tag is { Length: > 0 } tag)
        {
            new Validator().Storable(tag, "tag").ThrowIfAny();
            var tagged = context.Set<AssistantTag>().Where(t => t.Tag == tag).Select(t => t.AssistantId);
            assistants = assistants.Where(a => tagged.Contains(a.Id));
        }

        return assistants;
    }

    private static async Task<AssistantDetail> DetailAsync(StudioDbContext context, Assistant assistant, CancellationToken ct)
    {
        var state = await AssistantVersionService.StateAsync(context, assistant, ct).ConfigureAwait(false);
        var isUnsaved = await AssistantVersionService.IsUnsavedAsync(context, assistant, state, ct).ConfigureAwait(false);
        return new(AssistantRows.RowOf(assistant), state.Content, assistant.ParentId, assistant.ParentVersion, isUnsaved);
    }

    private async Task<Dictionary<string, Guid>> IdsOfSlugsAsync(string[] slugs, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.VisibleAssistants(access).Where(a => slugs.Contains(a.Slug)).ToDictionaryAsync(a => a.Slug, a => a.Id, ct).ConfigureAwait(false);
        }
    }
}
