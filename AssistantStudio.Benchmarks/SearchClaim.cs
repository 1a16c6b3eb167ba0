using System.Globalization;
using AssistantStudio.Core;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Benchmarks;

/// <summary>Full-text search of 5,000 prompts with 20 versions each, with and without filters, through the service; p95 of many runs.</summary>
internal static class SearchClaim
{
    private const int Versions = 100_000;
    private const double LimitMilliseconds = 50;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var folder = new DataFolder(Directory.CreateTempSubdirectory("studio-bench-").FullName);
        folder.Create();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging(b => b.SetMinimumLevel(LogLevel.Error));
        services.AddStudioCore(folder);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<DatabaseUpgrade>().RunAsync(CancellationToken.None);
        var organization = await FillAsync(provider);

        await using var scope = provider.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Access>().Become(Grant.ForCommand("benchmark", organization));
        var prompts = scope.ServiceProvider.GetRequiredService<PromptService>();
        var baseline = await ListClaim.MeasureAsync(() => ScanAsync(folder));
        var figures = new List<Figure>();
        foreach (var (what, query) in Cases())
        {
            var total = (await prompts.ListAsync(query, CancellationToken.None)).Total;
            var p95 = await ListClaim.MeasureAsync(() => prompts.ListAsync(query, CancellationToken.None));
            figures.Add(new(
                string.Create(CultureInfo.InvariantCulture, $"prompts, {what}: {total} hits"), ListClaim.Text(p95), ListClaim.Text(LimitMilliseconds),
                $"{p95 / baseline:0.0} x reading every content", p95 < LimitMilliseconds));
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(folder.Path, recursive: true);
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

    private static async Task<Guid> FillAsync(IServiceProvider provider)
    {
        var organization = new Organization { Name = "Benchmark", CreatedAt = TimeProvider.System.GetUtcNow().UtcDateTime };
        await using var db = await provider.GetRequiredService<StudioDb>().OpenSystemAsync(CancellationToken.None);
        db.Add(organization);
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var load = provider.GetServices<ILoadPart>().OfType<PromptLoad>().Single();
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        await load.AddAsync(db, organization.Id, Versions, CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Versions:N0} {load.What} in {System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"));
        return organization.Id;
    }

    /// <summary>What a search costs without an index: looking into the content of every prompt's last version.</summary>
    private static async Task ScanAsync(DataFolder folder)
    {
        await using var connection = new SqliteConnection($"Data Source={folder.DatabaseFile}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT COUNT(*) FROM "Prompts" p JOIN "PromptVersions" v ON v."PromptId" = p."Id" AND v."Number" = p."LatestVersion"
            WHERE v."Content" LIKE '%customer%'
            """;
        await command.ExecuteScalarAsync();
    }
}
