using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AssistantStudio.Tests.Core.Jobs;

/// <summary>What the test's jobs do, written by the test itself.</summary>
internal sealed class JobScript
{
    public Func<JobContext, CancellationToken, Task> Run { get; set; } = (_, _) => Task.CompletedTask;

    public TaskCompletionSource Started { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<string> Seen { get; } = new();

    /// <summary>Runs until somebody stops it.</summary>
    public void RunUntilStopped() => Run = async (_, ct) =>
    {
        Started.SetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, ct);
    };

    public void Rewind() => Started = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

internal sealed record TeamJobParameters
{
    [Display(Name = "How many", Description = "Items to go through.")]
    [Range(1, 100, ErrorMessage = "Between 1 and 100.")]
    public int Count { get; init; } = 10;
}

internal sealed class TeamJob(JobScript script) : IStudioJob
{
    public static JobDefinition Definition { get; } = new()
    {
        Key = "team",
        Title = "Team job",
        Description = "A job of one organisation.",
        Scope = JobScope.Organization,
        DefaultTiming = new JobTiming("0 6 * * *"),
        Parameters = new TeamJobParameters(),
        Resumable = true,
    };

    public Task RunAsync(JobContext context, CancellationToken ct) => script.Run(context, ct);
}

internal sealed class HouseJob(JobScript script) : IStudioJob
{
    public static JobDefinition Definition { get; } = new()
    {
        Key = "house",
        Title = "House job",
        Description = "A job of the installation.",
        Scope = JobScope.Installation,
        MaxAttempts = 1,
    };

    public Task RunAsync(JobContext context, CancellationToken ct) => script.Run(context, ct);
}

/// <summary>Begins from the start each time.</summary>
internal sealed class StubbornJob(JobScript script) : IStudioJob
{
    public static JobDefinition Definition { get; } = new()
    {
        Key = "stubborn",
        Title = "Stubborn job",
        Description = "A job that cannot go on where it stopped.",
        Scope = JobScope.Organization,
    };

    public Task RunAsync(JobContext context, CancellationToken ct) => script.Run(context, ct);
}

/// <summary>A studio whose worker runs. Everything that an ended test left is stopped with it.</summary>
internal sealed class JobStudio : IAsyncDisposable
{
    private JobStudio(TestStudio studio, JobScript script)
    {
        Studio = studio;
        Script = script;
    }

    public TestStudio Studio { get; }

    public JobScript Script { get; }

    public JobWorker Worker => Studio.Get<JobWorker>();

    public static async Task<JobStudio> CreateAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, bool working = true, Action<IServiceCollection>? configure = null)
    {
        var script = new JobScript();
        var studio = await TestStudio.CreateAsync(provider, services =>
        {
            services.AddSingleton(script);
            services.AddStudioJob<TeamJob>();
            services.AddStudioJob<HouseJob>();
            configure?.Invoke(services);
        });
        var jobs = new JobStudio(studio, script);
        if (working)
        {
            jobs.Worker.Start();
        }

        return jobs;
    }

    public Grant SiteAdmin => Studio.GrantOf(Role.OrgAdmin) with { IsSiteAdmin = true, Permissions = RolePermissions.SiteAdmin };

    public async Task<Guid> RunNowAsync(string key = "team", string? parameters = null, Grant? grant = null)
    {
        await using var scope = Studio.As(grant ?? SiteAdmin);
        return await scope.Get<JobService>().RunNowAsync(key, parameters, CancellationToken.None);
    }

    public async Task<JobRunDetail> GetAsync(Guid id)
    {
        await using var scope = Studio.As(SiteAdmin);
        return await scope.Get<JobRunService>().GetAsync(id, CancellationToken.None);
    }

    public Task<JobRunDetail> WaitAsync(Guid id, JobRunStatus status) => Eventually.GetAsync(() => GetAsync(id), d => d.Run.Status == status);

    public async Task<IReadOnlyList<string>> LinesAsync(Guid id)
    {
        await using var scope = Studio.As(SiteAdmin);
        return [.. (await scope.Get<JobRunService>().LinesAsync(id, new ListQuery { PageSize = 200 }, CancellationToken.None)).Items.Select(l => l.Text)];
    }

    public async Task<IReadOnlyList<JobItemRow>> ItemsAsync(Guid id, JobItemState? state = null)
    {
        await using var scope = Studio.As(SiteAdmin);
        return (await scope.Get<JobRunService>().ItemsAsync(id, new JobItemQuery { PageSize = 200, State = state, Sort = "key" }, CancellationToken.None)).Items;
    }

    public async Task CancelAsync(Guid id)
    {
        await using var scope = Studio.As(SiteAdmin);
        await scope.Get<JobRunService>().CancelAsync(id, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Worker.StopAsync(CancellationToken.None);
        await Studio.DisposeAsync();
    }
}
