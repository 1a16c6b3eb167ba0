namespace AssistantStudio.Core.Webhooks;

/// <summary>Something that other software can be told about.</summary>
/// <param name="Name">As it stands in the message, like <c>conversation.ended</c>. Receivers compare it: never change one.</param>
/// <param name="Title">In words for a person.</param>
public sealed record WebhookEventType(string Name, string Title, string Help);

/// <summary>Everything that webhooks tell of. A new event is one more line here, and a call of <see cref="WebhookOutbox"/> where it happens.</summary>
public static class WebhookEvents
{
    public static WebhookEventType DeploymentStatusChanged { get; } =
        new("deployment.status_changed", "A deployment's status changed", "It waits for approval, became active, degraded or failed, was stopped, replaced or rolled back.");

    public static WebhookEventType ConversationStarted { get; } =
        new("conversation.started", "A conversation started", "In the chat or over the API; trials in the playground do not count.");

    public static WebhookEventType ConversationEnded { get; } =
        new("conversation.ended", "A conversation ended", "Somebody ended it, or it expired because nobody wrote any more.");

    /// <summary>Sent when somebody asks for it; nobody subscribes it.</summary>
    public static WebhookEventType Test { get; } = new("webhook.test", "A test", "Sent from the administration to see whether messages arrive.");

    /// <summary>In the order in which they are offered.</summary>
    public static IReadOnlyList<WebhookEventType> Subscribable { get; } =
        [ConversationStarted, ConversationEnded, DeploymentStatusChanged];

    public static IReadOnlyList<WebhookEventType> All { get; } = [.. Subscribable, Test];

    /// <summary>The words for an event, also for one that an older version of the program sent.</summary>
    public static string TitleOf(string name) => All.FirstOrDefault(e => e.Name == name)?.Title ?? name;
}
