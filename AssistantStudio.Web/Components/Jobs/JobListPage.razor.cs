using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Jobs;

public sealed partial class JobListPage : IDisposable
{
    private static readonly IReadOnlyList<FilterOption> s_states = FilterOption.Of<JobRunStatus>(JobWords.Of);
    private static readonly IReadOnlyList<FilterOption> s_scopes = [.. FilterOption.Of<JobScope>(JobWords.Of).Where(o => o.Value != nameof(JobScope.Organization))];

    private readonly ListState _jobState = new();
    private readonly ListState _runState = new() { FilterNames = ["job", "state", "scope"], DefaultSort = "-queuedAt", DefaultPageSize = 20 };
    private IReadOnlyList<FilterOption> _jobOptions = [];
    private DataList<JobSummary>? _jobList;
    private DataList<JobRunRow>? _runList;
    private JobWatch? _watch;

    /// <summary>A run to open at once, for links from elsewhere.</summary>
    [SupplyParameterFromQuery(Name = "run")] public Guid? RunToOpen { get; set; }

    [Inject] public required JobService Jobs { get; init; }

    [Inject] public required JobRunService Runs { get; init; }

    [Inject] public required JobScheduleService Schedules { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    public void Dispose() => _watch?.Dispose();

    protected override void OnInitialized() => _watch = new JobWatch(Feed, Access, Clock, () => InvokeAsync(ReloadAsync));

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && RunToOpen is { } run)
        {
            Open(run, "Run");
        }
    }

    private async Task ReloadAsync()
    {
        if (_jobList is not null && _runList is not null)
        {
            await _jobList.ReloadAsync();
            await _runList.ReloadAsync();
        }
    }

    private async Task<Page<JobSummary>> LoadJobsAsync(ListState state, CancellationToken ct)
    {
        var jobs = await Jobs.ListAsync(ct);
        if (_jobOptions.Count != jobs.Count)
        {
            _jobOptions = [.. jobs.Select(j => new FilterOption(j.Key, j.Title))];
            await InvokeAsync(StateHasChanged);
        }

        return new(jobs, 1, Math.Max(1, jobs.Count), jobs.Count);
    }

    private Task<Page<JobRunRow>> LoadRunsAsync(ListState state, CancellationToken ct) => Runs.ListAsync(
        state.Apply(new JobRunQuery { JobKey = state["job"], Status = state.Filter<JobRunStatus>("state"), Scope = state.Filter<JobScope>("scope") }), ct);

    private void Open(JobRunRow run) => Open(run.Id, run.JobTitle);

    private void Open(Guid id, string title) =>
        Drawers.Open<RunPanel>(title, new Dictionary<string, object?> { [nameof(RunPanel.RunId)] = id }, "40rem");

    private void Edit(JobSummary job) =>
        Drawers.Open<SchedulePanel>($"Schedule: {job.Title}", new Dictionary<string, object?> { [nameof(SchedulePanel.Job)] = job });

    private Task RunAsync(JobSummary job) => Ui.RunAsync(
        async () =>
        {
            await Jobs.RunNowAsync(job.Key, null, CancellationToken.None);
            Toasts.Success("Started", $"{job.Title} is in the queue.");
        },
        failed: "Not started");

    private Task CancelAsync(JobRunRow run) => Ui.RunAsync(() => Runs.CancelAsync(run.Id, CancellationToken.None), failed: "Not cancelled");

    private Task ToggleAsync(JobSummary job)
    {
        var schedule = job.Schedule;
        var input = new JobScheduleInput { Cron = schedule.Cron, TimeZone = schedule.TimeZone, Enabled = !schedule.Enabled, RowVersion = schedule.RowVersion };
        return Ui.RunAsync(() => Schedules.ChangeAsync(job.Key, input, CancellationToken.None), failed: "Not changed");
    }
}
