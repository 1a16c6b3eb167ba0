using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Agents;

internal static partial class ToolLog
{
    [LoggerMessage(2701, LogLevel.Error, "Tool {Tool} failed for assistant {AssistantId} in conversation {ConversationId}")]
    public static partial void Failed(ILogger log, Exception exception, string tool, Guid assistantId, Guid conversationId);

    [LoggerMessage(2702, LogLevel.Warning, "Tool {Tool} took longer than {Seconds} s for assistant {AssistantId} in conversation {ConversationId}")]
    public static partial void TimedOut(ILogger log, string tool, double seconds, Guid assistantId, Guid conversationId);
}
