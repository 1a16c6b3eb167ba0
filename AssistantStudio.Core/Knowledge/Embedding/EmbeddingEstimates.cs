using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Says before it begins what making the missing vectors of a space would take.</summary>
internal sealed class EmbeddingEstimates(VectorSpaces spaces, KeptRevisions kept, TimeProvider clock)
{
    private const int DaysOfSpeed = 30;

    /// <exception cref="StudioException">The model cannot be asked, and why.</exception>
    public async Task<WorkEstimate> OfAsync(Access access, StudioDbContext context, VectorSpace space, CancellationToken ct)
    {
        var target = await spaces.TargetAsync(access, space, ct).ConfigureAwait(false);
        var (passages, tokens) = (0, 0L);
        foreach (var missing in await kept.WithoutVectorAsync(context, space.Id, ct).ConfigureAwait(false))
        {
            var work = await missing.GroupBy(_ => 1).Select(g => new { Passages = g.Count(), Tokens = g.Sum(c => (long)c.Tokens) }).SingleOrDefaultAsync(ct).ConfigureAwait(false);
            (passages, tokens) = (passages + (work?.Passages ?? 0), tokens + (work?.Tokens ?? 0));
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var cost = ModelPrices.CostOf(target, new CallUsage { Input = tokens }, now, null);
        var perSecond = await context.TokensPerSecondAsync(target.Model, now.AddDays(-DaysOfSpeed), ct).ConfigureAwait(false);
        return new(passages, tokens, cost, target.Account.Kind.IsFree, perSecond is > 0 ? tokens / perSecond : null);
    }
}
