using System.Diagnostics;
using System.Globalization;
using AssistantStudio.Core;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Benchmarks;

/// <summary>Page, sort, filter and search of the long lists through their services, on an SQLite file; p95 of many runs.</summary>
internal static class ListClaim
{
    private const int Warm = 5;
    private const int Runs = 60;
    private const double LimitMilliseconds = 50;

    public static async Task<IReadOnlyList<Figure>> RunAsync(int rows, string? filled)
    {
        var folder = new DataFolder(filled ?? Directory.CreateTempSubdirectory("studio-bench-").FullName);
        folder.Create();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging(b => b.SetMinimumLevel(LogLevel.Error));
        services.AddStudioCore(folder);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<DatabaseUpgrade>().RunAsync(CancellationToken.None);
        if (filled is null)
        {
            Console.WriteLine(await provider.GetRequiredService<LoadGenerator>().RunAsync(rows, Console.WriteLine, CancellationToken.None));
        }

        await using var scope = provider.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Access>().Become(Grant.ForCommand("benchmark", await OrganizationAsync(provider)));
        var baseline = await BaselineAsync(folder);
        var figures = new List<Figure>();
        foreach (var (what, work) in Cases(scope.ServiceProvider, rows))
        {
            var p95 = await MeasureAsync(work);
            figures.Add(new(what, Text(p95), Text(LimitMilliseconds), $"{p95 / baseline:0.0} x a bare page", p95 < LimitMilliseconds));
        }

        SqliteConnection.ClearAllPools();
        if (filled is null)
        {
            Directory.Delete(folder.Path, recursive: true);
        }

        return figures;
    }

    private static IEnumerable<(string What, Func<Task> Work)> Cases(IServiceProvider services, int rows)
    {
        var users = services.GetRequiredService<UserService>();
        var keys = services.GetRequiredService<ApiKeyService>();
        var audit = services.GetRequiredService<AuditService>();
        var runs = services.GetRequiredService<JobRunService>();
        var last = rows / ListLimits.DefaultPageSize;
        var none = CancellationToken.None;

        yield return ("users, first page", () => users.ListAsync(new UserListQuery(), none));
        yield return ("users, last page", () => users.ListAsync(new UserListQuery { Page = last }, none));
        foreach (var sort in new[] { "-name", "email", "role", "-lastSeenAt" })
        {
            yield return ($"users, sorted by {sort}", () => users.ListAsync(new UserListQuery { Sort = sort }, none));
        }

        yield return ("users, role and state", () => users.ListAsync(new UserListQuery { Role = Role.Editor, Active = true }, none));
        yield return ("users, disabled", () => users.ListAsync(new UserListQuery { Active = false }, none));
        yield return ("users, search with many hits", () => users.ListAsync(new UserListQuery { Search = "novak" }, none));
        yield return ("users, search with no hit", () => users.ListAsync(new UserListQuery { Search = "zzzzz" }, none));
        yield return ("keys, first page", () => keys.ListAsync(new ApiKeyListQuery(), none));
        yield return ("keys, last page", () => keys.ListAsync(new ApiKeyListQuery { Page = last }, none));
        yield return ("keys, sorted by name", () => keys.ListAsync(new ApiKeyListQuery { Sort = "name" }, none));
        yield return ("keys, revoked", () => keys.ListAsync(new ApiKeyListQuery { State = ApiKeyState.Revoked }, none));
        yield return ("keys, search", () => keys.ListAsync(new ApiKeyListQuery { Search = "integration 777" }, none));
        yield return ("runs, first page", () => runs.ListAsync(new JobRunQuery(), none));
        yield return ("runs, last page", () => runs.ListAsync(new JobRunQuery { Page = last }, none));
        yield return ("runs of the installation", () => runs.ListAsync(new JobRunQuery { Scope = JobScope.Installation }, none));
        yield return ("runs, sorted by job", () => runs.ListAsync(new JobRunQuery { Sort = "job" }, none));
        yield return ("runs, failed", () => runs.ListAsync(new JobRunQuery { Status = JobRunStatus.Failed }, none));
        yield return ("runs, search with no hit", () => runs.ListAsync(new JobRunQuery { Search = "zzzzz" }, none));
        yield return ("audit, first page", () => audit.ListAsync(new AuditListQuery(), none));
        yield return ("audit, last page", () => audit.ListAsync(new AuditListQuery { Page = last }, none));
        yield return ("audit, sorted by actor", () => audit.ListAsync(new AuditListQuery { Sort = "actor" }, none));
        yield return ("audit, one action", () => audit.ListAsync(new AuditListQuery { Action = "api_key.created" }, none));
        yield return ("audit, a kind of subject", () => audit.ListAsync(new AuditListQuery { Action = "user." }, none));
        yield return ("audit, search with many hits", () => audit.ListAsync(new AuditListQuery { Search = "okafor" }, none));
        yield return ("audit, search with no hit", () => audit.ListAsync(new AuditListQuery { Search = "zzzzz" }, none));
    }

    /// <param name="warm">How often it is done before it counts.</param>
    internal static async Task<double> MeasureAsync(Func<Task> work, int warm = Warm)
    {
        for (var i = 0; i < warm; i++)
        {
            await work();
        }

        var times = new double[Runs];
        for (var i = 0; i < Runs; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await work();
            times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[(int)(Runs * .95) - 1];
    }

    /// <summary>The least that any list page costs: fifty rows of one table by its key, with nothing of ours around it.</summary>
    private static Task<double> BaselineAsync(DataFolder folder) => MeasureAsync(async () =>
    {
        await using var connection = new SqliteConnection($"Data Source={folder.DatabaseFile}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM AuditEntries ORDER BY Id LIMIT 50";
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
        }
    });

    private static async Task<Guid> OrganizationAsync(IServiceProvider provider)
    {
        await using var db = await provider.GetRequiredService<StudioDb>().OpenSystemAsync(CancellationToken.None);
        return await db.Set<Organization>().Where(o => o.Name == LoadGenerator.OrganizationName).Select(o => o.Id).SingleAsync();
    }

    internal static string Text(double milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.0} ms");
}
