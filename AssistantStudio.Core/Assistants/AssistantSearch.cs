using AssistantStudio.Core.Data;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>What assistants are found by, and where in them.</summary>
internal static class AssistantSearch
{
    /// <summary>To be saved with whatever changed the assistant or its links.</summary>
    public static async Task IndexAsync(StudioDbContext context, Assistant assistant, CancellationToken ct)
    {
        // Links of this unit of work are not in the database yet, or still, or otherwise.
        var tracked = context.ChangeTracker.Entries<PromptLink>().Where(e => e.Entity.AssistantId == assistant.Id).ToArray();
        var known = tracked.Select(e => e.Entity.Id).ToHashSet();
        var stored = await context.Set<PromptLink>().AsNoTracking().Where(l => l.AssistantId == assistant.Id)
            .Select(l => new { l.Id, l.PromptId, l.Version, l.Label }).ToListAsync(ct).ConfigureAwait(false);
        var pins = stored.Where(l => !known.Contains(l.Id)).Select(l => new PromptPin(l.PromptId, l.Version, l.Label))
            .Concat(tracked.Where(e => e.State is not EntityState.Deleted and not EntityState.Detached).Select(e => new PromptPin(e.Entity.PromptId, e.Entity.Version, e.Entity.Label)));
        var texts = await context.TextsAsync([.. pins.Distinct()], ct).ConfigureAwait(false);
        await context.IndexForSearchAsync(SearchKind.Assistant, assistant.Id, assistant.OrganizationId, TextsOf(assistant, assistant.Content(), texts), ct).ConfigureAwait(false);
    }

    /// <summary>What a stored assistant is found by; null when it is gone.</summary>
    public static async Task<SearchTexts?> ReadAsync(StudioDbContext context, Guid id, CancellationToken ct)
    {
        var assistant = await context.Set<Assistant>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct).ConfigureAwait(false);
        var pins = await context.Set<PromptLink>().Where(l => l.AssistantId == id).Select(l => new PromptPin(l.PromptId, l.Version, l.Label)).ToListAsync(ct).ConfigureAwait(false);
        var texts = await context.TextsAsync([.. pins.Distinct()], ct).ConfigureAwait(false);
        return assistant is null ? null : TextsOf(assistant, assistant.Content(), texts);
    }

    public static Task IndexAsync(StudioDbContext context, Guid id, SearchTexts texts, CancellationToken ct) =>
        context.IndexForSearchAsync(SearchKind.Assistant, id, context.OrganizationId, texts, ct);

    /// <param name="prompts">The titles and texts of its prompts.</param>
    public static SearchTexts TextsOf(Assistant assistant, AssistantContent content, IEnumerable<string> prompts) => new()
    {
        Title = assistant.Name,
        Tags = assistant.Tags,
        Summary = $"{assistant.Slug}\n{assistant.Description}",
        Body = $"{content.Instructions}\n{string.Join('\n', prompts.Select(p => PlainText.Cut(p, SearchLimits.SnippetSource)))}",
        Facets = [Facet("status", assistant.Status), Facet("type", assistant.Type), Facet("owner", assistant.OwnerId), .. assistant.Tags.Select(t => Facet("tag", t))],
    };

    public static async Task<Page<AssistantRow>> PageAsync(
        StudioDbContext context, Access access, IQueryable<Assistant> assistants, AssistantListQuery query, SortMap<Assistant> sorts, CancellationToken ct)
    {
        query.SearchTerm(); // Refuses a search that is too long.
        var facets = new List<SearchFacet>();
        if (query.Status is { } status)
        {
            facets.Add(Facet("status", status));
        }

        if (query.Type is { } type)
        {
            facets.Add(Facet("type", type));
        }

        if (query.OwnerId is { } owner)
        {
            facets.Add(Facet("owner", owner));
        }

        if (query.Tag is { Length: > 0 } tag)
        {
            facets.Add(Facet("tag", tag));
        }

        var search = await context.SearchForAsync(SearchKind.Assistant, query.Search, facets, ct).ConfigureAwait(false);
        var (links, titles) = (context.Set<PromptLink>(), context.PromptTitles());
        var page = await context.PageAsync(
            assistants, query, sorts, search,
            a => new Listed
            {
                // Without the draft, which is as long as all the rest of the page.
                Row = new(
                    a.Id, a.Slug, a.Name, a.Description, a.Type, a.Status, a.OwnerId, a.Visibility, a.Tags, a.Icon, a.Colour, a.IsTemplate, a.LatestVersion,
                    a.Conversations, a.Messages, a.LastUsedAt, AssistantRows.Rating(a.RatingSum, a.RatingCount), a.RatingCount, a.CreatedAt, a.UpdatedAt, a.UpdatedBy, a.RowVersion),

                // Rows of a page are looked up without the tenant's filter, and that goes for what stands beside them, too.
                Prompts = links.Count(l => l.OrganizationId == a.OrganizationId && l.AssistantId == a.Id),
                Primary = links.Where(l => l.OrganizationId == a.OrganizationId && l.AssistantId == a.Id && l.Role == PromptRole.Primary && l.Enabled)
                    .OrderBy(l => l.Priority).Join(titles, l => l.PromptId, p => p.Id, (_, p) => p.Title).FirstOrDefault(),
            }, ct).ConfigureAwait(false);
        var found = await FoundInAsync(context, [.. page.Items.Select(l => l.Row)], search, ct).ConfigureAwait(false);
        var seesPrompts = access.Can(Permission.PromptsView);
        var rows = page.Items.Select(l => l.Row with { Found = found.GetValueOrDefault(l.Row.Id), Prompts = seesPrompts ? new(l.Prompts, l.Primary) : null });
        return new([.. rows], page.PageNumber, page.PageSize, page.Total)
        {
            // A correction made of an assistant that the caller may not see would tell its name.
            SearchedFor = page.Total > 0 ? page.SearchedFor : null,
        };
    }

    /// <summary>Reads the drafts of those only whose short fields do not have it.</summary>
    private static async Task<Dictionary<Guid, SearchSnippet>> FoundInAsync(StudioDbContext context, IReadOnlyList<AssistantRow> rows, TextSearch? search, CancellationToken ct)
    {
        var found = new Dictionary<Guid, SearchSnippet>();
        if (search is null)
        {
            return found;
        }

        foreach (var row in rows)
        {
            if (SearchSnippet.Of(search, ("name", row.Name), ("tags", string.Join(", ", row.Tags)), ("slug", row.Slug), ("description", row.Description)) is { } snippet)
            {
                found[row.Id] = snippet;
            }
        }

        var rest = rows.Select(r => r.Id).Where(id => !found.ContainsKey(id)).ToArray();
        if (rest.Length > 0)
        {
            foreach (var draft in await context.Set<Assistant>().AsNoTracking().Where(a => rest.Contains(a.Id)).ToListAsync(ct).ConfigureAwait(false))
            {
                found[draft.Id] = SearchSnippet.Of(search, ("instructions", PlainText.Cut(draft.Content().Instructions, SearchLimits.SnippetSource)))
                    ?? new("prompts", "", "", "");
            }
        }

        return found;
    }

    private static SearchFacet Facet(string name, object? value) => new(name, value?.ToString() ?? "");

    /// <summary>A row with what is told of its prompts, read in the one statement that looks up the page's rows.</summary>
    private sealed class Listed
    {
        public required AssistantRow Row { get; init; }

        public required int Prompts { get; init; }

        public required string? Primary { get; init; }
    }
}
