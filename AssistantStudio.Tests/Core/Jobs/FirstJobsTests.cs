using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Jobs;

/// <summary>The jobs that every installation has.</summary>
public sealed class FirstJobsTests
{
    [Fact]
    public async Task Backup_MoreThanIsKept_RemovesTheOldestNightlyOnesOnly()
    {
        await using var jobs = await JobStudio.CreateAsync();
        await File.WriteAllTextAsync(Path.Combine(jobs.Studio.Folder.Backups, "before-upgrade.zip"), "");
        for (var night = 0; night < 3; night++)
        {
            var id = await jobs.RunNowAsync("backup", """{"keep":2}""");
            await jobs.WaitAsync(id, JobRunStatus.Succeeded);
            jobs.Studio.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(
            ["before-upgrade.zip", "nightly-20260305-093000.zip", "nightly-20260306-093000.zip"],
            Directory.GetFiles(jobs.Studio.Folder.Backups).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task CleanUpRuns_OldRuns_GoWithLogAndJournal(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider);
        jobs.Script.Run = (context, ct) => context.ForEachAsync(["a"], i => i, (_, _) => Task.FromResult(JobItemOutcome.Done), ct);
        var old = await jobs.RunNowAsync();
        await jobs.WaitAsync(old, JobRunStatus.Succeeded);
        jobs.Studio.Clock.Advance(TimeSpan.FromDays(20));
        var middle = await jobs.RunNowAsync();
        await jobs.WaitAsync(middle, JobRunStatus.Succeeded);
        jobs.Studio.Clock.Advance(TimeSpan.FromDays(20));

        var id = await jobs.RunNowAsync("clean-up-runs", """{"runDays":30,"journalDays":14}""");
        await jobs.WaitAsync(id, JobRunStatus.Succeeded);

        Assert.Equal(["Removed: runs 1, journal entries 1.", "Finished."], await jobs.LinesAsync(id));
        await using var db = await jobs.Studio.OpenAsync();
        Assert.Equal([middle], await db.Set<JobRun>().Select(r => r.Id).ToListAsync());
        Assert.Equal([middle], await db.Set<JobRunLine>().Select(l => l.RunId).Distinct().ToListAsync());
        Assert.Empty(await db.Set<JobRunItem>().ToListAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task CleanUpAccounts_Expired_GoesAndTheRestStays(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider);
        var now = jobs.Studio.Clock.Now;
        await using (var db = await jobs.Studio.OpenAsync())
        {
            db.AddRange(Link(jobs, "old", now.AddDays(-31)), Link(jobs, "new", now.AddDays(-29)));
            db.AddRange(Reply(jobs, "old", now.AddHours(-25)), Reply(jobs, "new", now.AddHours(-23)));
            await db.SaveChangesAsync();
        }

        var id = await jobs.RunNowAsync("clean-up-accounts");
        await jobs.WaitAsync(id, JobRunStatus.Succeeded);

        await using var after = await jobs.Studio.OpenAsync();
        Assert.Equal(["new"], await after.Set<AccountLink>().Select(l => l.TokenHash).ToListAsync());
        Assert.Equal(["new"], await after.Set<IdempotentReply>().Select(r => r.KeyHash).ToListAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task CleanUpAnswers_TooOld_GoAndTheRestStays(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider);
        var now = jobs.Studio.Clock.Now;
        await using (var db = await jobs.Studio.OpenAsync())
        {
            db.AddRange(Answer(jobs, "old", now.AddMinutes(-1)), Answer(jobs, "new", now.AddMinutes(1)));
            await db.SaveChangesAsync();
        }

        var id = await jobs.RunNowAsync("clean-up-answers");
        await jobs.WaitAsync(id, JobRunStatus.Succeeded);

        Assert.Equal(["Removed: 1 too old, 0 too many.", "Finished."], await jobs.LinesAsync(id));
        await using var after = await jobs.Studio.OpenAsync();
        Assert.Equal(["new"], await after.Set<CachedAnswer>().Select(a => a.Key).ToListAsync());
    }

    private static CachedAnswer Answer(JobStudio jobs, string key, DateTime expiresAt) =>
        new() { OrganizationId = jobs.Studio.Ours.Id, Key = key, Model = "m", Text = "Yes.", CreatedAt = expiresAt.AddDays(-1), ExpiresAt = expiresAt };

    private static AccountLink Link(JobStudio jobs, string hash, DateTime expiresAt) => new()
    {
        Kind = AccountLinkKind.Invitation,
        TokenHash = hash,
        OrganizationId = jobs.Studio.Ours.Id,
        Email = "a@example.com",
        CreatedAt = expiresAt,
        ExpiresAt = expiresAt,
    };

    private static IdempotentReply Reply(JobStudio jobs, string hash, DateTime createdAt) => new()
    {
        OrganizationId = jobs.Studio.Ours.Id,
        KeyHash = hash,
        RequestHash = hash,
        CreatedAt = createdAt,
    };
}
