using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Knowledge;

internal static partial class KnowledgeLog
{
    [LoggerMessage(1601, LogLevel.Error, "Source {SourceId}: the item {Item} could not be read")]
    public static partial void ItemFailed(ILogger log, Exception exception, Guid sourceId, string item);

    [LoggerMessage(1602, LogLevel.Error, "Source {SourceId}: the run could not go on")]
    public static partial void RunFailed(ILogger log, Exception exception, Guid sourceId);

    [LoggerMessage(1603, LogLevel.Warning, "Organisation {OrganizationId}: searching by meaning failed, words alone were used")]
    public static partial void MeaningFailed(ILogger log, Exception exception, Guid organizationId);
}
