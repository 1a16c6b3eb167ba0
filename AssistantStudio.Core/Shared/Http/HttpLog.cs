using System.Net;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Shared.Http;

internal static partial class HttpLog
{
    [LoggerMessage(1021, LogLevel.Warning, "Refused to connect to {Host}: {Address} is not public and not in an allowed network")]
    public static partial void AddressRefused(this ILogger log, string host, IPAddress address);

    [LoggerMessage(1022, LogLevel.Information, "Request to {Host} failed: {Reason}")]
    public static partial void RequestFailed(this ILogger log, Exception? exception, string host, string reason);
}
