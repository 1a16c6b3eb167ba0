using AssistantStudio.Core.Jobs;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Organizations;

public static class OrganizationsRegistration
{
    public static IServiceCollection AddOrganizations(this IServiceCollection services)
    {
        services.AddOptions<SetupOptions>().BindConfiguration(SetupOptions.Section).ValidateOnStart();
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SetupOptions>, ValidateSetupOptions>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MailOptions>, ValidateMailOptions>());
        services.Configure<IdentityOptions>(o => o.User.RequireUniqueEmail = true);
        services.TryAddSingleton<IPasswordHasher<StudioUser>, PasswordHasher<StudioUser>>();
        services.TryAddSingleton<Identity>();
        services.TryAddSingleton<SessionService>(); // Keeps resolved sessions for all requests and circuits.
        services.TryAddSingleton<ApiKeyRates>();
        services.TryAddSingleton<ApiKeySignIn>(); // Keeps resolved keys for all requests.
        services.TryAddSingleton<SignInService>();
        services.TryAddSingleton<AccountLinkUse>();
        services.TryAddSingleton<SetupService>();
        services.TryAddSingleton<SetupLink>();
        services.TryAddSingleton<Mailer>();
        services.TryAddSingleton<ForgottenPasswords>();

        services.TryAddSingleton<AllowedNetworkLoader>();
        services.AddHostedService(s => s.GetRequiredService<AllowedNetworkLoader>()); // Before the jobs, which may fetch at once.

        services.TryAddScoped<AccountService>();
        services.TryAddScoped<AccountLinkService>();
        services.TryAddScoped<AllowedNetworkService>();
        services.TryAddScoped<SavedViewService>();
        services.TryAddScoped<ApiKeyService>();
        services.TryAddScoped<AuditService>();
        services.TryAddScoped<AuditHistory>();
        services.TryAddScoped<EnvironmentService>();
        services.TryAddSingleton<EnvironmentValues>();
        services.TryAddScoped<OrganizationService>();
        services.TryAddScoped<UserService>();
        services.TryAddScoped<SampleData>();
        services.TryAddSingleton<AdminReset>();
        services.TryAddSingleton<LoadGenerator>();
        services.AddSingleton<ILoadPart, OrganizationLoad>();
        services.AddScoped<ISamplePart, SampleInvitations>();
        services.AddScoped<ISamplePart, SampleVariables>();
        services.AddStudioJob<AccountCleanUpJob>();
        return services;
    }
}
