using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

internal static class ModelSpeed
{
    /// <summary>How many tokens a model took in each second that a call of it lasted; null: it was not asked since then.</summary>
    public static async Task<double?> TokensPerSecondAsync(this StudioDbContext context, string model, DateTime since, CancellationToken ct)
    {
        var sums = await context.Set<UsageRollup>().Where(r => r.Slice == UsageSlice.Model && r.Period == RollupPeriod.Day && r.Start >= since.Date && r.Key == model)
            .GroupBy(_ => 1).Select(g => new { Tokens = g.Sum(r => r.InputTokens), Milliseconds = g.Sum(r => r.LatencyMs) }).SingleOrDefaultAsync(ct).ConfigureAwait(false);
        return sums is { Tokens: > 0, Milliseconds: > 0 } ? sums.Tokens * 1000.0 / sums.Milliseconds : null;
    }
}
