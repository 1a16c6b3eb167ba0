using System.Text.Json;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AssistantStudio.Web.Api;

public sealed record JobBody(
    string Key, string Title, string Description, JobScope Scope, JobScheduleBody Schedule, IReadOnlyList<JobParameterField> ParameterFields, JobRunRow? LastRun)
{
    public static JobBody Of(JobSummary job) =>
        new(job.Key, job.Title, job.Description, job.Scope, JobScheduleBody.Of(job.Schedule), job.ParameterFields, job.LastRun);
}

public sealed record JobScheduleBody(string? Cron, string TimeZone, bool Enabled, bool IsDefault, DateTime? NextRunAt, JsonElement Parameters, long RowVersion)
{
    public static JobScheduleBody Of(JobScheduleView view) =>
        new(view.Cron, view.TimeZone, view.Enabled, view.IsDefault, view.NextRunAt, JsonSerializer.Deserialize<JsonElement>(view.Parameters), view.RowVersion);
}

public sealed record JobRunBody(JobRunRow Run, int MaxAttempts, JsonElement Parameters, string? Node, DateTime? HeartbeatAt)
{
    public static JobRunBody Of(JobRunDetail detail) =>
        new(detail.Run, detail.MaxAttempts, JsonSerializer.Deserialize<JsonElement>(detail.Parameters), detail.Node, detail.HeartbeatAt);
}

public sealed record NewRunBody(JsonElement? Parameters);

/// <summary>What is left out stays as it is; an empty cron means: only when somebody starts it.</summary>
public sealed record ScheduleChangeBody(string? Cron, string? TimeZone, bool? Enabled, JsonElement? Parameters, long? RowVersion);

public sealed record JobRunFilter([property: FromQuery] string? Scope, [property: FromQuery] string? Job, [property: FromQuery] string? Status)
{
    public JobRunQuery Query() => new()
    {
        Scope = ApiConventions.Word<JobScope>(Scope, "scope"),
        JobKey = Job,
        Status = ApiConventions.Word<JobRunStatus>(Status, "status"),
    };
}

internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.Area("/jobs", "Jobs");
        jobs.MapGet("", ListAsync).WithSummary("All jobs with their schedules and last runs; those of the installation for its administrators").Needs(Permission.JobsView);
        jobs.MapGet("/{key}", GetAsync).WithSummary("One job").Needs(Permission.JobsView).FindsOne();
        jobs.MapPost("/{key}/runs", RunAsync).WithSummary("Run a job now; without parameters, with those of its schedule").Needs(Permission.JobsRun).FindsOne().MayConflict();
        jobs.MapPut("/{key}/schedule", ChangeScheduleAsync).WithSummary("Change when a job runs and with which parameters").Needs(Permission.JobsManage).FindsOne().MayConflict();
        jobs.MapDelete("/{key}/schedule", ResetScheduleAsync).WithSummary("Go back to the job's own schedule and parameters").Needs(Permission.JobsManage).FindsOne();
        jobs.MapGet("/runs", ListRunsAsync).WithSummary("Runs, newest first; filters scope (the organisation's unless asked otherwise), job and status").Needs(Permission.JobsView);
        jobs.MapGet("/runs/{id:guid}", GetRunAsync).WithSummary("One run").Needs(Permission.JobsView).FindsOne();
        jobs.MapGet("/runs/{id:guid}/lines", ListLinesAsync).WithSummary("The log of a run").Needs(Permission.JobsView).FindsOne();
        jobs.MapGet("/runs/{id:guid}/items", ListItemsAsync).WithSummary("What became of each item of a run; filter state").Needs(Permission.JobsView).FindsOne();
        jobs.MapPost("/runs/{id:guid}/cancel", CancelAsync).WithSummary("Cancel a run; a running one ends within seconds").Needs(Permission.JobsRun).FindsOne().MayConflict();
        jobs.MapPost("/runs/{id:guid}/retry", RetryAsync).WithSummary("Try a run again that ended badly").Needs(Permission.JobsRun).FindsOne().MayConflict();
    }

    /// <summary>All on one page: how many there are is up to the program, not to the data.</summary>
    private static async Task<Ok<PageBody<JobBody>>> ListAsync(JobService jobs, CancellationToken ct)
    {
        var all = (await jobs.ListAsync(ct)).Select(JobBody.Of).ToList();
        return TypedResults.Ok(new PageBody<JobBody>(all, 1, all.Count, all.Count));
    }

    private static async Task<Ok<JobBody>> GetAsync(string key, JobService jobs, HttpContext context, CancellationToken ct)
    {
        var job = await jobs.GetAsync(key, ct);
        return TypedResults.Ok(context.WithVersion(JobBody.Of(job), job.Schedule.RowVersion));
    }

    private static async Task<Created<JobRunBody>> RunAsync(string key, NewRunBody? body, JobService jobs, JobRunService runs, CancellationToken ct)
    {
        var id = await jobs.RunNowAsync(key, body?.Parameters?.GetRawText(), ct);
        return TypedResults.Created($"/api/v1/jobs/runs/{id}", JobRunBody.Of(await runs.GetAsync(id, ct)));
    }

    private static async Task<Ok<JobScheduleBody>> ChangeScheduleAsync(
        string key, ScheduleChangeBody body, JobService jobs, JobScheduleService schedules, Access access, HttpContext context, CancellationToken ct)
    {
        access.Require(Permission.JobsManage); // Before the job is looked for, so that nobody else learns what there is.
        var seen = (await jobs.GetAsync(key, ct)).Schedule;
        var input = new JobScheduleInput
        {
            Cron = body.Cron ?? seen.Cron,
            TimeZone = body.TimeZone ?? seen.TimeZone,
            Enabled = body.Enabled ?? seen.Enabled,
            Parameters = body.Parameters?.GetRawText(),
            RowVersion = context.ExpectedVersion(body.RowVersion) ?? seen.RowVersion,
        };
        var changed = await schedules.ChangeAsync(key, input, ct);
        return TypedResults.Ok(context.WithVersion(JobScheduleBody.Of(changed), changed.RowVersion));
    }

    private static async Task<NoContent> ResetScheduleAsync(string key, JobScheduleService schedules, CancellationToken ct)
    {
        await schedules.ResetAsync(key, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<PageBody<JobRunRow>>> ListRunsAsync([AsParameters] ListParameters list, [AsParameters] JobRunFilter filter, JobRunService runs, CancellationToken ct) =>
        TypedResults.Ok((await runs.ListAsync(list.Into(filter.Query()), ct)).Body());

    private static async Task<Ok<JobRunBody>> GetRunAsync(Guid id, JobRunService runs, CancellationToken ct) =>
        TypedResults.Ok(JobRunBody.Of(await runs.GetAsync(id, ct)));

    private static async Task<Ok<PageBody<JobLineRow>>> ListLinesAsync(Guid id, [AsParameters] ListParameters list, JobRunService runs, CancellationToken ct) =>
        TypedResults.Ok((await runs.LinesAsync(id, list.Into(new ListQuery()), ct)).Body());

    private static async Task<Ok<PageBody<JobItemRow>>> ListItemsAsync(Guid id, [AsParameters] ListParameters list, string? state, JobRunService runs, CancellationToken ct) =>
        TypedResults.Ok((await runs.ItemsAsync(id, list.Into(new JobItemQuery { State = ApiConventions.Word<JobItemState>(state, "state") }), ct)).Body());

    private static async Task<Ok<JobRunRow>> CancelAsync(Guid id, JobRunService runs, CancellationToken ct) => TypedResults.Ok(await runs.CancelAsync(id, ct));

    private static async Task<Ok<JobRunRow>> RetryAsync(Guid id, JobRunService runs, CancellationToken ct) => TypedResults.Ok(await runs.RetryAsync(id, ct));
}
