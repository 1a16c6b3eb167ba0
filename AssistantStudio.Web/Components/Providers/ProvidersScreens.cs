using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Components.Usage;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Providers;

public static class ProvidersScreens
{
    /// <summary>What this feature adds to the shell.</summary>
    public static IServiceCollection AddProvidersScreens(this IServiceCollection services)
    {
        services.AddSingleton(new NavigationEntry(NavigationGroup.Operate, "AI configuration", AiPage.Href, Icons.Chip, 10)
        {
            RequiredAny = [Permission.ProvidersView, Permission.UsageView],
            Keywords = "providers models keys openai azure anthropic gemini ollama gateway embeddings usage cost spend jira github connections",
        });
        services.AddSingleton(new HomeTile(typeof(UsageTile), 5, 12) { Required = Permission.UsageView });
        services.AddScoped<ProviderActions>();
        services.AddScoped<IFirstStep, FirstProviderStep>();
        return services;
    }
}

internal sealed class FirstProviderStep(IntegrationService providers) : IFirstStep
{
    public int Order => 4;

    public Permission? Required => Permission.ProvidersManage;

    public string Title => "Connect an AI provider";

    public string Text => "Paste a key, or use Ollama on your own machine. Trying it shows at once whether it works.";

    public string Action => "Add a provider";

    public string Href => ProviderListPage.Href;

    public async Task<bool> IsDoneAsync(CancellationToken cancellationToken) =>
        (await providers.ListAsync(new IntegrationQuery { DataSources = false, PageSize = 1 }, cancellationToken)).Total > 0;
}
