using AssistantStudio.Core.Organizations;
using AssistantStudio.Web.Components.Assistants;
using AssistantStudio.Web.Components.Conversations;
using AssistantStudio.Web.Components.Deployments;
using AssistantStudio.Web.Components.Jobs;
using AssistantStudio.Web.Components.Knowledge;
using AssistantStudio.Web.Components.Organizations;
using AssistantStudio.Web.Components.Prompts;
using AssistantStudio.Web.Components.Providers;
using AssistantStudio.Web.Hosting;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace AssistantStudio.Web.Components;

public static class ScreensRegistration
{
    private const int MaxMessageBytes = 512 << 10; // The longest form field in any script, and no more: files go another way.

    /// <summary>Blazor, the shell, and what each feature adds to it.</summary>
    public static IServiceCollection AddStudioScreens(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(o => o.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(5));
        services.Configure<Microsoft.AspNetCore.SignalR.HubOptions>(o => o.MaximumReceiveMessageSize = MaxMessageBytes);

        // One per circuit: it holds the circuit's rights and gives them up with it.
        services.AddScoped<CircuitAccess>();
        services.AddScoped<AuthenticationStateProvider>(p => p.GetRequiredService<CircuitAccess>());

        services.AddScoped<IOrganizationSwitch, OrganizationSwitch>();
        services.AddScoped<IUserPreferences, UserPreferences>();
        services.AddScoped<ISystemState, SystemState>();
        services.AddStudioShell();
        services.AddOrganizationsScreens();
        services.AddAssistantsScreens();
        services.AddDeploymentsScreens();
        services.AddConversationsScreens();
        services.AddPromptsScreens();
        services.AddJobsScreens();
        services.AddKnowledgeScreens();
        services.AddProvidersScreens();
        services.AddConversationListScreens();
        return services;
    }
}

internal sealed class OrganizationSwitch(OrganizationService organizations) : IOrganizationSwitch
{
    public async Task<IReadOnlyList<Shell.OrganizationChoice>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await organizations.ListMineAsync(cancellationToken)).Select(o => new Shell.OrganizationChoice(o.Id, o.Name))];
}

internal sealed class UserPreferences(AccountService account) : IUserPreferences
{
    public Task SaveThemeAsync(Theme theme, CancellationToken cancellationToken) => account.SaveThemeAsync(
        theme switch { Theme.Light => Core.Organizations.ThemeChoice.Light, Theme.Dark => Core.Organizations.ThemeChoice.Dark, _ => Core.Organizations.ThemeChoice.System },
        cancellationToken);
}

/// <summary>The readiness checks and the last backup, in the foot of the navigation.</summary>
internal sealed class SystemState(Health health, Core.Data.DataFolder folder) : ISystemState
{
    public async Task<SystemSummary> GetAsync(CancellationToken cancellationToken)
    {
        var results = await health.CheckAsync(cancellationToken);
        var worst = results.MaxBy(r => r.Outcome)!;
        var backup = new DirectoryInfo(folder.Backups) is { Exists: true } backups
            ? backups.EnumerateFiles("*.zip").MaxBy(f => f.LastWriteTimeUtc)
            : null;
        return new()
        {
            Condition = worst.Outcome switch { HealthOutcome.Ok => SystemCondition.Ready, HealthOutcome.Warning => SystemCondition.Degraded, _ => SystemCondition.Failed },
            Text = worst.Outcome == HealthOutcome.Ok ? "All systems ready" : worst.Message,
            LastBackup = backup is null ? null : new DateTimeOffset(backup.LastWriteTimeUtc),
        };
    }
}
