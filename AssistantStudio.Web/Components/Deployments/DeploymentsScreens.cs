using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Deployments;

public static class DeploymentsScreens
{
    /// <summary>What this feature adds to the shell.</summary>
    public static IServiceCollection AddDeploymentsScreens(this IServiceCollection services)
    {
        services.AddSingleton(new NavigationEntry(NavigationGroup.Run, "Deployments", "/deployments", Icons.Layers, 10)
        {
            Required = Permission.DeploymentsView,
            Keywords = "release promote roll back environments production staging testing development board rules",
        });
        services.AddSingleton(new HomeTile(typeof(DeploymentsTile), 8, 12) { Required = Permission.DeploymentsView });
        return services;
    }
}
