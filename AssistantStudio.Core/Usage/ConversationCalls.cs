using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

/// <summary>What the calls of a conversation used within some time, as the ledger has it.</summary>
/// <param name="Cost">In nano-dollars, of the calls that have a price.</param>
/// <param name="ProviderName">Who was asked last for an answer; null: nobody was.</param>
internal sealed record ConversationCalls(long InputTokens, long OutputTokens, long Cost, int Unpriced, string? ProviderName, string? Model)
{
    /// <summary>What was asked about the conversation afterwards is left out. Null: calls that began within that time are not settled yet.</summary>
    public static async Task<ConversationCalls?> OfAsync(StudioDbContext context, Guid organizationId, Guid conversationId, DateTime from, DateTime to, CancellationToken ct)
    {
        // Whose they are stands in their drafts only; to wait for those of others too is no loss.
        if (await context.Set<CallReservation>().IgnoreQueryFilters().AnyAsync(r => r.OrganizationId == organizationId && r.At >= from && r.At <= to, ct).ConfigureAwait(false))
        {
            return null;
        }

        var calls = await context.Set<UsageRecord>().IgnoreQueryFilters()
            .Where(u => u.OrganizationId == organizationId && u.At >= from && u.At <= to && u.ConversationId == conversationId && u.Operation != UsageOperation.Analysis)
            .OrderBy(u => u.At).ThenBy(u => u.Id).Select(u => new { u.Operation, u.ProviderName, u.Model, u.InputTokens, u.OutputTokens, u.Cost }).ToListAsync(ct).ConfigureAwait(false);
        var answered = calls.FindLast(c => c.Operation == UsageOperation.Chat);
        return new(calls.Sum(c => c.InputTokens), calls.Sum(c => c.OutputTokens), calls.Sum(c => c.Cost ?? 0), calls.Count(c => c.Cost is null), answered?.ProviderName, answered?.Model);
    }
}
