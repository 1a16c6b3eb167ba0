using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Providers;

internal static partial class CacheLog
{
    [LoggerMessage(2501, LogLevel.Warning, "Kept answers could not be read; the model is asked.")]
    public static partial void NotRead(ILogger logger, Exception exception);

    [LoggerMessage(2502, LogLevel.Warning, "An answer could not be kept.")]
    public static partial void NotKept(ILogger logger, Exception exception);

    [LoggerMessage(2503, LogLevel.Warning, "{Answers} answers could not be kept together; each is tried by itself.")]
    public static partial void GroupNotKept(ILogger logger, Exception exception, int answers);
}
