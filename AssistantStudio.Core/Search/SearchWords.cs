using System.Text;
using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Search;

/// <summary>The words by which misspelt ones are corrected.</summary>
internal static class SearchWords
{
    /// <summary>SQLite takes 32,766 parameters in a statement, PostgreSQL about as many; a form needs two.</summary>
    private const int FormsAtOnce = 4_000;

    /// <summary>The words of title and tags that somebody may misspell.</summary>
    public static IEnumerable<string> Of(SearchTexts texts) => texts.Tags.Prepend(texts.Title)
        .SelectMany(text => SearchTokens.Of(text, indexing: true))
        .Where(Spelling.CanBeMisspelt).Select(t => t.Text).Distinct(StringComparer.Ordinal);

    /// <summary>Writes those that the organisation has not had yet. Another writer may add the same at the same time.</summary>
    public static async Task AddAsync(StudioDbContext context, SearchKind kind, Guid organizationId, IEnumerable<string> words, CancellationToken ct)
    {
        foreach (var some in words.Order(StringComparer.Ordinal).Chunk(FormsAtOnce / (SearchLimits.WordLengthForSpelling + 1)))
        {
            var known = await context.Set<SearchWord>().IgnoreQueryFilters([StudioDbContext.TenantFilter])
                .Where(w => w.OrganizationId == organizationId && w.Kind == kind && some.Contains(w.Form) && w.Word == w.Form)
                .Select(w => w.Word).ToListAsync(ct).ConfigureAwait(false);
            var missing = some.Except(known, StringComparer.Ordinal).ToArray();
            if (missing.Length > 0)
            {
                await InsertAsync(context, kind, organizationId, missing, ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>For each misspelt word, the words that differ from it by one letter, the likeliest first.</summary>
    public static async Task<ILookup<string, string>> NearestAsync(
        StudioDbContext context, SearchKind kind, IReadOnlyList<string> misspelt, CancellationToken ct)
    {
        var forms = misspelt.SelectMany(Spelling.Forms).Distinct(StringComparer.Ordinal).ToArray();
        var candidates = await context.Set<SearchWord>().Where(w => w.Kind == kind && forms.Contains(w.Form))
            .OrderBy(w => w.Form).ThenBy(w => w.Word).Select(w => w.Word).Take(SearchLimits.SpellingCandidates * misspelt.Count)
            .ToListAsync(ct).ConfigureAwait(false);
        return misspelt
            .SelectMany(wrong => Spelling.Nearest(wrong, candidates.Distinct(StringComparer.Ordinal)).Select(right => (Wrong: wrong, Right: right)))
            .ToLookup(pair => pair.Wrong, pair => pair.Right, StringComparer.Ordinal);
    }

    private static async Task InsertAsync(StudioDbContext context, SearchKind kind, Guid organizationId, string[] words, CancellationToken ct)
    {
        var sql = new StringBuilder("""INSERT INTO "SearchWords" ("OrganizationId", "Kind", "Form", "Word") VALUES """);
        // A value in raw SQL does not pass the model's converter, which keeps ids as bytes on SQLite.
        object organization = context is SqliteStudioDbContext ? organizationId.ToByteArray(bigEndian: true) : organizationId;
        List<object> values = [organization, kind.ToString()];
        foreach (var (form, word) in words.SelectMany(word => Spelling.Forms(word).Select(form => (form, word))))
        {
            sql.Append(values.Count > 2 ? ", " : "").Append(System.Globalization.CultureInfo.InvariantCulture, $$"""({0}, {1}, {{{values.Count}}}, {{{values.Count + 1}}})""");
            values.AddRange([form, word]);
        }

        sql.Append(" ON CONFLICT DO NOTHING");
        await context.Database.ExecuteSqlRawAsync(sql.ToString(), values, ct).ConfigureAwait(false);
    }
}
