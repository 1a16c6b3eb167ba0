using System.Collections.Concurrent;
using System.Collections.Frozen;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

/// <summary>Turns a presented key into a grant: the creator's rights of this moment, narrowed by the key's scopes.</summary>
public sealed class ApiKeySignIn : IDisposable
{
    private static readonly TimeSpan s_keep = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_usedEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (Grant? Grant, DateTime? Expires, long At)> _kept = new();
    private readonly StudioDb _db;
    private readonly TimeProvider _clock;
    private readonly IDisposable _subscription;
    private int _changes;

    public ApiKeySignIn(StudioDb db, ChangeFeed feed, TimeProvider clock)
    {
        (_db, _clock) = (db, clock);
        _subscription = feed.SubscribeAll(SessionService.AccessTopic, _ => Forget());
    }

    /// <summary>Null for a key that is unknown, revoked or expired, or whose creator may no longer enter.</summary>
    public async Task<Grant?> ResolveAsync(string token, string? remoteAddress, CancellationToken ct)
    {
        if (!token.StartsWith(ApiKeyService.Prefix, StringComparison.Ordinal) || token.Length > 200)
        {
            return null;
        }

        var hash = Tokens.Hash(token);
        if (!_kept.TryGetValue(hash, out var kept) || _clock.GetElapsedTime(kept.At) >= s_keep)
        {
            var changes = Volatile.Read(ref _changes);
            var (grant, expires) = await ReadAsync(hash, ct).ConfigureAwait(false);
            if (_kept.Count > 100_000)
            {
                _kept.Clear(); // A flood of made-up keys must not fill the memory.
            }

            kept = (grant, expires, _clock.GetTimestamp());
            _kept[hash] = kept;
            if (changes != Volatile.Read(ref _changes))
            {
                _kept.TryRemove(hash, out _); // Rights changed while they were read: this may be what they were.
            }
        }

        var expired = kept.Expires <= _clock.GetUtcNow().UtcDateTime;
        return kept.Grant is null || expired ? null : kept.Grant with { RemoteAddress = remoteAddress };
    }

    public void Dispose() => _subscription.Dispose();

    private void Forget()
    {
        Interlocked.Increment(ref _changes);
        _kept.Clear();
    }

    private async Task<(Grant? Grant, DateTime? Expires)> ReadAsync(string hash, CancellationToken ct)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        var db = await _db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (db.ConfigureAwait(false))
        {
            var found = await (
                from k in db.Set<ApiKey>().IgnoreQueryFilters(s_tenant)
                join u in db.Set<StudioUser>() on k.UserId equals u.Id
                join m in db.Set<Membership>().IgnoreQueryFilters(s_tenant) on new { k.UserId, k.OrganizationId } equals new { m.UserId, m.OrganizationId } into memberships
                from m in memberships.DefaultIfEmpty()
                where k.Hash == hash
                select new { Key = k, User = u, Membership = m }).AsNoTracking().SingleOrDefaultAsync(ct).ConfigureAwait(false);
            if (found is null || found.Key.RevokedAt is not null || (!found.User.IsSiteAdmin && found.Membership is not { Active: true }))
            {
                return (null, null);
            }

            if (found.Key.LastUsedAt is null || now - found.Key.LastUsedAt > s_usedEvery)
            {
                await NoteUseAsync(db, found.Key.Id, now, ct).ConfigureAwait(false);
            }

            return (GrantOf(found.Key, found.User, found.Membership), found.Key.ExpiresAt);
        }
    }

    private static async Task NoteUseAsync(StudioDbContext db, Guid id, DateTime now, CancellationToken ct)
    {
        try
        {
            await db.Set<ApiKey>().IgnoreQueryFilters(s_tenant).Where(k => k.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, now), ct).ConfigureAwait(false);
        }
        catch (Exception e) when (DatabaseFault.Of(e) is not null)
        {
            // On a full disk programs can still read; the readiness check says what is wrong.
        }
    }

    private static Grant GrantOf(ApiKey key, StudioUser user, Membership? membership)
    {
        var owners = user.IsSiteAdmin ? RolePermissions.SiteAdmin : SessionService.PermissionsOf(membership!);
        var creators = owners;
        var scoped = key.Permissions.Count > 0 || key.Environments.Count > 0 || key.Assistants.Length > 0;
        if (scoped && key.Permissions.Count == 0)
        {
            creators = creators.Where(p => p != Permission.SiteManage).ToFrozenSet(); // The installation is in no environment.
        }

        return new()
        {
            Source = AccessSource.Api,
            ActorName = user.Name,
            OrganizationId = key.OrganizationId,
            UserId = user.Id,
            ApiKeyId = key.Id,
            Role = membership?.Role,
            IsNarrowed = scoped || key.ExpiresAt is not null || key.RequestsPerMinute is not null,
            IsSiteAdmin = user.IsSiteAdmin && !scoped,
            Permissions = key.Permissions.Count == 0 ? creators : creators.Intersect(key.Permissions).ToFrozenSet(),
            OwnerPermissions = owners,
            Environments = key.Environments.Count == 0 ? null : key.Environments.ToFrozenSet(),
            RequestsPerMinute = key.RequestsPerMinute,
            Assistants = key.Assistants.Length == 0 ? null : key.Assistants.Split(',').Select(Guid.Parse).ToFrozenSet(),
        };
    }

    private static readonly string[] s_tenant = [StudioDbContext.TenantFilter];
}
