namespace AssistantStudio.Web.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(2001, LogLevel.Warning, "The rights of a circuit could not be read again")]
    public static partial void RecheckFailed(ILogger log, Exception exception);

    [LoggerMessage(2002, LogLevel.Error, "Request {Method} {Path} failed, reference {Reference}")]
    public static partial void RequestFailed(ILogger log, Exception exception, string method, string path, string reference);

    [LoggerMessage(2003, LogLevel.Warning, "A check of readiness failed: {Check}")]
    public static partial void CheckFailed(ILogger log, Exception exception, string check);

    [LoggerMessage(2004, LogLevel.Warning, "The reply to a call with an Idempotency-Key could not be kept")]
    public static partial void ReplyNotKept(ILogger log, Exception exception);

    [LoggerMessage(2005, LogLevel.Information, "{Method} {Path} was refused with {Status}: {Code}")]
    public static partial void PageRefused(ILogger log, string method, string path, int status, string code);
}
