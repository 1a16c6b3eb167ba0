using AssistantStudio.Core.Data;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>What is added to the counters of an assistant. The rating is in hundredths.</summary>
public sealed record AssistantCount(Guid AssistantId, long Conversations, long Messages, long RatingSum = 0, long RatingCount = 0);

/// <summary>Counts in the transaction of whoever leads. Counting is no edit: it touches no row version, and disturbs nobody who edits.</summary>
internal static class AssistantCounters
{
    public static async Task CountAsync(this StudioDbContext context, IReadOnlyCollection<AssistantCount> counts, DateTime now, CancellationToken ct)
    {
        var day = DateOnly.FromDateTime(now);

        // In one order for all writers, so that no two wait for each other.
        foreach (var one in counts.GroupBy(c => c.AssistantId).OrderBy(g => g.Key))
        {
            var (conversations, messages, sum, count) = (one.Sum(c => c.Conversations), one.Sum(c => c.Messages), one.Sum(c => c.RatingSum), one.Sum(c => c.RatingCount));
            var counted = await context.Set<Assistant>().Where(a => a.Id == one.Key).ExecuteUpdateAsync(
                set => set.SetProperty(a => a.Conversations, a => a.Conversations + conversations).SetProperty(a => a.Messages, a => a.Messages + messages)
                    .SetProperty(a => a.RatingSum, a => a.RatingSum + sum).SetProperty(a => a.RatingCount, a => a.RatingCount + count)
                    .SetProperty(a => a.LastUsedAt, now), ct).ConfigureAwait(false);
            if (counted == 0)
            {
                continue; // It was deleted meanwhile.
            }

            await context.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO "AssistantUsageDays" ("OrganizationId", "AssistantId", "Day", "Conversations", "Messages", "RatingSum", "RatingCount") VALUES ({0}, {1}, {2}, {3}, {4}, {5}, {6})
                ON CONFLICT ("AssistantId", "Day") DO UPDATE SET "Conversations" = "AssistantUsageDays"."Conversations" + excluded."Conversations", "Messages" = "AssistantUsageDays"."Messages" + excluded."Messages",
                "RatingSum" = "AssistantUsageDays"."RatingSum" + excluded."RatingSum", "RatingCount" = "AssistantUsageDays"."RatingCount" + excluded."RatingCount"
                """,
                [context.Stored(context.OrganizationId), context.Stored(one.Key), day, conversations, messages, sum, count], ct).ConfigureAwait(false);
        }
    }
}
