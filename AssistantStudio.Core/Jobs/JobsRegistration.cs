using AssistantStudio.Core.Organizations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Jobs;

public static class JobsRegistration
{
    /// <summary>Everything about jobs but <see cref="AddJobHost"/>: a command line uses it too.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JobOptions>, ValidateJobOptions>());
        services.TryAddSingleton<JobCatalog>();
        services.TryAddSingleton<JobPlans>();
        services.TryAddSingleton<JobQueue>();
        services.TryAddSingleton<JobRunner>();
        services.TryAddSingleton<JobPulse>();
        services.TryAddSingleton<JobWorker>();
        services.TryAddSingleton<JobClock>();
        services.TryAddScoped<JobService>(); // Reads the scope's Access.
        services.TryAddScoped<JobRunService>();
        services.TryAddScoped<JobScheduleService>();
        services.AddStudioJob<RunLogCleanUpJob>();
        services.AddSingleton<ILoadPart, JobLoad>();
        return services;
    }

    public static IServiceCollection AddStudioJob<TJob>(this IServiceCollection services)
        where TJob : class, IStudioJob =>
        services.AddSingleton(JobCatalog.Register<TJob>());

    /// <summary>Lets this process run jobs. Only a program that serves, and only after the database is up to date.</summary>
    public static IServiceCollection AddJobHost(this IServiceCollection services)
    {
        services.AddHostedService<JobHost>();
        return services;
    }
}
