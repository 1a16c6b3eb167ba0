using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Webhooks;

internal static partial class WebhookLog
{
    [LoggerMessage(3001, LogLevel.Error, "Deliveries of webhooks could not be taken; again in a moment")]
    public static partial void RoundFailed(ILogger log, Exception exception);

    [LoggerMessage(3002, LogLevel.Error, "Delivery {DeliveryId} failed for a reason that nobody foresaw")]
    public static partial void SendFailed(ILogger log, Exception exception, Guid deliveryId);

    [LoggerMessage(3003, LogLevel.Error, "How delivery {DeliveryId} went could not be written down; it is sent again")]
    public static partial void NotWritten(ILogger log, Exception exception, Guid deliveryId);

    [LoggerMessage(3004, LogLevel.Warning, "Webhook {WebhookId} was switched off: {Deliveries} deliveries in a row were given up")]
    public static partial void SwitchedOff(ILogger log, Guid webhookId, int deliveries);
}
