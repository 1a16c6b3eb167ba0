using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Knowledge;

public static class KnowledgeScreens
{
    /// <summary>What this feature adds to the shell.</summary>
    public static IServiceCollection AddKnowledgeScreens(this IServiceCollection services)
    {
        services.AddSingleton(new NavigationEntry(NavigationGroup.Build, "Knowledge", SourceListPage.Href, Icons.Book, 30)
        {
            Required = Permission.KnowledgeView,
            Keywords = "sources documents files upload folder search retrieval passages vectors ingestion rag",
        });
        services.AddScoped<SourceActions>();
        services.AddSingleton(new HomeTile(typeof(KnowledgeTile), 7, 12) { Required = Permission.KnowledgeView });
        return services;
    }
}
