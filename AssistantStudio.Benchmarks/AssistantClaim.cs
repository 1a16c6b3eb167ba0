using System.Globalization;
using System.Text.Json;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Prompts;

namespace AssistantStudio.Benchmarks;

/// <summary>10,000 assistants of one owner beside 5,000 prompts with 20 versions each: what people and programs do with them; p95 of server time.</summary>
internal static class AssistantClaim
{
    private const int Rows = 100_000;
    private const int Assistants = 10_000;
    private const double KilobytesEach = 50;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using var studio = await FilledStudio.CreateAsync(Rows, typeof(PromptLoad), typeof(AssistantLoad));
        var assistants = studio.Get<AssistantService>();
        var one = (await assistants.ListAsync(new AssistantListQuery { PageSize = 1, Sort = "name", Status = AssistantStatus.Active }, CancellationToken.None)).Items[0];

        // One row by its key, with nothing of ours around it.
        var baseline = await ListClaim.MeasureAsync(() => studio.ScalarAsync("SELECT \"ContentJson\" FROM \"Assistants\" ORDER BY \"Id\" LIMIT 1"));
        var figures = new List<Figure>();
        foreach (var (what, limit, work) in Cases(studio, one))
        {
            var p95 = await ListClaim.MeasureAsync(work);
            figures.Add(new(what, ListClaim.Text(p95), ListClaim.Text(limit), $"{p95 / baseline:0} x a bare row", p95 < limit));
        }

        figures.Add(await SizeAsync(studio));
        return figures;
    }

    private static IEnumerable<(string What, double Limit, Func<Task> Work)> Cases(FilledStudio studio, AssistantRow one)
    {
        var assistants = studio.Get<AssistantService>();
        var choices = studio.Get<PromptChoiceService>();
        var suggestions = studio.Get<PromptSuggestionService>();
        var none = CancellationToken.None;
        var made = 0;
        string Name() => string.Create(CultureInfo.InvariantCulture, $"Made by the benchmark {made++}");
        yield return ("create", 20, () => assistants.CreateAsync(new AssistantInput { Name = Name(), Type = AssistantType.Support, Tags = ["eu", "new"] }, null, none));
        yield return ("create with a published primary prompt", 20, () => assistants.CreateAsync(new AssistantInput { Name = Name(), Type = AssistantType.Support }, "Answer {{customer}}.", none));
        yield return ("get by id", 5, () => assistants.GetAsync(one.Id.ToString(), none));
        yield return ("get by slug", 5, () => assistants.GetAsync(one.Slug, none));
        yield return ("list, first page", 30, () => assistants.ListAsync(new AssistantListQuery(), none));
        yield return ("list, last page", 30, () => assistants.ListAsync(new AssistantListQuery { Page = Assistants * 7 / 8 / 50 }, none));
        foreach (var sort in new[] { "name", "type", "status", "-conversations", "-lastUsedAt" })
        {
            yield return ($"list by {sort}", 30, () => assistants.ListAsync(new AssistantListQuery { Sort = sort }, none));
        }

        yield return ("list, type, status and tag", 30, () => assistants.ListAsync(new AssistantListQuery { Type = AssistantType.Support, Status = AssistantStatus.Active, Tag = "reviewed" }, none));
        yield return ("search with type, status and tag", 50, () => assistants.ListAsync(new AssistantListQuery { Search = "returns desk", Type = AssistantType.General, Status = AssistantStatus.Draft, Tag = "returns" }, none));
        yield return ("search of a word that all have, three filters", 50, () => assistants.ListAsync(new AssistantListQuery { Search = "colleagues", Status = AssistantStatus.Active, Tag = "new", OwnerId = one.OwnerId }, none));
        yield return ("search, misspelt", 50, () => assistants.ListAsync(new AssistantListQuery { Search = "warehuose helper" }, none));
        yield return ("search of a word that all have", 100, () => assistants.ListAsync(new AssistantListQuery { Search = "colleagues" }, none));
        yield return ("suggestions", 100, () => suggestions.ForAsync(one.Id, 10, none));
        yield return ("resolve a prompt", 1, () => choices.ResolveAsync(one.Id, new PromptSituation { At = DateTime.UnixEpoch, Variables = s_variables, Channel = "web", Message = "Where is my parcel?" }, null, none));
        yield return ("popular in 30 days", 100, () => studio.Get<AssistantUsageService>().PopularAsync(30, 10, none));
        yield return ("change the draft", 20, () => assistants.ChangeAsync(one.Id, new AssistantInput { Greeting = Name() }, none));
    }

    private static readonly Dictionary<string, JsonElement> s_variables = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>("""{"customer":"Ada","plan":"gold"}""")!;

    /// <summary>All tables and indexes that grow with assistants, shared among them.</summary>
    private static async Task<Figure> SizeAsync(FilledStudio studio)
    {
        var bytes = Convert.ToDouble(await studio.ScalarAsync("""
            SELECT SUM(pgsize) FROM dbstat WHERE name IN (
                SELECT name FROM sqlite_master WHERE tbl_name IN ('Assistants', 'AssistantTags', 'AssistantVersions', 'AssistantUsageDays', 'PromptLinks', 'AuditEntries')
                UNION ALL SELECT name FROM sqlite_master WHERE name LIKE 'Search%')
            """), CultureInfo.InvariantCulture);
        var count = Convert.ToDouble(await studio.ScalarAsync("SELECT COUNT(*) FROM \"Assistants\""), CultureInfo.InvariantCulture);
        var each = bytes / count / 1024;
        string Text(double kilobytes) => string.Create(CultureInfo.InvariantCulture, $"{kilobytes:0.0} KB");
        return new("storage of an assistant with a version, links, usage, audit and search", Text(each), Text(KilobytesEach), "", each < KilobytesEach);
    }
}
