using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Organizations;

internal static partial class OrganizationsLog
{
    [LoggerMessage(1201, LogLevel.Information, "Set up from the settings: organisation {OrganizationId}")]
    public static partial void SetUpUnattended(ILogger log, Guid organizationId);

    [LoggerMessage(1202, LogLevel.Warning, "A message could not be sent by e-mail")]
    public static partial void MailFailed(ILogger log, Exception exception);
}
