using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Search;

/// <summary>Writes what can be searched for, in the unit of work of the feature that it belongs to.</summary>
internal static class SearchIndexing
{
    /// <summary>
    /// Adds or changes the entry of a subject; it is saved with the context's other changes or not at all. Words that
    /// are new to the organisation are written at once: by themselves they find nothing.
    /// </summary>
    public static async Task IndexForSearchAsync(
        this StudioDbContext context, SearchKind kind, Guid subjectId, Guid organizationId, SearchTexts texts, CancellationToken ct)
    {
        var entry = await EntryOfAsync(context, kind, subjectId, ct).ConfigureAwait(false);
        if (entry is null)
        {
            entry = new SearchEntry { OrganizationId = organizationId, Kind = kind, SubjectId = subjectId };
            context.Add(entry);
        }

        Fill(entry, texts);
        await SearchWords.AddAsync(context, kind, organizationId, SearchWords.Of(texts), ct).ConfigureAwait(false);
    }

    /// <summary>For a subject that is deleted in the same unit of work.</summary>
    public static async Task RemoveFromSearchAsync(this StudioDbContext context, SearchKind kind, Guid subjectId, CancellationToken ct)
    {
        if (await EntryOfAsync(context, kind, subjectId, ct).ConfigureAwait(false) is { } entry)
        {
            context.Remove(entry);
        }
    }

    internal static void Fill(SearchEntry entry, SearchTexts texts)
    {
        entry.Scope = SearchScope.Of(entry.Kind, entry.OrganizationId, texts.Facets);
        entry.Title = SearchTokens.Fold(texts.Title);
        entry.Tags = SearchTokens.Fold(string.Join('\n', texts.Tags));
        entry.Summary = SearchTokens.Fold(texts.Summary);
        entry.Body = texts.Body is null ? entry.Body : SearchTokens.Fold(texts.Body);
    }

    private static async Task<SearchEntry?> EntryOfAsync(StudioDbContext context, SearchKind kind, Guid subjectId, CancellationToken ct) =>
        context.Set<SearchEntry>().Local.SingleOrDefault(e => e.SubjectId == subjectId && e.Kind == kind)
        ?? await context.Set<SearchEntry>().SingleOrDefaultAsync(e => e.SubjectId == subjectId && e.Kind == kind, ct).ConfigureAwait(false);
}

/// <summary>Writes the entries of many new subjects of one organisation, for generated rows: looks for none that is there.</summary>
internal sealed class SearchBulk(StudioDbContext context, SearchKind kind, Guid organizationId)
{
    private readonly HashSet<string> _words = new(StringComparer.Ordinal);

    public void Add(Guid subjectId, SearchTexts texts)
    {
        var entry = new SearchEntry { OrganizationId = organizationId, Kind = kind, SubjectId = subjectId };
        SearchIndexing.Fill(entry, texts);
        context.Add(entry);
        _words.UnionWith(SearchWords.Of(texts));
    }

    /// <summary>Writes the words, once, after the last entry.</summary>
    public Task FinishAsync(CancellationToken ct) => SearchWords.AddAsync(context, kind, organizationId, _words, ct);
}
