namespace AssistantStudio.Web.Shell;

internal static partial class ShellLog
{
    [LoggerMessage(9001, LogLevel.Error, "Reference {ReferenceId}: {What} failed")]
    public static partial void Unexpected(ILogger log, Exception exception, string referenceId, string what);

    [LoggerMessage(9002, LogLevel.Warning, "The command source {Source} failed; the palette shows the others")]
    public static partial void CommandSourceFailed(ILogger log, Exception exception, string source);

    [LoggerMessage(9003, LogLevel.Warning, "The browser's time zone {Zone} is unknown here; times are shown in UTC")]
    public static partial void UnknownZone(ILogger log, string zone);

    [LoggerMessage(9004, LogLevel.Warning, "The state of the system could not be read")]
    public static partial void SystemStateFailed(ILogger log, Exception exception);

    [LoggerMessage(9005, LogLevel.Warning, "A script call failed: {Function}")]
    public static partial void ScriptFailed(ILogger log, Exception exception, string function);
}
