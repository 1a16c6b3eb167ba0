using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

internal static class DeploymentRatings
{
    /// <summary>How people liked the replies of a deployment, in conversations that were begun since.</summary>
    public static async Task<(long Rated, long Disliked)> RatingsOfDeploymentAsync(this StudioDbContext context, Guid deploymentId, DateTime since, CancellationToken ct)
    {
        var sums = await context.Set<Conversation>().Where(c => c.DeploymentId == deploymentId && c.StartedAt >= since).GroupBy(c => 1)
            .Select(g => new { Liked = g.Sum(c => (long)c.Liked), Disliked = g.Sum(c => (long)c.Disliked) }).SingleOrDefaultAsync(ct).ConfigureAwait(false);
        return sums is null ? (0, 0) : (sums.Liked + sums.Disliked, sums.Disliked);
    }
}
