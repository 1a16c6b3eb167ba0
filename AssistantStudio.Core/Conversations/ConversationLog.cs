using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Conversations;

internal static partial class ConversationLog
{
    [LoggerMessage(1701, LogLevel.Warning, "A group of {Turns} turns could not be stored together; each is tried by itself")]
    public static partial void GroupFailed(ILogger log, Exception exception, int turns);

    [LoggerMessage(1702, LogLevel.Error, "Turn {TurnId} failed for a reason that nobody foresaw")]
    public static partial void TurnFailed(ILogger log, Exception exception, Guid turnId);

    [LoggerMessage(1703, LogLevel.Error, "The reply of turn {TurnId} could not be stored; this is tried again")]
    public static partial void NotRecorded(ILogger log, Exception exception, Guid turnId);

    [LoggerMessage(1704, LogLevel.Warning, "{Replies} replies broke off when whoever wrote them ended; they are marked")]
    public static partial void LostMarked(ILogger log, int replies);

    [LoggerMessage(1705, LogLevel.Error, "Replies that broke off could not be looked for; this is tried again")]
    public static partial void LostNotMarked(ILogger log, Exception exception);

    [LoggerMessage(1706, LogLevel.Error, "What replies say so far could not be stored; this is tried again")]
    public static partial void ProgressNotSaved(ILogger log, Exception exception);

    [LoggerMessage(1707, LogLevel.Error, "Conversation {ConversationId} could not be looked at")]
    public static partial void NotAnalysed(ILogger log, Exception exception, Guid conversationId);

    [LoggerMessage(1708, LogLevel.Error, "What reply {MessageId} cost before whoever wrote it ended could not be stored; this is tried again")]
    public static partial void LostNotCounted(ILogger log, Exception exception, Guid messageId);
}
