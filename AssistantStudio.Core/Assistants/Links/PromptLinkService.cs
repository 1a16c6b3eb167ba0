using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Who uses a prompt.</summary>
/// <param name="Items">The first of the links, by the name of the assistant.</param>
/// <param name="Assistants">How many assistants there are in all.</param>
public sealed record PromptUses(IReadOnlyList<PromptUseRow> Items, int Assistants);

/// <summary>The prompts of an assistant: which, in which role and order, and when.</summary>
public sealed class PromptLinkService(Access access, StudioDb db, ChangeFeed feed, TimeProvider clock)
{
    private const string What = "The link";
    private const int UsersShown = 200;

    /// <summary>In order of choice.</summary>
    public async Task<IReadOnlyList<PromptLinkRow>> ListAsync(Guid assistantId, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        access.Require(Permission.PromptsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindAssistantAsync(access, assistantId, ct).ConfigureAwait(false);
            var links = await OfAsync(context, assistantId, ct).ConfigureAwait(false);
            return await RowsAsync(context, links, ct).ConfigureAwait(false);
        }
    }

    /// <param name="inPlaceOf">The link that is the primary now: it becomes the first secondary in the same step. Null: none steps down.</param>
    public async Task<PromptLinkRow> AddAsync(Guid assistantId, Guid promptId, PromptLinkInput input, Guid? inPlaceOf, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        access.Require(Permission.PromptsView); // Linked, its text could be read by resolving.
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.FindEditableAsync(access, assistantId, ct).ConfigureAwait(false);
            var links = await OfAsync(context, assistantId, ct).ConfigureAwait(false);
            async Task<PromptLinkRow> AddedAsync()
            {
                var link = await AddAsync(context, assistant, links, promptId, input, ct).ConfigureAwait(false);
                var row = (await RowsAsync(context, [link], ct).ConfigureAwait(false))[0];
                Record(context, assistant, "assistant.prompt_linked", row.PromptTitle, null, PromptLinkRules.Describe(link));
                await AssistantSearch.IndexAsync(context, assistant, ct).ConfigureAwait(false);
                await SaveAsync(context, ct).ConfigureAwait(false);
                return row;
            }

            var added = await InPlaceAsync(context, assistant, links, l => l.Id == inPlaceOf, AddedAsync, ct).ConfigureAwait(false);
            feed.Publish(new(AssistantService.Topic, access.OrganizationId, assistantId));
            return added;
        }
    }

    public Task<PromptLinkRow> AddAsync(Guid assistantId, Guid promptId, PromptLinkInput input, CancellationToken ct) =>
        AddAsync(assistantId, promptId, input, inPlaceOf: null, ct);

    /// <param name="linkOrPrompt">The link's id, or the prompt's where it is linked once.</param>
    /// <param name="inPlaceOf">The link that is the primary now: it becomes the first secondary in the same step. Null: none steps down.</param>
    public async Task<PromptLinkRow> ChangeAsync(Guid assistantId, Guid linkOrPrompt, PromptLinkInput input, Guid? inPlaceOf, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.FindEditableAsync(access, assistantId, ct).ConfigureAwait(false);
            var links = await OfAsync(context, assistantId, ct).ConfigureAwait(false);
            var link = Find(links, linkOrPrompt);
            link.ExpectVersion(input.RowVersion, What);
            async Task<PromptLinkRow> ChangedAsync()
            {
                var before = PromptLinkRules.Describe(link);
                var errors = new Validator();
                PromptLinkRules.Apply(link, input, errors);
                errors.ThrowIfAny();
                PromptLinkRules.RequireOnePrimary(links, link);
                link.UpdatedAt = clock.GetUtcNow().UtcDateTime;
                link.UpdatedBy = access.Grant.ActorName;
                var row = (await RowsAsync(context, [link], ct).ConfigureAwait(false))[0];
                Record(context, assistant, "assistant.prompt_changed", row.PromptTitle, before, PromptLinkRules.Describe(link));
                await AssistantSearch.IndexAsync(context, assistant, ct).ConfigureAwait(false);
                await SaveAsync(context, ct).ConfigureAwait(false);
                return row with { RowVersion = link.RowVersion };
            }

            var changed = await InPlaceAsync(context, assistant, links, l => l.Id == inPlaceOf && l != link, ChangedAsync, ct).ConfigureAwait(false);
            feed.Publish(new(AssistantService.Topic, access.OrganizationId, assistantId));
            return changed;
        }
    }

    public Task<PromptLinkRow> ChangeAsync(Guid assistantId, Guid linkOrPrompt, PromptLinkInput input, CancellationToken ct) =>
        ChangeAsync(assistantId, linkOrPrompt, input, inPlaceOf: null, ct);

    public async Task RemoveAsync(Guid assistantId, Guid linkOrPrompt, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.FindEditableAsync(access, assistantId, ct).ConfigureAwait(false);
            var link = Find(await OfAsync(context, assistantId, ct).ConfigureAwait(false), linkOrPrompt);
            link.ExpectVersion(rowVersion, What);
            var row = (await RowsAsync(context, [link], ct).ConfigureAwait(false))[0];
            context.Remove(link);
            Record(context, assistant, "assistant.prompt_unlinked", row.PromptTitle, PromptLinkRules.Describe(link), null);
            await AssistantSearch.IndexAsync(context, assistant, ct).ConfigureAwait(false);
            await SaveAsync(context, ct).ConfigureAwait(false);
            feed.Publish(new(AssistantService.Topic, access.OrganizationId, assistantId));
        }
    }

    /// <summary>Makes a link the primary; what was primary becomes the first secondary. One step, so that there is always one.</summary>
    public async Task MakePrimaryAsync(Guid assistantId, Guid linkId, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.FindEditableAsync(access, assistantId, ct).ConfigureAwait(false);
            var links = await OfAsync(context, assistantId, ct).ConfigureAwait(false);
            var link = Find(links, linkId);
            async Task<PromptLink> PromotedAsync()
            {
                var before = PromptLinkRules.Describe(link);
                (link.Role, link.Enabled) = (PromptRole.Primary, true);
                var row = (await RowsAsync(context, [link], ct).ConfigureAwait(false))[0];
                Record(context, assistant, "assistant.prompt_changed", row.PromptTitle, before, PromptLinkRules.Describe(link));
                await SaveAsync(context, ct).ConfigureAwait(false);
                return link;
            }

            await InPlaceAsync(context, assistant, links, l => l != link, PromotedAsync, ct).ConfigureAwait(false);
            feed.Publish(new(AssistantService.Topic, access.OrganizationId, assistantId));
        }
    }

    /// <summary>Numbers the links of one role in the order that they were dragged into.</summary>
    public async Task ReorderAsync(Guid assistantId, IReadOnlyList<Guid> linkIds, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.FindEditableAsync(access, assistantId, ct).ConfigureAwait(false);
            var links = await OfAsync(context, assistantId, ct).ConfigureAwait(false);
            var before = links.ToDictionary(l => l.Id, l => l.Priority);
            foreach (var role in linkIds.Select(id => Find(links, id)).Distinct().GroupBy(l => l.Role))
            {
                var others = links.Where(l => l.Role == role.Key).OrderBy(l => l.Priority).ThenBy(l => l.Id);
                var number = 1;
                foreach (var link in role.Concat(others).Distinct())
                {
                    link.Priority = number++;
                }
            }

            if (links.All(l => before[l.Id] == l.Priority))
            {
                return;
            }

            var rows = await RowsAsync(context, links, ct).ConfigureAwait(false);
            Record(context, assistant, "assistant.prompts_reordered", "Order", null, string.Join(", ", rows.Select(r => r.PromptTitle)));
            await SaveAsync(context, ct).ConfigureAwait(false);
            feed.Publish(new(AssistantService.Topic, access.OrganizationId, assistantId));
        }
    }

    /// <summary>Who uses a prompt, as far as the caller sees them.</summary>
    public async Task<PromptUses> UsersOfAsync(Guid promptId, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var links = context.Set<PromptLink>().Where(l => l.PromptId == promptId);
            var items = await (
                from link in links
                join assistant in context.VisibleAssistants(access) on link.AssistantId equals assistant.Id
                orderby assistant.Name, assistant.Id, link.Role
                select new PromptUseRow(assistant.Id, assistant.Slug, assistant.Name, assistant.Status, link.Id, link.Role, link.Version, link.Label, link.Enabled))
                .Take(UsersShown).ToListAsync(ct).ConfigureAwait(false);
            var assistants = items.Count < UsersShown ? items.DistinctBy(i => i.AssistantId).Count()
                : await context.VisibleAssistants(access).CountAsync(a => links.Any(l => l.AssistantId == a.Id), ct).ConfigureAwait(false);
            return new(items, assistants);
        }
    }

    internal static async Task<List<PromptLink>> OfAsync(StudioDbContext context, Guid assistantId, CancellationToken ct)
    {
        var links = await context.Set<PromptLink>().Where(l => l.AssistantId == assistantId).ToListAsync(ct).ConfigureAwait(false);
        return [.. links.OrderBy(l => l.Role).ThenBy(l => l.Priority).ThenBy(l => l.Id)];
    }

    internal static async Task<IReadOnlyList<PromptLinkRow>> RowsAsync(StudioDbContext context, IReadOnlyList<PromptLink> links, CancellationToken ct)
    {
        var pinned = await context.ReadAsync([.. links.Select(PinOf)], ct).ConfigureAwait(false);
        return [.. links.Zip(pinned).Select(p => RowOf(p.First, p.Second))];
    }

    /// <summary>Adds a link in a unit of work that another operation leads, such as making an assistant.</summary>
    internal async Task<PromptLink> AddAsync(
        StudioDbContext context, Assistant assistant, List<PromptLink> links, Guid promptId, PromptLinkInput input, CancellationToken ct)
    {
        var errors = new Validator();
        errors.Check(links.Count < AssistantLimits.Links, "promptId", $"An assistant has at most {AssistantLimits.Links} prompts.");
        var role = input.Role ?? (links.Any(l => l is { Role: PromptRole.Primary, Enabled: true }) ? PromptRole.Secondary : PromptRole.Primary);
        var now = clock.GetUtcNow().UtcDateTime;
        var link = new PromptLink
        {
            OrganizationId = assistant.OrganizationId,
            AssistantId = assistant.Id,
            PromptId = promptId,
            Role = role,
            Priority = links.Where(l => l.Role == role).Select(l => l.Priority).DefaultIfEmpty(0).Max() + 1,
            CreatedAt = now,
            UpdatedAt = now,
            UpdatedBy = access.Grant.ActorName,
        };
        PromptLinkRules.Apply(link, input, errors);
        errors.ThrowIfAny();
        if ((await context.KeysAsync([promptId], ct).ConfigureAwait(false)).Count == 0)
        {
            throw new ValidationException("promptId", "There is no such prompt.");
        }

        if (links.Any(l => l.PromptId == promptId && l.Version == link.Version && l.Label == link.Label))
        {
            throw new ConflictException("This prompt is linked already, in the same version. Change that link, or link another version.", "already_linked");
        }

        PromptLinkRules.RequireOnePrimary(links, link);
        context.Add(link);
        links.Add(link);
        return link;
    }

    /// <summary>
    /// Makes a change in the place of a primary, which becomes the first secondary, both or neither. The index that allows one
    /// primary looks at each statement: the old one must have stepped down before.
    /// </summary>
    private async Task<T> InPlaceAsync<T>(
        StudioDbContext context, Assistant assistant, List<PromptLink> links, Func<PromptLink, bool> stepsDown, Func<Task<T>> change, CancellationToken ct)
    {
        var old = links.Where(l => l is { Role: PromptRole.Primary, Enabled: true } && stepsDown(l)).ToArray();
        if (old.Length == 0)
        {
            return await change().ConfigureAwait(false);
        }

        var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            foreach (var (link, row) in old.Zip(await RowsAsync(context, old, ct).ConfigureAwait(false)))
            {
                var before = PromptLinkRules.Describe(link);
                link.Role = PromptRole.Secondary;
                link.Priority = links.Where(l => l.Role == PromptRole.Secondary && l != link).Select(l => l.Priority).DefaultIfEmpty(2).Min() - 1;
                Record(context, assistant, "assistant.prompt_changed", row.PromptTitle, before, PromptLinkRules.Describe(link));
            }

            await SaveAsync(context, ct).ConfigureAwait(false);
            var done = await change().ConfigureAwait(false);
            await transaction.CommitAsync(ct).ConfigureAwait(false);
            return done;
        }
    }

    internal static PromptPin PinOf(PromptLink link) => new(link.PromptId, link.Version, link.Label);

    private static PromptLinkRow RowOf(PromptLink l, PinnedPrompt p) => new(
        l.Id, l.PromptId, p.Key, p.Title, l.Role, l.Version, l.Label, p.Unavailable is null ? p.Version : null, p.State, p.Unavailable,
        l.Priority, l.Weight, l.Enabled, l.Conditions(), l.AnyCondition, ConditionText.Of(l.Conditions(), l.AnyCondition), l.RowVersion);

    private static PromptLink Find(IReadOnlyList<PromptLink> links, Guid linkOrPrompt)
    {
        if (links.SingleOrDefault(l => l.Id == linkOrPrompt) is { } link)
        {
            return link;
        }

        var ofPrompt = links.Where(l => l.PromptId == linkOrPrompt).ToArray();
        return ofPrompt.Length switch
        {
            0 => throw new NotFoundException(What),
            1 => ofPrompt[0],
            _ => throw new ConflictException("This prompt is linked more than once. Name the link's own id.", "ambiguous"),
        };
    }

    private void Record(StudioDbContext context, Assistant assistant, string action, string title, string? before, string? after) =>
        context.Record(access.Grant, clock.GetUtcNow().UtcDateTime, action, assistant.Id.ToString(), assistant.Name, [new(title, before, after)]);

    private static Task SaveAsync(StudioDbContext context, CancellationToken ct) =>
        context.SaveOrStaleAsync(What, row => row is PromptLink ? PromptLinkRules.PrimaryExists() : null, ct);
}
