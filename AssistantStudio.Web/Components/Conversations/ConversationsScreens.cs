using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Conversations;

public static class ConversationsScreens
{
    /// <summary>What this feature adds to the shell.</summary>
    public static IServiceCollection AddConversationsScreens(this IServiceCollection services)
    {
        services.AddSingleton(new NavigationEntry(NavigationGroup.Top, "Chat", ChatPage.Href, Icons.Bubbles, 20)
        {
            Required = Permission.Chat,
            Keywords = "talk ask question conversation message",
        });
        services.AddSingleton(new HomeTile(typeof(ChatTile), 25, 12) { Required = Permission.Chat });
        services.AddScoped<PlaygroundVariables>();
        services.AddScoped<IFirstStep, ChatFirstStep>();
        return services;
    }
}

/// <summary>For members the only step, for those who build assistants the last.</summary>
internal sealed class ChatFirstStep(ConversationListService conversations) : IFirstStep
{
    public int Order => 50;

    public Permission? Required => Permission.Chat;

    public string Title => "Ask an assistant something";

    public string Text => "Choose who you want to talk to. It answers in a moment, and says where it knows it from.";

    public string Action => "Open the chat";

    public string Href => ChatPage.Href;

    public async Task<bool> IsDoneAsync(CancellationToken cancellationToken) =>
        (await conversations.ListAsync(new() { Mine = true, Channel = ConversationChannel.Chat, PageSize = 1 }, cancellationToken)).Total > 0;
}
