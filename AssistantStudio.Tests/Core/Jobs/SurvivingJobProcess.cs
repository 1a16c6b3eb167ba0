using System.Diagnostics;
using AssistantStudio.Core;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Tests.Core.Jobs;

/// <summary>
/// A job whose effects can be counted afterwards: a line in a file for each item, outside of every transaction, and a row
/// in a table for each item, in the journal's own transaction.
/// </summary>
internal sealed class SurvivingJob(DataFolder folder) : IStudioJob
{
    public const int ItemCount = 200;
    public const string EffectsFile = "effects.txt";

    /// <summary>The last item waits for it, so that however slow whoever watches is, there is a middle to be killed in.</summary>
    public const string LastItemMayBegin = "last-item-may-begin";

    public const string CreateEffectsTable = "CREATE TABLE survivor_effects (item VARCHAR(40) NOT NULL)";

    public static JobDefinition Definition { get; } = new()
    {
        Key = "survivor",
        Title = "Surviving job",
        Description = "Counts what it does.",
        Scope = JobScope.Organization,
        Resumable = true,
    };

    public async Task RunAsync(JobContext context, CancellationToken ct)
    {
        var items = Enumerable.Range(0, ItemCount).ToArray();
        await context.ForEachAsync([.. items.Take(ItemCount / 2)], i => $"file-{i:000}", async (i, token) =>
        {
            await File.AppendAllTextAsync(Path.Combine(folder.Path, EffectsFile), $"file-{i:000}\n", token);
            await Task.Delay(2, token);
            return JobItemOutcome.Done;
        }, ct);
        await context.ForEachInTransactionAsync([.. items.Skip(ItemCount / 2)], i => $"row-{i:000}", async (i, db, token) =>
        {
            while (i == ItemCount - 1 && !File.Exists(Path.Combine(folder.Path, LastItemMayBegin)))
            {
                await Task.Delay(20, token);
            }

            await db.Database.ExecuteSqlAsync($"INSERT INTO survivor_effects (item) VALUES ({$"row-{i:000}"})", token);
            await Task.Delay(2, token);
            return JobItemOutcome.Done;
        }, ct);
    }
}

/// <summary>A process of its own that runs jobs on a given data folder until it is killed, or its input ends.</summary>
internal static class SurvivingJobProcess
{
    public const string Argument = "run-surviving-job";

    public static Process Start(DataFolder folder, DatabaseProvider provider, string? connectionString)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "AssistantStudio.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        return Process.Start(new ProcessStartInfo(program, [Argument, folder.Path, provider.ToString(), connectionString ?? ""])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    public static async Task<int> RunAsync(string[] args)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"{DatabaseOptions.Section}:Provider"] = args[1],
            [$"{DatabaseOptions.Section}:ConnectionString"] = args[2],
        });
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddStudioCore(new DataFolder(args[0]));
        builder.Services.AddStudioJob<SurvivingJob>();
        builder.Services.AddJobHost();
        using var host = builder.Build();
        await host.StartAsync();
        await Console.In.ReadToEndAsync();
        await host.StopAsync();
        return 0;
    }
}
