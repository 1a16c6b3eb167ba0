using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Jobs;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Jobs;

/// <summary>The job screens on the real services and an SQLite database.</summary>
public sealed class JobScreensTests : StudioComponentTest, IAsyncLifetime
{
    private TestStudio _studio = null!;
    private TestScope _scope = null!;

    public async ValueTask InitializeAsync()
    {
        _studio = await TestStudio.CreateAsync(configure: s => s.AddStudioJob<TidyJob>());
        Services.AddSingleton(_studio.Get<ChangeFeed>());
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _scope.DisposeAsync();
        await _studio.DisposeAsync();
    }

    [Fact]
    public async Task List_ForAnOperator_ShowsTheScheduleInWordsAndRunsTheJob()
    {
        var page = Show<JobListPage>(Role.Operator);
        page.WaitForAssertion(() => Assert.Contains("Tidy up", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Every day at 06:00", page.Markup, StringComparison.Ordinal);
        Assert.Contains("No runs yet", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Nightly backup", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[aria-label='Edit schedule of Tidy up']"));

        await page.Find("[aria-label='Run now: Tidy up']").ClickAsync(new());

        var run = Assert.Single((await _scope.Get<JobRunService>().ListAsync(new(), CancellationToken.None)).Items);
        Assert.Equal((TidyJob.Key, JobRunStatus.Queued), (run.JobKey, run.Status));
    }

    [Fact]
    public void List_ForAViewer_OffersNothingToDo()
    {
        var page = Show<JobListPage>(Role.Viewer);

        page.WaitForAssertion(() => Assert.Contains("Tidy up", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".job-actions button"));
        Assert.Empty(page.FindAll("#filter-scope"));
    }

    [Fact]
    public async Task List_WhenARunBegins_FollowsAfterAPause()
    {
        var page = Show<JobListPage>(Role.OrgAdmin);
        page.WaitForAssertion(() => Assert.Contains("No runs yet", page.Markup, StringComparison.Ordinal));
        await _scope.Get<JobService>().RunNowAsync(TidyJob.Key, null, CancellationToken.None);
        Assert.Contains("No runs yet", page.Markup, StringComparison.Ordinal);

        Clock.Advance(ShellLimits.LiveReloadPause);

        page.WaitForAssertion(() => Assert.DoesNotContain("No runs yet", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Waits for its turn", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Screens_WhenClosed_StopListening()
    {
        var id = await AddRunAsync(JobRunStatus.Failed);
        var feed = _studio.Get<ChangeFeed>();
        var before = feed.SubscriberCount;
        var page = Show<JobListPage>(Role.OrgAdmin);
        var tile = Render<RunningJobsTile>();
        var panel = Render<RunPanel>(p => p.Add(r => r.RunId, id));
        Assert.True(feed.SubscriberCount >= before + 3);

        await DisposeComponentsAsync();

        Assert.Equal(before, feed.SubscriberCount);
        Assert.NotNull(page);
        Assert.NotNull(tile);
        Assert.NotNull(panel);
    }

    [Fact]
    public async Task Panel_OfAFailedRun_ShowsWhyAndRetries()
    {
        var id = await AddRunAsync(JobRunStatus.Failed);
        Use(Role.Operator);
        var panel = Render<RunPanel>(p => p.Add(r => r.RunId, id));

        panel.WaitForAssertion(() => Assert.Contains("A line of the log", panel.Markup, StringComparison.Ordinal));
        Assert.Contains("The source did not answer.", panel.Find(".note").TextContent, StringComparison.Ordinal);
        panel.WaitForAssertion(() => Assert.Contains("It could not be read", panel.Markup, StringComparison.Ordinal));
        await panel.FindAll("button").Single(b => b.TextContent.Trim() == "Retry run").ClickAsync(new());

        Assert.Equal(JobRunStatus.Queued, (await _scope.Get<JobRunService>().GetAsync(id, CancellationToken.None)).Run.Status);
    }

    [Fact]
    public void Panel_OfARunThatIsNotThere_SaysSo()
    {
        Use(Role.Operator);
        var panel = Render<RunPanel>(p => p.Add(r => r.RunId, Guid.NewGuid()));

        panel.WaitForAssertion(() => Assert.Contains("was not found", panel.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Schedule_Saved_HoldsFromThenOn()
    {
        Use(Role.OrgAdmin);
        var job = await _scope.Get<JobService>().GetAsync(TidyJob.Key, CancellationToken.None);
        var panel = Render<SchedulePanel>(p => p.Add(s => s.Job, job));
        Assert.Contains("Every day at 06:00, UTC time.", panel.Find(".note").TextContent, StringComparison.Ordinal);

        await panel.Find("input[type=time]").ChangeAsync(new() { Value = "07:45" });
        Assert.Contains("Every day at 07:45, UTC time.", panel.Find(".note").TextContent, StringComparison.Ordinal);
        await panel.Find("form").SubmitAsync();

        var changed = await _scope.Get<JobService>().GetAsync(TidyJob.Key, CancellationToken.None);
        Assert.Equal(("45 7 * * *", false), (changed.Schedule.Cron, changed.Schedule.IsDefault));
    }

    private IRenderedComponent<T> Show<T>(Role role)
        where T : Microsoft.AspNetCore.Components.IComponent
    {
        Use(role);
        return Render<T>();
    }

    private void Use(Role role)
    {
        _scope = _studio.As(role);
        Access.Become(_scope.Access.Grant);
        Services.AddSingleton(_scope.Get<JobService>());
        Services.AddSingleton(_scope.Get<JobRunService>());
        Services.AddSingleton(_scope.Get<JobScheduleService>());
    }

    private async Task<Guid> AddRunAsync(JobRunStatus status)
    {
        await using var db = await _studio.OpenAsync();
        var run = new JobRun
        {
            OrganizationId = _studio.Ours.Id,
            JobKey = TidyJob.Key,
            Status = status,
            StartedBy = "Schedule",
            Parameters = "{}",
            QueuedAt = _studio.Clock.Now,
            StartedAt = _studio.Clock.Now,
            FinishedAt = _studio.Clock.Now,
            ItemsFailed = 1,
            Error = "The source did not answer.",
        };
        db.Add(run);
        db.Add(new JobRunLine { RunId = run.Id, OrganizationId = run.OrganizationId, Ordinal = 1, At = run.QueuedAt, Text = "A line of the log" });
        db.Add(new JobRunItem { RunId = run.Id, OrganizationId = run.OrganizationId, Key = "one", State = JobItemState.Failed, Reason = "It could not be read", At = run.QueuedAt });
        await db.SaveChangesAsync();
        return run.Id;
    }

    private sealed class TidyJob : IStudioJob
    {
        public const string Key = "tidy";

        public static JobDefinition Definition { get; } = new()
        {
            Key = Key,
            Title = "Tidy up",
            Description = "Puts things where they belong.",
            Scope = JobScope.Organization,
            DefaultTiming = new JobTiming("0 6 * * *"),
        };

        public Task RunAsync(JobContext context, CancellationToken ct) => Task.CompletedTask;
    }
}
