using System.Diagnostics;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace AssistantStudio.Tests.Core.Jobs;

/// <summary>A process is killed in the middle of a job, as by <c>kill -9</c>, and started again.</summary>
public sealed class JobKillTests
{
    public static TheoryData<DatabaseProvider, int> Cases { get; } = new()
    {
        { DatabaseProvider.Sqlite, 40 },
        { DatabaseProvider.Sqlite, 140 },
        { DatabaseProvider.Postgres, 140 },
    };

    [Theory, MemberData(nameof(Cases))]
    public async Task Kill_InTheMiddleOfAJob_NoFinishedItemIsRepeatedAndNothingIsStuck(DatabaseProvider provider, int killAfter)
    {
        await using var studio = await TestStudio.CreateAsync(provider, services => services.AddStudioJob<SurvivingJob>());
        var connectionString = studio.Get<IOptions<DatabaseOptions>>().Value.ConnectionString;
        await using (var db = await studio.OpenAsync())
        {
            await db.Database.ExecuteSqlRawAsync(SurvivingJob.CreateEffectsTable);
        }

        var id = await RunNowAsync(studio);
        await KillWhenAsync(studio, provider, connectionString, () => FinishedAsync(studio, id), killAfter);

        var finishedBefore = await ItemKeysAsync(studio, id);
        Assert.InRange(finishedBefore.Count, killAfter, SurvivingJob.ItemCount - 1);
        Assert.Equal(JobRunStatus.Running, (await RunAsync(studio, id)).Status);
        if (provider == DatabaseProvider.Postgres)
        {
            await LetTheNodeGoStaleAsync(studio);
        }

        await File.WriteAllTextAsync(Path.Combine(studio.Folder.Path, SurvivingJob.LastItemMayBegin), "");
        using (var second = SurvivingJobProcess.Start(studio.Folder, provider, connectionString))
        {
            await Eventually.GetAsync(() => RunAsync(studio, id), run => run.FinishedAt is not null);
            second.StandardInput.Close();
            await second.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, second.ExitCode);
        }

        var run = await RunAsync(studio, id);
        Assert.Equal((JobRunStatus.Succeeded, 2, SurvivingJob.ItemCount), (run.Status, run.Attempt, (int)run.ItemsDone));
        await AssertEffectsAsync(studio, finishedBefore);
        await RunNowAsync(studio);
    }

    private static async Task AssertEffectsAsync(TestStudio studio, IReadOnlyCollection<string> finishedBefore)
    {
        var written = (await File.ReadAllLinesAsync(Path.Combine(studio.Folder.Path, SurvivingJob.EffectsFile))).CountBy(line => line).ToDictionary();
        Assert.Equal(SurvivingJob.ItemCount / 2, written.Count);
        var repeated = written.Where(w => w.Value > 1).Select(w => w.Key).ToList();
        Assert.Empty(repeated.Intersect(finishedBefore));
        Assert.True(repeated.Count <= 1, "Only the item in work when the process died may be done again.");

        await using var db = await studio.OpenAsync();
        var rows = await db.Database.SqlQueryRaw<string>("SELECT item AS \"Value\" FROM survivor_effects").ToListAsync();
        Assert.Equal(SurvivingJob.ItemCount / 2, rows.Count);
        Assert.Equal(rows.Count, rows.Distinct().Count());
    }

    private static async Task KillWhenAsync(TestStudio studio, DatabaseProvider provider, string? connectionString, Func<Task<int>> finished, int atLeast)
    {
        using var process = SurvivingJobProcess.Start(studio.Folder, provider, connectionString);
        try
        {
            await Eventually.GetAsync(finished, count => count >= atLeast);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<Guid> RunNowAsync(TestStudio studio)
    {
        await using var scope = studio.As(Role.OrgAdmin);
        return await scope.Get<JobService>().RunNowAsync(SurvivingJob.Definition.Key, null, CancellationToken.None);
    }

    private static async Task<JobRun> RunAsync(TestStudio studio, Guid id)
    {
        await using var db = await studio.OpenAsync();
        return await db.Set<JobRun>().AsNoTracking().SingleAsync(r => r.Id == id);
    }

    private static async Task<int> FinishedAsync(TestStudio studio, Guid id)
    {
        await using var db = await studio.OpenAsync();
        return await db.Set<JobRunItem>().CountAsync(i => i.RunId == id);
    }

    private static async Task<List<string>> ItemKeysAsync(TestStudio studio, Guid id)
    {
        await using var db = await studio.OpenAsync();
        return await db.Set<JobRunItem>().Where(i => i.RunId == id).Select(i => i.Key).ToListAsync();
    }

    /// <summary>Half a minute of silence, without waiting for it.</summary>
    private static async Task LetTheNodeGoStaleAsync(TestStudio studio)
    {
        await using var db = await studio.OpenAsync();
        await db.Set<JobRun>().ExecuteUpdateAsync(set => set.SetProperty(r => r.HeartbeatAt, r => r.HeartbeatAt!.Value.AddMinutes(-1)));
    }
}
