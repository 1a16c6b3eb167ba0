using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

/// <summary>
/// Counts each try before it is checked, in one statement: of many tries at once no more than the allowed ones are
/// looked at. Whoever is signed in by one starts the count anew.
/// </summary>
internal static class SignInTries
{
    private const int Allowed = 5;

    public static readonly TimeSpan Lock = TimeSpan.FromMinutes(15);

    /// <summary>False while the account is locked.</summary>
    public static async Task<bool> BeginAsync(StudioDbContext db, Guid userId, DateTime now, CancellationToken ct)
    {
        var until = now + Lock;
        var counted = await db.Set<StudioUser>()
            .Where(u => u.Id == userId && (u.LockedUntil == null || u.LockedUntil <= now))
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(u => u.AccessFailedCount, u => u.LockedUntil != null ? 1 : u.AccessFailedCount + 1)
                    .SetProperty(u => u.LockedUntil, u => u.LockedUntil == null && u.AccessFailedCount + 1 >= Allowed ? until : null),
                ct).ConfigureAwait(false);
        return counted == 1;
    }

    /// <summary>
    /// A right first step of two: this try counts for nothing, and the wrong codes before it go on counting. Starting anew
    /// here would give whoever has the password as many codes as they like.
    /// </summary>
    public static Task<int> TakeBackAsync(StudioDbContext db, Guid userId, CancellationToken ct) =>
        db.Set<StudioUser>().Where(u => u.Id == userId && u.AccessFailedCount > 0)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.AccessFailedCount, u => u.AccessFailedCount - 1).SetProperty(u => u.LockedUntil, (DateTime?)null), ct);

    public static Task<int> SucceedAsync(StudioDbContext db, Guid userId, CancellationToken ct) =>
        db.Set<StudioUser>().Where(u => u.Id == userId)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.AccessFailedCount, 0).SetProperty(u => u.LockedUntil, (DateTime?)null), ct);
}
