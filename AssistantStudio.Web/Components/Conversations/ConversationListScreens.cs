using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Conversations;

public static class ConversationListScreens
{
    /// <summary>What the list of conversations adds to the shell.</summary>
    public static IServiceCollection AddConversationListScreens(this IServiceCollection services)
    {
        services.AddSingleton(new NavigationEntry(NavigationGroup.Run, "Conversations", ConversationListPage.Address, Icons.Bubbles, 20)
        {
            Required = Permission.ConversationsView,
            Keywords = "chats messages transcripts sessions live sentiment topics rating",
        });
        return services;
    }
}
