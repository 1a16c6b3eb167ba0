using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Organizations;

internal static partial class OrganizationsLog
{
    [LoggerMessage(1301, LogLevel.Information, "Set up from the settings: organisation {OrganizationId}")]
    public static partial void SetUpUnattended(ILogger log, Guid organizationId);

    [LoggerMessage(1302, LogLevel.Warning, "A message could not be sent by e-mail")]
    public static partial void MailFailed(ILogger log, Exception exception);

    [LoggerMessage(1321, LogLevel.Error, "The allowed networks could not be read; again in {Seconds} s")]
    public static partial void NetworksNotRead(ILogger log, Exception exception, int seconds);

    [LoggerMessage(1322, LogLevel.Warning, "The stored network {Network} cannot be understood and is not allowed")]
    public static partial void NetworkSkipped(ILogger log, string network);
}
