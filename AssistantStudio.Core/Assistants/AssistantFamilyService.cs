using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

public enum ClonePrompts
{
    /// <summary>The clone uses the same prompts.</summary>
    Link,

    /// <summary>The clone gets copies of its own, published as they are now.</summary>
    Copy,

    None,
}

public sealed record CloneInput
{
    public string? Name { get; init; }

    public string? Slug { get; init; }

    /// <summary>A version to clone; null: the draft as it is.</summary>
    public int? Version { get; init; }

    public ClonePrompts Prompts { get; init; } = ClonePrompts.Link;

    public bool Knowledge { get; init; } = true;

    public bool Tools { get; init; } = true;

    public AssistantVisibility? Visibility { get; init; }
}

/// <summary>Clones of assistants, and the tree that they make.</summary>
public sealed class AssistantFamilyService(Access access, StudioDb db, ChangeFeed feed, AssistantMaker maker, PromptService prompts)
{
    private const string Copied = " (copy)";

    public async Task<AssistantDetail> CloneAsync(Guid id, CloneInput input, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        return await AssistantMaker.WithFreeNamesAsync(input.Slug is null, () => CloneOnceAsync(id, input, ct)).ConfigureAwait(false);
    }

    /// <summary>The whole family from its first ancestor down, parents before children, each once even where two moves at one time made a ring. Assistants that the caller may not see are left out with what hangs on them.</summary>
    public async Task<IReadOnlyList<LineageNode>> LineageAsync(Guid id, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var all = context.VisibleAssistants(access).AsNoTracking();
            var top = await context.FindAssistantAsync(access, id, ct).ConfigureAwait(false);
            for (var depth = 0; top.ParentId is { } parentId && depth < AssistantLimits.LineageDepth; depth++)
            {
                var parent = await all.SingleOrDefaultAsync(a => a.Id == parentId, ct).ConfigureAwait(false);
                if (parent is null)
                {
                    break;
                }

                top = parent;
            }

            var found = new List<LineageNode> { NodeOf(top, 0) };
            var level = new[] { top.Id };
            for (var depth = 1; level.Length > 0 && depth <= AssistantLimits.LineageDepth * 2 && found.Count < AssistantLimits.LineageSize; depth++)
            {
                var parents = level;
                var known = found.Select(n => n.Id).ToArray();
                var children = await all.Where(a => a.ParentId != null && parents.Contains(a.ParentId.Value) && !known.Contains(a.Id)).OrderBy(a => a.Id)
                    .Take(AssistantLimits.LineageSize - found.Count)
                    .Select(a => new LineageNode(a.Id, a.Slug, a.Name, a.Status, a.ParentId, a.ParentVersion, a.LatestVersion, a.CreatedAt, 0)).ToListAsync(ct).ConfigureAwait(false);
                found.AddRange(children.Select(c => c with { Depth = depth }));
                level = [.. children.Select(c => c.Id)];
            }

            return [.. InTreeOrder(found, found[0])];
        }
    }

    private async Task<AssistantDetail> CloneOnceAsync(Guid id, CloneInput input, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var original = await context.FindAssistantAsync(access, id, ct).ConfigureAwait(false);
            var draft = await AssistantVersionService.StateAsync(context, original, ct).ConfigureAwait(false);
            var state = input.Version is { } number
                ? (await context.Set<AssistantVersion>().SingleOrDefaultAsync(v => v.AssistantId == id && v.Number == number, ct).ConfigureAwait(false) ?? throw new NotFoundException("The version")).State()
                : draft;
            var isSaved = input.Version is not null || !await AssistantVersionService.IsUnsavedAsync(context, original, draft, ct).ConfigureAwait(false);
            var room = AssistantLimits.NameLength - Copied.Length;
            var clone = await maker.AddAsync(
                context,
                AssistantInput.Of(state.Content) with
                {
                    Name = input.Name ?? PlainText.Cut(state.Content.Name, room) + Copied,
                    Slug = input.Slug,
                    KnowledgeSources = input.Knowledge ? state.Content.KnowledgeSources : [],
                    Tools = input.Tools ? state.Content.Tools : [],
                    Tags = original.Tags,
                    Icon = original.Icon,
                    Colour = original.Colour,
                    Visibility = input.Visibility ?? original.Visibility,
                }, ct).ConfigureAwait(false);
            clone.ParentId = original.Id;
            clone.ParentVersion = isSaved ? input.Version ?? original.LatestVersion : null;
            await AddLinksAsync(context, clone, state.Links, input.Prompts, ct).ConfigureAwait(false);
            await maker.SaveAsync(context, clone, ct).ConfigureAwait(false);
            feed.Publish(new(AssistantService.Topic, access.OrganizationId, clone.Id));
            return new(AssistantRows.RowOf(clone), clone.Content(), clone.ParentId, clone.ParentVersion, Unsaved: true);
        }
    }

    private static IEnumerable<LineageNode> InTreeOrder(List<LineageNode> nodes, LineageNode node) =>
        nodes.Where(n => n.ParentId == node.Id && n.Depth > node.Depth).SelectMany(child => InTreeOrder(nodes, child)).Prepend(node);

    private static LineageNode NodeOf(Assistant a, int depth) => new(a.Id, a.Slug, a.Name, a.Status, a.ParentId, a.ParentVersion, a.LatestVersion, a.CreatedAt, depth);

    private async Task AddLinksAsync(StudioDbContext context, Assistant clone, IReadOnlyList<KeptLink> links, ClonePrompts choice, CancellationToken ct)
    {
        if (choice == ClonePrompts.None)
        {
            return;
        }

        if (choice == ClonePrompts.Copy)
        {
            var pinned = await context.ReadAsync([.. links.Select(l => new PromptPin(l.PromptId, l.Version, l.Label))], ct).ConfigureAwait(false);
            var copies = new List<KeptLink>();
            foreach (var (link, prompt) in links.Zip(pinned).Where(p => p.Second.Unavailable is null))
            {
                var copy = await prompts.AddAsync(
                    context,
                    new PromptInput { Title = prompt.Title, Purpose = $"Copied for {clone.Name}." },
                    new PromptContent { Content = prompt.Content, Variables = prompt.Variables, Publish = true }, ct).ConfigureAwait(false);
                copies.Add(link with { PromptId = copy.Id, Version = null, Label = null });
            }

            // The copies are in this unit of work and cannot be read back from the database yet.
            AssistantVersionService.AddLinks(context, clone, copies, access.Grant, clone.CreatedAt);
            return;
        }

        await AssistantVersionService.AddLinksAsync(context, clone, links, access.Grant, clone.CreatedAt, ct).ConfigureAwait(false);
    }
}
