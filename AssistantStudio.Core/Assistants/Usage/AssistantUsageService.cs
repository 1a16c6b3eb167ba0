using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Usage to add. <paramref name="Rating"/> is one rating from 1 to 5.</summary>
public sealed record UsageReport(long Conversations, long Messages, double? Rating);

public sealed record UsageTotals(long Conversations, long Messages, DateTime? LastUsedAt, double? Rating, long Ratings);

public sealed record UsageDay(DateOnly Day, long Conversations, long Messages);

/// <summary>How much assistants are used: what is counted, and which are used most.</summary>
public sealed class AssistantUsageService(Access access, StudioDb db, ChangeFeed feed, TimeProvider clock)
{
    private const int MaxPopular = 50;
    private const int MaxDays = 366;
    private const int LookAhead = 4;

    /// <summary>Adds to the counters without touching the row version: counting is no edit, and disturbs nobody who edits.</summary>
    public async Task<UsageTotals> AddAsync(Guid assistantId, UsageReport report, CancellationToken ct)
    {
        access.Require(Permission.AssistantsManage);
        new Validator()
            .Check(report.Conversations is >= 0 and <= AssistantLimits.ReportedUsage, "conversations", string.Create(CultureInfo.InvariantCulture, $"Between 0 and {AssistantLimits.ReportedUsage:#,0}."))
            .Check(report.Messages is >= 0 and <= AssistantLimits.ReportedUsage, "messages", string.Create(CultureInfo.InvariantCulture, $"Between 0 and {AssistantLimits.ReportedUsage:#,0}."))
            .Check(report.Rating is null or (>= 1 and <= 5), "rating", "Between 1 and 5.")
            .Check(report.Conversations > 0 || report.Messages > 0 || report.Rating is not null, "", "There is nothing to count.")
            .ThrowIfAny();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.FindAssistantAsync(access, assistantId, ct).ConfigureAwait(false);
            var now = clock.GetUtcNow().UtcDateTime;
            var (sum, count) = ((long)Math.Round((report.Rating ?? 0) * 100), report.Rating is null ? 0 : 1);
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await context.CountAsync([new(assistant.Id, report.Conversations, report.Messages, sum, count)], now, ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }

            feed.Publish(new(AssistantService.Topic, access.OrganizationId, assistantId));
            return await context.Set<Assistant>().Where(a => a.Id == assistantId)
                .Select(a => new { a.Conversations, a.Messages, a.LastUsedAt, a.RatingSum, a.RatingCount })
                .Select(a => new UsageTotals(a.Conversations, a.Messages, a.LastUsedAt, AssistantRows.Rating(a.RatingSum, a.RatingCount), a.RatingCount))
                .SingleAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>By conversations in the days up to today, most first.</summary>
    public async Task<IReadOnlyList<PopularAssistant>> PopularAsync(int days, int limit, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        new Validator().Check(days is >= 1 and <= MaxDays, "days", $"Between 1 and {MaxDays} days.").Check(limit is >= 1 and <= MaxPopular, "limit", $"Between 1 and {MaxPopular}.").ThrowIfAny();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var since = Since(days);
            var used =
                from day in context.Set<AssistantUsageDay>()
                where day.Day >= since
                group day by day.AssistantId into g
                select new { Id = g.Key, Conversations = g.Sum(d => d.Conversations), Messages = g.Sum(d => d.Messages), Sum = g.Sum(d => d.RatingSum), Count = g.Sum(d => d.RatingCount) };
            // Who is used most is known without reading the assistants; only when too few of those may be shown, more are looked at.
            for (var looked = limit * LookAhead; ; looked *= LookAhead)
            {
                var totals = await used.OrderByDescending(t => t.Conversations).ThenByDescending(t => t.Messages).ThenBy(t => t.Id).Take(looked).ToListAsync(ct).ConfigureAwait(false);
                var ids = totals.Select(t => t.Id).ToArray();
                var rows = await context.VisibleAssistants(access).AsNoTracking().Where(a => ids.Contains(a.Id) && a.Status != AssistantStatus.Archived).ToDictionaryAsync(a => a.Id, ct).ConfigureAwait(false);
                if (rows.Count >= limit || totals.Count < looked)
                {
                    return [.. totals.Where(t => rows.ContainsKey(t.Id)).Take(limit).Select(t => new PopularAssistant(AssistantRows.RowOf(rows[t.Id]), t.Conversations, t.Messages, AssistantRows.Rating(t.Sum, t.Count)))];
                }
            }
        }
    }

    /// <summary>Day by day up to today; days without usage are 0.</summary>
    public async Task<IReadOnlyList<UsageDay>> DaysAsync(Guid assistantId, int days, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        new Validator().Check(days is >= 1 and <= MaxDays, "days", $"Between 1 and {MaxDays} days.").ThrowIfAny();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindAssistantAsync(access, assistantId, ct).ConfigureAwait(false);
            var since = Since(days);
            var found = await context.Set<AssistantUsageDay>().Where(d => d.AssistantId == assistantId && d.Day >= since)
                .Select(d => new UsageDay(d.Day, d.Conversations, d.Messages)).ToDictionaryAsync(d => d.Day, ct).ConfigureAwait(false);
            return [.. Enumerable.Range(0, days).Select(i => since.AddDays(i)).Select(d => found.GetValueOrDefault(d) ?? new UsageDay(d, 0, 0))];
        }
    }

    private DateOnly Since(int days) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1 - days);
}
