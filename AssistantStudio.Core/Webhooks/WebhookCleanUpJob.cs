using System.ComponentModel.DataAnnotations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Webhooks;

public sealed record WebhookCleanUpParameters
{
    [Display(Name = "Keep deliveries for", Description = "Days after a message was delivered or given up. After that it cannot be sent again.")]
    [Range(1, 3650, ErrorMessage = "Between 1 and 3650 days.")]
    public int Days { get; init; } = 30;
}

/// <summary>Removes old deliveries from the journals of webhooks.</summary>
internal sealed class WebhookCleanUpJob(StudioDb db, TimeProvider clock) : IStudioJob
{
    private const int BatchSize = 500;

    public static JobDefinition Definition { get; } = new()
    {
        Key = "clean-up-webhooks",
        Title = "Clean up webhook deliveries",
        Description = "Removes deliveries from the journals of webhooks that ended long ago. What still waits stays.",
        Scope = JobScope.Installation,
        DefaultTiming = new JobTiming("50 3 * * *"),
        Parameters = new WebhookCleanUpParameters(),
    };

    public async Task RunAsync(JobContext context, CancellationToken ct)
    {
        var old = clock.GetUtcNow().UtcDateTime.AddDays(-context.Parameters<WebhookCleanUpParameters>().Days);
        var removed = 0;
        var rows = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            var deliveries = rows.Set<WebhookDelivery>().IgnoreQueryFilters([StudioDbContext.TenantFilter]);

            // Short transactions: SQLite's other writers wait for each.
            while (await deliveries.Where(d => d.FinishedAt < old).OrderBy(d => d.FinishedAt).Take(BatchSize).Select(d => d.Id).ToListAsync(ct).ConfigureAwait(false) is { Count: > 0 } ids)
            {
                removed += await deliveries.Where(d => ids.Contains(d.Id)).ExecuteDeleteAsync(ct).ConfigureAwait(false);
            }
        }

        context.Log($"Removed deliveries: {removed}.");
    }
}
