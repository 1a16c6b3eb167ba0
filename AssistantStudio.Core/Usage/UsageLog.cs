using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Usage;

internal static partial class UsageLog
{
    [LoggerMessage(1401, LogLevel.Warning, "The usage of {Calls} calls could not be stored together; each is tried by itself")]
    public static partial void GroupFailed(ILogger log, Exception exception, int calls);

    [LoggerMessage(1402, LogLevel.Error, "The usage of a call of {Model} could not be stored")]
    public static partial void NotStored(ILogger log, Exception exception, string model);

    [LoggerMessage(1403, LogLevel.Warning, "{Calls} calls of organisation {OrganizationId} ended unseen; each is in the ledger with the most it can have cost")]
    public static partial void LostSettled(ILogger log, int calls, Guid organizationId);

    [LoggerMessage(1404, LogLevel.Error, "Calls that ended unseen could not be settled; this is tried again")]
    public static partial void LostNotSettled(ILogger log, Exception exception);

    [LoggerMessage(1405, LogLevel.Error, "Budgets could not be looked at; this is tried again")]
    public static partial void BudgetsNotWatched(ILogger log, Exception exception);
}
