using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

/// <summary>What the ledger has of one call that a vendor counted. Money in nano-dollars.</summary>
/// <param name="CacheWriteTokens">Of the input, for however long it is kept.</param>
/// <param name="VendorCost">As the vendor reported it with the answer.</param>
public sealed record CountedCall(
    Guid Id, DateTime At, string Model, bool IsEmbedding, long InputTokens, long CachedTokens, long CacheWriteTokens, long OutputTokens, long ReasoningTokens,
    long? Cost, long? VendorCost);

internal static class CountedCalls
{
    /// <summary>That are looked through; whoever asks for the newest of each model is not helped by old ones.</summary>
    private const int Newest = 200;

    /// <summary>The newest call of each model of a provider, the newest models first, for features that know providers by their ids.</summary>
    public static async Task<IReadOnlyList<CountedCall>> NewestCallsAsync(this StudioDbContext context, Guid provider, DateTime since, CancellationToken ct)
    {
        var calls = await context.Set<UsageRecord>()
            .Where(u => u.ProviderId == provider && u.At >= since && u.Outcome == UsageOutcome.Succeeded && !u.IsEstimated && !u.IsFromCache)
            .OrderByDescending(u => u.At).ThenByDescending(u => u.Id).Take(Newest)
            .Select(u => new CountedCall(
                u.Id, u.At, u.Model, u.Operation == UsageOperation.Embedding || u.OutputTokens == 0, u.InputTokens, u.CachedTokens, u.CacheWriteTokens + u.CacheWriteLongTokens,
                u.OutputTokens, u.ReasoningTokens, u.Cost, u.VendorCost))
            .ToListAsync(ct).ConfigureAwait(false);
        return [.. calls.DistinctBy(c => c.Model)];
    }
}
