using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Jobs;

/// <summary>Who may see and do what.</summary>
public sealed class JobServiceTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task List_AsOrganizationAndAsSite_ShowsWhatBelongsToEach(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider, working: false);
        var id = await jobs.RunNowAsync();
        await jobs.RunNowAsync("house");
        await using var viewer = jobs.Studio.As(Role.Viewer);
        await using var site = jobs.Studio.As(jobs.SiteAdmin);

        var visible = await viewer.Get<JobService>().ListAsync(CancellationToken.None);
        var seen = visible.Single(j => j.Key == "team");
        var all = await site.Get<JobService>().ListAsync(CancellationToken.None);

        Assert.Equal(["check-vectors", "clean-up-conversations", "clean-up-knowledge", "embed-knowledge", "ingest-knowledge", "refresh-assistant-search", "team"], visible.Select(j => j.Key).Order());
        Assert.Equal(id, seen.LastRun!.Id);
        Assert.Equal("0 6 * * *", seen.Schedule.Cron);
        Assert.Equal(new DateTime(2026, 3, 5, 6, 0, 0, DateTimeKind.Utc), seen.Schedule.NextRunAt);
        Assert.Equal(new JobParameterField("count", "How many", "Items to go through.", "number", 1, 100), Assert.Single(seen.ParameterFields));
        Assert.Equal(["backup", "check-vectors", "clean-up-accounts", "clean-up-answers", "clean-up-conversations", "clean-up-knowledge", "clean-up-runs", "clean-up-webhooks", "embed-knowledge", "house", "ingest-knowledge", "refresh-assistant-search", "team"], all.Select(j => j.Key).Order());
        Assert.NotNull(all.Single(j => j.Key == "house").LastRun);
    }

    [Theory]
    [InlineData(Role.Member, false, false, false)]
    [InlineData(Role.Viewer, true, false, false)]
    [InlineData(Role.Editor, true, false, false)]
    [InlineData(Role.Operator, true, true, false)]
    [InlineData(Role.OrgAdmin, true, true, true)]
    public async Task Services_EachRole_AllowWhatTheTableSays(Role role, bool sees, bool runs, bool manages)
    {
        await using var jobs = await JobStudio.CreateAsync(working: false);
        var queued = await jobs.RunNowAsync();
        await using var scope = jobs.Studio.As(role);

        async Task<bool> MayAsync(Func<Task> what)
        {
            try
            {
                await what();
                return true;
            }
            catch (ForbiddenException)
            {
                return false;
            }
        }

        Assert.Equal(sees, await MayAsync(() => scope.Get<JobService>().ListAsync(CancellationToken.None)));
        Assert.Equal(sees, await MayAsync(() => scope.Get<JobRunService>().ListAsync(new JobRunQuery(), CancellationToken.None)));
        Assert.Equal(sees, await MayAsync(() => scope.Get<JobRunService>().GetAsync(queued, CancellationToken.None)));
        Assert.Equal(sees, await MayAsync(() => scope.Get<JobRunService>().LinesAsync(queued, new ListQuery(), CancellationToken.None)));
        Assert.Equal(sees, await MayAsync(() => scope.Get<JobRunService>().ItemsAsync(queued, new JobItemQuery(), CancellationToken.None)));
        Assert.Equal(runs, await MayAsync(() => scope.Get<JobRunService>().CancelAsync(queued, CancellationToken.None)));
        Assert.Equal(runs, await MayAsync(() => scope.Get<JobRunService>().RetryAsync(queued, CancellationToken.None)));
        Assert.Equal(manages, await MayAsync(() => scope.Get<JobScheduleService>().ChangeAsync("team", new JobScheduleInput { Cron = "0 5 * * *" }, CancellationToken.None)));
        Assert.Equal(manages, await MayAsync(() => scope.Get<JobScheduleService>().ResetAsync("team", CancellationToken.None)));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Runs_OfOthersAndOfTheInstallation_AreNotFound(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider, working: false);
        var ours = await jobs.RunNowAsync();
        var theirs = await jobs.RunNowAsync(grant: jobs.Studio.GrantOf(Role.OrgAdmin, jobs.Studio.Theirs));
        var house = await jobs.RunNowAsync("house");
        await using var scope = jobs.Studio.As(Role.OrgAdmin);
        var runs = scope.Get<JobRunService>();

        Assert.Equal([ours], (await runs.ListAsync(new JobRunQuery(), CancellationToken.None)).Items.Select(r => r.Id));
        foreach (var id in new[] { theirs, house, Guid.NewGuid() })
        {
            await Assert.ThrowsAsync<NotFoundException>(() => runs.GetAsync(id, CancellationToken.None));
            await Assert.ThrowsAsync<NotFoundException>(() => runs.LinesAsync(id, new ListQuery(), CancellationToken.None));
            await Assert.ThrowsAsync<NotFoundException>(() => runs.ItemsAsync(id, new JobItemQuery(), CancellationToken.None));
            await Assert.ThrowsAsync<NotFoundException>(() => runs.CancelAsync(id, CancellationToken.None));
            await Assert.ThrowsAsync<NotFoundException>(() => runs.RetryAsync(id, CancellationToken.None));
        }

        await Assert.ThrowsAsync<NotFoundException>(() => scope.Get<JobService>().RunNowAsync("house", null, CancellationToken.None));
        await Assert.ThrowsAsync<NotFoundException>(() => scope.Get<JobScheduleService>().ChangeAsync("house", new JobScheduleInput(), CancellationToken.None));
        await using var site = jobs.Studio.As(jobs.SiteAdmin);
        Assert.Equal([house], (await site.Get<JobRunService>().ListAsync(new JobRunQuery { Scope = JobScope.Installation }, CancellationToken.None)).Items.Select(r => r.Id));
        await Assert.ThrowsAsync<ForbiddenException>(() => runs.ListAsync(new JobRunQuery { Scope = JobScope.Installation }, CancellationToken.None));
    }

    [Fact]
    public async Task Runs_WithoutAnOrganization_AreNotSeen()
    {
        await using var jobs = await JobStudio.CreateAsync(working: false);
        await jobs.RunNowAsync("house");
        await using var nobody = jobs.Studio.As(jobs.Studio.GrantOf(Role.OrgAdmin) with { OrganizationId = Guid.Empty });

        Assert.Empty((await nobody.Get<JobRunService>().ListAsync(new JobRunQuery(), CancellationToken.None)).Items);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Runs_FilteredSearchedSortedAndPaged_AreTheRightOnes(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider, working: false);
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await jobs.RunNowAsync());
            await jobs.CancelAsync(ids[^1]);
            jobs.Studio.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var last = await jobs.RunNowAsync();
        await using var scope = jobs.Studio.As(jobs.SiteAdmin);
        var runs = scope.Get<JobRunService>();

        async Task<IEnumerable<Guid>> IdsAsync(JobRunQuery query) => (await runs.ListAsync(query, CancellationToken.None)).Items.Select(r => r.Id);

        Assert.Equal([last, .. Enumerable.Reverse(ids)], await IdsAsync(new JobRunQuery()));
        Assert.Equal([ids[2], ids[3]], await IdsAsync(new JobRunQuery { JobKey = "team", Sort = "queuedAt", Page = 2, PageSize = 2 }));
        Assert.Equal([last], await IdsAsync(new JobRunQuery { Status = JobRunStatus.Queued }));
        Assert.Equal([last], await IdsAsync(new JobRunQuery { Search = "TEAM j", PageSize = 1 }));
        Assert.Empty(await IdsAsync(new JobRunQuery { Search = "house" }));
        Assert.Equal(6, (await runs.ListAsync(new JobRunQuery { PageSize = 1, Search = "Test Org" }, CancellationToken.None)).Total);
        await Assert.ThrowsAsync<ValidationException>(() => runs.ListAsync(new JobRunQuery { Sort = "node" }, CancellationToken.None));
    }

    [Theory]
    [InlineData("""{"count":0}""", "count", "Between 1 and 100.")]
    [InlineData("""{"count":"many"}""", "count", "The value is missing, of the wrong kind or not a parameter of this job.")]
    [InlineData("""{"amount":1}""", "amount", "The value is missing, of the wrong kind or not a parameter of this job.")]
    [InlineData("nonsense", "parameters", "The value is missing, of the wrong kind or not a parameter of this job.")]
    [InlineData("null", "parameters", "The parameters are empty or too long.")]
    public async Task RunNow_WrongParameters_NamesTheField(string parameters, string field, string message)
    {
        await using var jobs = await JobStudio.CreateAsync(working: false);

        var failure = await Assert.ThrowsAsync<ValidationException>(() => jobs.RunNowAsync(parameters: parameters));

        Assert.Equal([field], failure.Errors.Keys);
        Assert.Equal([message], failure.Errors[field]);
    }
}
