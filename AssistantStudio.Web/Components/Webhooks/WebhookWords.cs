using AssistantStudio.Core.Webhooks;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Webhooks;

/// <summary>Webhooks and their deliveries in words.</summary>
internal static class WebhookWords
{
    public static string Of(WebhookDeliveryState state) => state switch
    {
        WebhookDeliveryState.Pending => "Waiting",
        WebhookDeliveryState.Delivered => "Delivered",
        WebhookDeliveryState.Failed => "Will be retried",
        _ => "Given up",
    };

    public static StatusShape ShapeOf(WebhookDeliveryState state) => state switch
    {
        WebhookDeliveryState.Pending => StatusShape.InProgress,
        WebhookDeliveryState.Delivered => StatusShape.Good,
        WebhookDeliveryState.Failed => StatusShape.Degraded,
        _ => StatusShape.Failed,
    };

    /// <summary>How a webhook does, by the last thing that was sent.</summary>
    public static (StatusShape Shape, string Text) Of(WebhookRow webhook) => webhook switch
    {
        { Active: false, SwitchedOffReason: not null } => (StatusShape.Failed, "Switched off after failures"),
        { Active: false } => (StatusShape.Off, "Switched off"),
        { LastError: not null } => (StatusShape.Degraded, "Last try failed"),
        { LastAttemptAt: not null } => (StatusShape.Good, "Works"),
        _ => (StatusShape.Off, "Nothing sent yet"),
    };

    /// <summary>"200 in 48 ms"</summary>
    public static string AnswerOf(WebhookDeliveryRow delivery) => delivery switch
    {
        { Attempts: 0 } => Format.Unknown,
        { StatusCode: { } status } => $"{Plain(status)} in {Format.Milliseconds(delivery.DurationMs)}",
        _ => "no answer",
    };

    /// <summary>A code, not a count: without separators.</summary>
    public static string Plain(int code) => code.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
