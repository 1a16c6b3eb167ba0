using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

/// <summary>What the calls of a conversation used within some time, as the ledger has it.</summary>
/// <param name="Cost">In nano-dollars, of the calls that have a price.</param>
/// <param name="IsEstimated">Of a call nobody knows what it used.</param>
/// <param name="ProviderName">Who was asked last for an answer; null: nobody was.</param>
internal sealed record ConversationCalls(long InputTokens, long OutputTokens, long Cost, int Unpriced, bool IsEstimated, string? ProviderName, string? Model)
{
    /// <summary>When the oldest call began whose end is not in the ledger yet; null: all are. Calls that cost nothing are not waited for.</summary>
    public static async Task<DateTime?> OldestOpenAsync(StudioDbContext context, Guid organizationId, CancellationToken ct) =>
        await context.Set<CallReservation>().IgnoreQueryFilters().Where(r => r.OrganizationId == organizationId).MinAsync(r => (DateTime?)r.At, ct).ConfigureAwait(false);

    public static async Task<ConversationCalls> OfAsync(StudioDbContext context, Guid organizationId, Guid conversationId, DateTime from, DateTime until, CancellationToken ct)
    {
        // What is found out about a conversation afterwards is asked in nobody's name, and is no part of any reply.
        var calls = await context.Set<UsageRecord>().IgnoreQueryFilters()
            .Where(u => u.OrganizationId == organizationId && u.At >= from && u.At < until && u.ConversationId == conversationId
                && (u.Operation != UsageOperation.Analysis || u.UserId != null || u.ApiKeyId != null || u.DeploymentId != null))
            .OrderBy(u => u.At).ThenBy(u => u.Id).Select(u => new { u.Operation, u.ProviderName, u.Model, u.InputTokens, u.OutputTokens, u.Cost, u.IsEstimated }).ToListAsync(ct).ConfigureAwait(false);
        var answered = calls.FindLast(c => c.Operation == UsageOperation.Chat);
        return new(
            calls.Sum(c => c.InputTokens), calls.Sum(c => c.OutputTokens), calls.Sum(c => c.Cost ?? 0), calls.Count(c => c.Cost is null), calls.Exists(c => c.IsEstimated),
            answered?.ProviderName, answered?.Model);
    }
}
