using AssistantStudio.Core.Data;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Prompts;

/// <summary>What prompts are found by, and where in them.</summary>
internal static class PromptSearch
{
    /// <summary>To be saved with whatever changed the prompt. Without content, what is indexed of its latest version stays.</summary>
    public static Task IndexAsync(StudioDbContext context, Prompt prompt, string? content, CancellationToken ct) =>
        context.IndexForSearchAsync(SearchKind.Prompt, prompt.Id, prompt.OrganizationId, TextsOf(prompt, content), ct);

    public static SearchTexts TextsOf(Prompt prompt, string? content) => new()
    {
        Title = prompt.Title,
        Tags = [.. prompt.Tags, prompt.Category],
        Summary = $"{prompt.Key}\n{prompt.Purpose}",
        Body = content,
        Facets = [Category(prompt.Category), .. prompt.Tags.Select(Tag)],
    };

    public static async Task<Page<PromptRow>> PageAsync(StudioDbContext context, PromptListQuery query, SortMap<Prompt> sorts, CancellationToken ct)
    {
        new Validator().Storable(query.Category, "category").Storable(query.Tag, "tag").ThrowIfAny();
        var prompts = context.Set<Prompt>().AsQueryable();
        var facets = new List<SearchFacet>();
        if (query.Category is { Length: > 0 } category)
        {
            prompts = prompts.Where(p => p.Category == category);
            facets.Add(Category(category));
        }

        if (query.Tag is { Length: > 0 } tag)
        {
            var tagged = context.Set<PromptTag>().Where(t => t.Tag == tag).Select(t => t.PromptId);
            prompts = prompts.Where(p => tagged.Contains(p.Id));
            facets.Add(Tag(tag));
        }

        query.SearchTerm(); // Refuses a search that is too long.
        var search = await context.SearchForAsync(SearchKind.Prompt, query.Search, facets, ct).ConfigureAwait(false);
        var page = await context.PageAsync(prompts, query, sorts, search, p => p, ct).ConfigureAwait(false);
        var found = await FoundInAsync(context, page.Items, search, ct).ConfigureAwait(false);
        return new([.. page.Items.Select(p => PromptService.RowOf(p) with { Found = found.GetValueOrDefault(p.Id) })], page.PageNumber, page.PageSize, page.Total)
        {
            SearchedFor = page.SearchedFor,
        };
    }

    private static SearchFacet Category(string category) => new("category", category);

    private static SearchFacet Tag(string tag) => new("tag", tag);

    /// <summary>Reads the contents of those prompts only whose short fields do not have it.</summary>
    private static async Task<Dictionary<Guid, SearchSnippet>> FoundInAsync(StudioDbContext context, IReadOnlyList<Prompt> prompts, TextSearch? search, CancellationToken ct)
    {
        var found = new Dictionary<Guid, SearchSnippet>();
        if (search is null)
        {
            return found;
        }

        foreach (var prompt in prompts)
        {
            var snippet = SearchSnippet.Of(
                search, ("title", prompt.Title), ("tags", string.Join(", ", prompt.Tags)), ("category", prompt.Category), ("key", prompt.Key), ("purpose", prompt.Purpose));
            if (snippet is not null)
            {
                found[prompt.Id] = snippet;
            }
        }

        var rest = prompts.Where(p => !found.ContainsKey(p.Id)).Select(p => p.Id).ToArray();
        if (rest.Length > 0)
        {
            var contents = await context.Set<PromptVersion>()
                .Where(v => rest.Contains(v.PromptId) && context.Set<Prompt>().Any(p => p.Id == v.PromptId && p.LatestVersion == v.Number))
                .Select(v => new { v.PromptId, Content = v.Content.Substring(0, SearchLimits.SnippetSource) })
                .ToListAsync(ct).ConfigureAwait(false);
            foreach (var one in contents)
            {
                if (SearchSnippet.Of(search, ("content", one.Content)) is { } snippet)
                {
                    found[one.PromptId] = snippet;
                }
            }
        }

        return found;
    }
}
