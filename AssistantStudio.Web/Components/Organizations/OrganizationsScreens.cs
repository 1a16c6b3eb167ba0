using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Organizations;

public static class OrganizationsScreens
{
    /// <summary>What this feature adds to the shell.</summary>
    public static IServiceCollection AddOrganizationsScreens(this IServiceCollection services)
    {
        services.AddSingleton(new NavigationEntry(NavigationGroup.Operate, "Administration", "/administration", Icons.Settings, 90)
        {
            RequiredAny = [Permission.UsersView, Permission.ApiKeysCreate, Permission.ApiKeysManage, Permission.EnvironmentsView, Permission.WebhooksManage, Permission.AuditView, Permission.OrganizationView],
            Keywords = "users keys environments webhooks audit organisation settings network",
        });
        services.AddScoped<ILastChanges, AuditedChanges>();
        services.AddScoped<ICommandSource, AdministrationCommands>();
        services.AddScoped<IFirstStep, TwoFactorStep>();
        services.AddScoped<IFirstStep, InviteStep>();
        services.AddScoped<IFirstStep, ApiKeyStep>();
        services.AddSingleton(new HomeTile(typeof(RecentChangesTile), 20, 6) { Required = Permission.AuditView });
        return services;
    }
}
