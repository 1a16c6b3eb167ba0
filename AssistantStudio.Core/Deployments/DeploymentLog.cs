using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Deployments;

internal static partial class DeploymentLog
{
    [LoggerMessage(3101, LogLevel.Warning, "What came to deployments could not be written down; it is tried again")]
    public static partial void TrafficNotWritten(ILogger log, Exception exception);

    [LoggerMessage(3102, LogLevel.Warning, "Deployments could not be looked at; it is tried again")]
    public static partial void WatchFailed(ILogger log, Exception exception);

    [LoggerMessage(3103, LogLevel.Warning, "A deployment could not be looked at: {Deployment}")]
    public static partial void OneNotWatched(ILogger log, Exception exception, Guid deployment);

    [LoggerMessage(3104, LogLevel.Warning, "A deployment could not be asked its question: {Deployment}")]
    public static partial void NotAsked(ILogger log, Exception exception, Guid deployment);
}
