using System.Globalization;
using AssistantStudio.Core.Prompts;

namespace AssistantStudio.Benchmarks;

/// <summary>Full-text search of 5,000 prompts with 20 versions each, with and without filters, through the service; p95 of many runs.</summary>
internal static class SearchClaim
{
    private const int Versions = 100_000;
    private const double LimitMilliseconds = 50;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using var studio = await FilledStudio.CreateAsync(Versions, typeof(PromptLoad));
        var prompts = studio.Get<PromptService>();

        // What a search costs without an index: looking into the content of every prompt's last version.
        var baseline = await ListClaim.MeasureAsync(() => studio.ScalarAsync("""
            SELECT COUNT(*) FROM "Prompts" p JOIN "PromptVersions" v ON v."PromptId" = p."Id" AND v."Number" = p."LatestVersion"
            WHERE v."Content" LIKE '%customer%'
            """));
        var figures = new List<Figure>();
        foreach (var (what, query) in Cases())
        {
            var total = (await prompts.ListAsync(query, CancellationToken.None)).Total;
            var p95 = await ListClaim.MeasureAsync(() => prompts.ListAsync(query, CancellationToken.None));
            figures.Add(new(
                string.Create(CultureInfo.InvariantCulture, $"prompts, {what}: {total} hits"), ListClaim.Text(p95), ListClaim.Text(LimitMilliseconds),
                $"{p95 / baseline:0.0} x reading every content", p95 < LimitMilliseconds));
        }

        return figures;
    }

    private static IEnumerable<(string What, PromptListQuery Query)> Cases()
    {
        yield return ("a name", new() { Search = "refund policy 16" });
        yield return ("beginnings of two words", new() { Search = "war che" });
        yield return ("two misspelt words", new() { Search = "refumd polixy" });
        yield return ("a word of the content, category and tag", new() { Search = "passage", Category = "policy", Tag = "refund" });
        yield return ("the same, by title", new() { Search = "passage", Category = "policy", Tag = "refund", Sort = "title" });
        yield return ("the same, two words misspelt", new() { Search = "refumd polixy", Category = "policy", Tag = "refund" });
        yield return ("a word that all have, one tag", new() { Search = "customer", Tag = "reviewed" });
        yield return ("a word that all have", new() { Search = "customer" });
        yield return ("a word that all have, last page", new() { Search = "customer", Page = 100 });
        yield return ("a word that all have, by change", new() { Search = "customer", Sort = "-updatedAt" });
        yield return ("a word that none has", new() { Search = "zzzzz" });
    }
}
