using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

/// <summary>What a board can be narrowed to, and an overview counts.</summary>
public enum BoardContent
{
    Active,
    Degraded,
    Failed,
    Stopped,

    /// <summary>It would answer, but its assistant is not active, and answers nobody.</summary>
    Paused,

    /// <summary>A second person has to agree.</summary>
    Waiting,

    /// <summary>It answers some of the conversations, beside another.</summary>
    Canary,
}

/// <summary>How many stand how in one environment; what is none of them is left out.</summary>
public sealed record EnvironmentCounts(StudioEnvironment Environment, IReadOnlyDictionary<BoardContent, int> Counts)
{
    public int Of(BoardContent content) => Counts.GetValueOrDefault(content);
}

internal static class BoardContents
{
    public static BoardContent Of(DeploymentStatus status, bool isCanary, bool isSilent) => isCanary ? BoardContent.Canary : status switch
    {
        DeploymentStatus.Active or DeploymentStatus.Degraded when isSilent => BoardContent.Paused,
        DeploymentStatus.Pending => BoardContent.Waiting,
        DeploymentStatus.Degraded => BoardContent.Degraded,
        DeploymentStatus.Failed => BoardContent.Failed,
        DeploymentStatus.Stopped => BoardContent.Stopped,
        _ => BoardContent.Active,
    };

    /// <param name="silent">The assistants that answer nobody.</param>
    public static IQueryable<Deployment> Only(IQueryable<Deployment> all, BoardContent? shows, IQueryable<Guid> silent) => shows switch
    {
        null => all.Where(d => d.IsCurrent),
        BoardContent.Waiting => all.Where(d => d.Status == DeploymentStatus.Pending),
        BoardContent.Canary => all.Where(d => d.IsCanary),
        BoardContent.Degraded => all.Where(d => d.IsCurrent && d.Status == DeploymentStatus.Degraded && !silent.Contains(d.AssistantId)),
        BoardContent.Failed => all.Where(d => d.IsCurrent && d.Status == DeploymentStatus.Failed),
        BoardContent.Stopped => all.Where(d => d.IsCurrent && d.Status == DeploymentStatus.Stopped),
        BoardContent.Paused => all.Where(d => d.IsCurrent && (d.Status == DeploymentStatus.Active || d.Status == DeploymentStatus.Degraded) && silent.Contains(d.AssistantId)),
        _ => all.Where(d => d.IsCurrent && d.Status == DeploymentStatus.Active && !silent.Contains(d.AssistantId)),
    };
}
