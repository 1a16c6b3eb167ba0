using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Jobs;

public sealed class BackupRunTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Restore_OfWhatAJobMade_EndsThatRunAndNoOther(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var maker = await AddAsync(studio, "backup");
        var other = await AddAsync(studio, "run-log-clean-up");
        var file = Path.Combine(studio.Folder.Path, "made.zip");
        await studio.Get<BackupService>().CreateAsync(file, maker, CancellationToken.None);

        SqliteConnection.ClearAllPools();
        await studio.Get<RestoreService>().RestoreAsync(file, force: true, CancellationToken.None);
        SqliteConnection.ClearAllPools();

        await using var db = await studio.Get<StudioDb>().OpenSystemAsync(CancellationToken.None);
        var runs = await db.Set<JobRun>().IgnoreQueryFilters().ToDictionaryAsync(r => r.Id, TestContext.Current.CancellationToken);
        Assert.Equal((JobRunStatus.Succeeded, null), (runs[maker].Status, runs[maker].Node));
        Assert.NotNull(runs[maker].FinishedAt);
        Assert.Equal(JobRunStatus.Running, runs[other].Status);
    }

    private static async Task<Guid> AddAsync(TestStudio studio, string key)
    {
        await using var db = await studio.Get<StudioDb>().OpenSystemAsync(CancellationToken.None);
        var run = new JobRun { JobKey = key, Status = JobRunStatus.Running, StartedBy = "Schedule", Parameters = "{}", Node = "n", Attempt = 1, QueuedAt = studio.Clock.Now };
        db.Add(run);
        await db.SaveChangesAsync();
        return run.Id;
    }
}
