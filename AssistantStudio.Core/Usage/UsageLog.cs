using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Usage;

internal static partial class UsageLog
{
    [LoggerMessage(1401, LogLevel.Warning, "The usage of {Calls} calls could not be stored together; each is tried by itself")]
    public static partial void GroupFailed(ILogger log, Exception exception, int calls);

    [LoggerMessage(1402, LogLevel.Error, "The usage of a call of {Model} could not be stored")]
    public static partial void NotStored(ILogger log, Exception exception, string model);
}
