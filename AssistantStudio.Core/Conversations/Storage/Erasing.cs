using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>Deletes conversations with all that hangs on them, in one transaction, and writes down that it was done, but not what was said.</summary>
internal static class Erasing
{
    /// <param name="grant">Who did it, for the audit log; null: the clean-up, whose run says how many there were.</param>
    public static async Task EraseAsync(this StudioDbContext context, IReadOnlyCollection<Guid> ids, Grant? grant, DateTime now, CancellationToken ct)
    {
        var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var gone = await context.Set<Conversation>().Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.AssistantName }).ToListAsync(ct).ConfigureAwait(false);
            foreach (var one in gone)
            {
                await context.RemoveFromSearchAsync(SearchKind.Conversation, one.Id, ct).ConfigureAwait(false);
                if (grant is not null)
                {
                    context.Record(grant, now, "conversation.deleted", one.Id.ToString(), one.AssistantName);
                }
            }

            await context.SaveChangesAsync(ct).ConfigureAwait(false);
            await context.Set<Conversation>().Where(c => ids.Contains(c.Id)).ExecuteDeleteAsync(ct).ConfigureAwait(false);
            await transaction.CommitAsync(ct).ConfigureAwait(false);
        }
    }
}
