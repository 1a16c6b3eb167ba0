using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Components.Conversations;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>Deployments in words and shapes.</summary>
internal static class DeploymentText
{
    public static string Of(DeploymentStatus status) => status switch
    {
        DeploymentStatus.Pending => "Waits for approval",
        DeploymentStatus.RolledBack => "Rolled back",
        DeploymentStatus.Superseded => "Replaced",
        _ => status.ToString(),
    };

    /// <summary>A deployment that would answer does not where its assistant is not active.</summary>
    public static string Of(DeploymentRow row, AssistantStatus assistant) => row.IsCanary ? $"Canary, {Shell.Format.Number(row.Weight)}%"
        : assistant == AssistantStatus.Active || !row.Status.Answers() ? Of(row.Status) : assistant == AssistantStatus.Archived ? "Archived" : "Paused";

    public static StatusShape ShapeOf(DeploymentRow row, AssistantStatus assistant) => row.IsCanary ? StatusShape.InProgress
        : assistant == AssistantStatus.Active || !row.Status.Answers() ? ShapeOf(row.Status) : StatusShape.Off;

    public static string Of(BoardContent content) => content switch
    {
        BoardContent.Waiting => "waiting for approval",
        BoardContent.Canary => "canaries",
        _ => content.ToString().ToLowerInvariant(),
    };

    public static StatusShape ShapeOf(BoardContent content) => content switch
    {
        BoardContent.Active => StatusShape.Good,
        BoardContent.Degraded => StatusShape.Degraded,
        BoardContent.Failed => StatusShape.Failed,
        BoardContent.Stopped or BoardContent.Paused => StatusShape.Off,
        _ => StatusShape.InProgress,
    };

    /// <summary>Of a column of the board that is narrowed to it.</summary>
    public static string NothingOf(BoardContent content) => content switch
    {
        BoardContent.Waiting => "Nothing waits for approval here.",
        BoardContent.Canary => "No canary goes on here.",
        _ => $"Nothing is {Of(content)} here.",
    };

    /// <summary>What happened when it became that.</summary>
    public static string OfStep(DeploymentStatus status) => status == DeploymentStatus.Pending ? "Asked for" : Of(status);

    public static string Of(DeploymentKind kind) => kind switch
    {
        DeploymentKind.Promotion => "Promoted",
        DeploymentKind.Rollback => "Went back",
        _ => "Deployed",
    };

    public static StatusShape ShapeOf(DeploymentStatus status) => status switch
    {
        DeploymentStatus.Active => StatusShape.Good,
        DeploymentStatus.Degraded => StatusShape.Degraded,
        DeploymentStatus.Failed => StatusShape.Failed,
        DeploymentStatus.Pending or DeploymentStatus.Validating or DeploymentStatus.Deploying => StatusShape.InProgress,
        _ => StatusShape.Off,
    };

    /// <summary>"12 because too many were waiting"</summary>
    public static string Of(Rejection why) => why switch
    {
        Rejection.RequestsPerMinute => "because of the requests a minute",
        Rejection.TokensPerMinute => "because of the tokens a minute",
        Rejection.QueueFull => "because too many were waiting",
        _ => "because no place became free in time",
    };

    public static string Of(ReadinessOutcome outcome) => outcome switch
    {
        ReadinessOutcome.Pass => "Passed",
        ReadinessOutcome.Warn => "Warning",
        _ => "Failed",
    };

    public static string IconOf(ReadinessOutcome outcome) => outcome switch
    {
        ReadinessOutcome.Pass => Icons.Success,
        ReadinessOutcome.Warn => Icons.Warning,
        _ => Icons.Failed,
    };

    public static string ClassOf(StudioEnvironment environment) => environment switch
    {
        StudioEnvironment.Development => "dev",
        StudioEnvironment.Testing => "test",
        StudioEnvironment.Staging => "stage",
        _ => "prod",
    };

    /// <summary>"1,204 requests in the last hour, 3 failed; 12 now"</summary>
    public static string TrafficOf(BoardCard card) =>
        $"{Shell.Format.Count(card.Requests, "request")} in the last hour{(card.Failed > 0 ? $", {Shell.Format.Number(card.Failed)} failed" : null)}{(card.Running > 0 ? $"; {Shell.Format.Number(card.Running)} now" : null)}";

    /// <summary>"+3"</summary>
    public static string PriorityOf(int priority) => priority == 0 ? "0, as usual" : priority > 0 ? $"+{Shell.Format.Number(priority)}" : Shell.Format.Number(priority);

    public static string ModelOf(string model) => model == ChatText.BuiltInModel ? "Built-in" : model;

    public static string HrefOf(Guid deployment) => $"/deployments/{deployment}";
}
