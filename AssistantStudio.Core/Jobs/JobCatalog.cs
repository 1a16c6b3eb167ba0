using AssistantStudio.Core.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace AssistantStudio.Core.Jobs;

/// <summary>A job and how to run it with the services of a scope.</summary>
public sealed record RegisteredJob(JobDefinition Definition, Func<IServiceProvider, JobContext, CancellationToken, Task> RunAsync);

/// <summary>The jobs this program knows.</summary>
public sealed class JobCatalog
{
    private readonly Dictionary<string, RegisteredJob> _jobs;

    public JobCatalog(IEnumerable<RegisteredJob> jobs) => _jobs = jobs.ToDictionary(j => j.Definition.Key, StringComparer.Ordinal);

    public IEnumerable<JobDefinition> Definitions => _jobs.Values.Select(j => j.Definition).OrderBy(d => d.Title, StringComparer.Ordinal);

    internal RegisteredJob? Find(string key) => _jobs.GetValueOrDefault(key);

    internal string TitleOf(string key) => Find(key)?.Definition.Title ?? key;

    /// <summary>A job that the caller may see, or not found: an installation's job is nobody else's business.</summary>
    internal JobDefinition Require(string key, Access access) =>
        Find(key)?.Definition is { } definition && (definition.Scope == JobScope.Organization || access.Can(Permission.SiteManage))
            ? definition
            : throw new NotFoundException("The job");

    internal static RegisteredJob Register<TJob>()
        where TJob : class, IStudioJob =>
        new(TJob.Definition, (services, context, ct) => ActivatorUtilities.CreateInstance<TJob>(services).RunAsync(context, ct));
}
