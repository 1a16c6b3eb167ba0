using AssistantStudio.Core.Data;

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
            var counted = await context.ExecuteRawAsync(
                """
                UPDATE "Assistants" SET "Conversations" = "Conversations" + @p2, "Messages" = "Messages" + @p3, "RatingSum" = "RatingSum" + @p4, "RatingCount" = "RatingCount" + @p5, "LastUsedAt" = @p6
                WHERE "OrganizationId" = @p0 AND "Id" = @p1
                """,
                [context.OrganizationId, one.Key, conversations, messages, sum, count, now], ct).ConfigureAwait(false);
            if (counted == 0)
            {
                continue; // It was deleted meanwhile.
            }

            await context.ExecuteRawAsync(
                """
                INSERT INTO "AssistantUsageDays" ("OrganizationId", "AssistantId", "Day", "Conversations", "Messages", "RatingSum", "RatingCount") VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6)
                ON CONFLICT ("AssistantId", "Day") DO UPDATE SET "Conversations" = "AssistantUsageDays"."Conversations" + excluded."Conversations", "Messages" = "AssistantUsageDays"."Messages" + excluded."Messages",
                "RatingSum" = "AssistantUsageDays"."RatingSum" + excluded."RatingSum", "RatingCount" = "AssistantUsageDays"."RatingCount" + excluded."RatingCount"
                """,
                [context.OrganizationId, one.Key, day, conversations, messages, sum, count], ct).ConfigureAwait(false);
        }
    }
}
