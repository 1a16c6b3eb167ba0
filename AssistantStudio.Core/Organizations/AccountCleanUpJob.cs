using System.ComponentModel.DataAnnotations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

public sealed record AccountCleanUpParameters
{
    [Display(Name = "Keep ended sign-ins for", Description = "Days after a session expired.")]
    [Range(0, 3650, ErrorMessage = "Between 0 and 3650 days.")]
    public int SessionDays { get; init; } = 7;

    [Display(Name = "Keep used and expired links for", Description = "Days after an invitation or a password link expired.")]
    [Range(0, 3650, ErrorMessage = "Between 0 and 3650 days.")]
    public int LinkDays { get; init; } = 30;

    [Display(Name = "Keep expired and revoked API keys for", Description = "Days. They do not work any more; the audit log keeps their names.")]
    [Range(0, 3650, ErrorMessage = "Between 0 and 3650 days.")]
    public int KeyDays { get; init; } = 180;
}

/// <summary>Removes what has expired: sessions, links, keys, remembered replies.</summary>
internal sealed class AccountCleanUpJob(StudioDb db, TimeProvider clock) : IStudioJob
{
    /// <summary>As long as a caller may expect an Idempotency-Key to be remembered.</summary>
    private static readonly TimeSpan s_replies = TimeSpan.FromHours(24);

    public static JobDefinition Definition { get; } = new()
    {
        Key = "clean-up-accounts",
        Title = "Clean up sign-ins and keys",
        Description = "Removes expired sessions, invitation and password links, and API keys that stopped working long ago.",
        Scope = JobScope.Installation,
        DefaultTiming = new JobTiming("30 3 * * *"),
        Parameters = new AccountCleanUpParameters(),
    };

    public async Task RunAsync(JobContext context, CancellationToken ct)
    {
        var ages = context.Parameters<AccountCleanUpParameters>();
        var now = clock.GetUtcNow().UtcDateTime;
        var (sessions, links, keys, replies) = (now.AddDays(-ages.SessionDays), now.AddDays(-ages.LinkDays), now.AddDays(-ages.KeyDays), now - s_replies);
        var rows = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            var removed = await rows.Set<UserSession>().Where(s => s.ExpiresAt < sessions).ExecuteDeleteAsync(ct).ConfigureAwait(false);
            context.Log($"Removed sign-ins: {removed}.");
            removed = await rows.Set<AccountLink>().Where(l => l.ExpiresAt < links).ExecuteDeleteAsync(ct).ConfigureAwait(false);
            context.Log($"Removed links: {removed}.");
            removed = await rows.Set<ApiKey>().IgnoreQueryFilters([StudioDbContext.TenantFilter])
                .Where(k => k.ExpiresAt < keys || k.RevokedAt < keys).ExecuteDeleteAsync(ct).ConfigureAwait(false);
            context.Log($"Removed API keys: {removed}.");
            removed = await rows.Set<IdempotentReply>().IgnoreQueryFilters([StudioDbContext.TenantFilter])
                .Where(r => r.CreatedAt < replies).ExecuteDeleteAsync(ct).ConfigureAwait(false);
            context.Log($"Removed remembered replies: {removed}.");
        }
    }
}
