using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

internal static partial class EndpointExpectations
{
    private const string AnInstallationsJob = "backup";

    private static IEnumerable<EndpointExpectation> Jobs()
    {
        yield return new() { Endpoint = "GET /jobs", Allowed = s_viewers, Check = HasRowsAsync };
        yield return new()
        {
            Endpoint = "GET /jobs/{key}",
            Allowed = s_viewers,
            Arrange = AJobAsync,
            Foreign = AnInstallationsJobAsync,
            Check = call =>
            {
                Assert.Equal(call.Id, call.Word("key"));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /jobs/{key}/runs",
            Allowed = s_operators,
            Arrange = AJobAsync,
            Foreign = AnInstallationsJobAsync,
            Check = async call => Assert.Equal("queued", await StatusAsync(call, call.Of("run").GetProperty("id").GetString()!)),
        };
        yield return new()
        {
            Endpoint = "PUT /jobs/{key}/schedule",
            Allowed = s_administrators,
            Arrange = AJobAsync,
            Foreign = AnInstallationsJobAsync,
            Body = () => new { enabled = false, cron = "5 4 * * *", timeZone = "Europe/Berlin" },
            Check = async call =>
            {
                var schedule = (await call.Host.SeeAsync($"/jobs/{call.Id}")).GetProperty("schedule");
                Assert.Equal("5 4 * * *", schedule.GetProperty("cron").GetString());
                Assert.False(schedule.GetProperty("enabled").GetBoolean());
            },
        };
        yield return new()
        {
            Endpoint = "DELETE /jobs/{key}/schedule",
            Allowed = s_administrators,
            Arrange = async scene =>
            {
                var ids = await AJobAsync(scene);
                await scene.Host.Studio.AsAsync(
                    scene.Host.Ours, s => s.GetRequiredService<JobScheduleService>().ChangeAsync(ApiHost.QuietJob.Key, new() { Cron = "1 1 * * *" }, CancellationToken.None));
                return ids;
            },
            Foreign = AnInstallationsJobAsync,
            Check = async call => Assert.True((await call.Host.SeeAsync($"/jobs/{call.Id}")).GetProperty("schedule").GetProperty("isDefault").GetBoolean()),
        };
        yield return new()
        {
            Endpoint = "GET /jobs/runs",
            Allowed = s_viewers,
            Arrange = async scene =>
            {
                await AFailedRunAsync(scene);
                return [];
            },
            Check = HasRowsAsync,
        };
        yield return new()
        {
            Endpoint = "GET /jobs/runs/{id:guid}",
            Allowed = s_viewers,
            Arrange = AFailedRunAsync,
            Check = call =>
            {
                Assert.Equal(call.Id, call.Of("run").GetProperty("id").GetString());
                return Task.CompletedTask;
            },
        };
        yield return new() { Endpoint = "GET /jobs/runs/{id:guid}/lines", Allowed = s_viewers, Arrange = AFailedRunAsync, Check = HasRowsAsync };
        yield return new() { Endpoint = "GET /jobs/runs/{id:guid}/items", Allowed = s_viewers, Arrange = AFailedRunAsync, Check = HasRowsAsync };
        yield return new()
        {
            Endpoint = "POST /jobs/runs/{id:guid}/cancel",
            Allowed = s_operators,
            Arrange = scene => ARunAsync(scene, JobRunStatus.Queued),
            Check = async call => Assert.Equal("cancelled", await StatusAsync(call, call.Id)),
        };
        yield return new()
        {
            Endpoint = "POST /jobs/runs/{id:guid}/retry",
            Allowed = s_operators,
            Arrange = AFailedRunAsync,
            Check = async call => Assert.Equal("queued", await StatusAsync(call, call.Id)),
        };
    }

    private static async Task<string[]> AJobAsync(Scene scene)
    {
        await EndRunsAsync(scene);
        await scene.Host.Studio.AsAsync(scene.Host.Ours, async s =>
        {
            await s.GetRequiredService<JobScheduleService>().ResetAsync(ApiHost.QuietJob.Key, CancellationToken.None);
            return 0;
        });
        return [ApiHost.QuietJob.Key];
    }

    private static Task<string[]?> AnInstallationsJobAsync(ApiHost host, Caller caller) =>
        Task.FromResult<string[]?>(caller == Caller.SiteAdmin ? null : [AnInstallationsJob]);

    private static Task<string[]> AFailedRunAsync(Scene scene) => ARunAsync(scene, JobRunStatus.Failed);

    private static async Task<string[]> ARunAsync(Scene scene, JobRunStatus status)
    {
        await EndRunsAsync(scene);
        await using var db = await OpenAsync(scene);
        var now = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        var run = new JobRun
        {
            OrganizationId = scene.Owner.OrganizationId,
            JobKey = ApiHost.QuietJob.Key,
            Status = status,
            StartedBy = "Test",
            Parameters = "{}",
            QueuedAt = now,
            FinishedAt = status == JobRunStatus.Failed ? now : null,
        };
        db.Add(run);
        db.Add(new JobRunLine { RunId = run.Id, OrganizationId = run.OrganizationId, Ordinal = 1, At = now, Text = "A line." });
        db.Add(new JobRunItem { RunId = run.Id, OrganizationId = run.OrganizationId, Key = "one", State = JobItemState.Failed, Reason = "It broke.", At = now });
        await db.SaveChangesAsync();
        return [run.Id.ToString()];
    }

    /// <summary>Only one run of a job may wait or go on.</summary>
    private static async Task EndRunsAsync(Scene scene)
    {
        await using var db = await OpenAsync(scene);
        await db.Set<JobRun>().Where(r => r.Status == JobRunStatus.Queued)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, JobRunStatus.Succeeded));
    }

    private static Task<StudioDbContext> OpenAsync(Scene scene) =>
        scene.Host.Studio.Services.GetRequiredService<StudioDb>().OpenAsync(new Access(scene.Owner), CancellationToken.None);

    private static async Task<string?> StatusAsync(Carried call, string id) =>
        (await call.Host.SeeAsync($"/jobs/runs/{id}")).GetProperty("run").GetProperty("status").GetString();
}
