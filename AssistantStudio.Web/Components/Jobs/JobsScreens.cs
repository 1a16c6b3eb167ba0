using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Jobs;

public static class JobsScreens
{
    /// <summary>What this feature adds to the shell.</summary>
    public static IServiceCollection AddJobsScreens(this IServiceCollection services)
    {
        services.AddSingleton(new NavigationEntry(NavigationGroup.Operate, "Jobs", "/jobs", Icons.Clock, 40)
        {
            Required = Permission.JobsView,
            Keywords = "schedule runs background backup cron",
        });
        services.AddScoped<ICommandSource, JobCommands>();
        services.AddSingleton(new HomeTile(typeof(RunningJobsTile), 30, 12) { Required = Permission.JobsView });
        return services;
    }
}

/// <summary>Jobs by name: their runs, and starting them.</summary>
internal sealed class JobCommands(JobService jobs, Access access, Toasts toasts, UiErrors ui) : ICommandSource
{
    public async Task<IReadOnlyList<CommandHit>> SearchAsync(string query, CancellationToken cancellationToken)
    {
        if (query.Length < 2 || !access.Can(Permission.JobsView))
        {
            return [];
        }

        var hits = new List<CommandHit>();
        foreach (var job in await jobs.ListAsync(cancellationToken))
        {
            hits.Add(new(CommandGroup.Found, job.Title, Icons.Clock) { Note = "Runs of the job", Href = $"/jobs?job={Uri.EscapeDataString(job.Key)}" });
            if (access.Can(Permission.JobsRun))
            {
                hits.Add(new(CommandGroup.Commands, $"Run now: {job.Title}", Icons.Play) { Run = () => RunAsync(job), Keywords = "start job" });
            }
        }

        return [.. hits.Where(h => CommandMatch.Rank(h, query) is not null)];
    }

    private Task RunAsync(JobSummary job) => ui.RunAsync(
        async () =>
        {
            await jobs.RunNowAsync(job.Key, null, CancellationToken.None);
            toasts.Success("Started", $"{job.Title} is in the queue.");
        },
        failed: "Not started");
}
