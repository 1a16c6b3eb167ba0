using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

internal static class CanaryRows
{
    /// <summary>A canary needs something else to be compared with, and to be the only one.</summary>
    public static async Task RequireCanaryAsync(this StudioDbContext context, Deployment? current, Guid assistant, StudioEnvironment environment, Guid release, CancellationToken ct)
    {
        if (current?.ReleaseId == release)
        {
            throw new ConflictException("This is the release that stands here now.", "nothing_to_compare");
        }

        if (current?.Status.Answers() != true)
        {
            throw new ConflictException($"Nothing answers in {environment.Word()} that a canary could be compared with. Deploy it as a whole.", "nothing_to_compare");
        }

        if (await context.CanaryAsync(assistant, environment, ct).ConfigureAwait(false) is { } tried)
        {
            throw new ConflictException($"Version {tried.Version} is tried in {environment.Word()} already. Let it take over, or take it back first.", "canary_running");
        }
    }
}
