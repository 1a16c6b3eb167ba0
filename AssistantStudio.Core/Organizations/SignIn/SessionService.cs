using System.Collections.Concurrent;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

/// <summary>
/// Starts, resolves and ends sessions. Resolving is asked on every request and every half minute by every circuit, so the
/// answer is kept for a short while and thrown away as soon as somebody's rights change.
/// </summary>
public sealed class SessionService : IDisposable
{
    /// <summary>Published when rights change: the id is the user's, or nobody's when it may be anybody.</summary>
    public const string AccessTopic = Topics.Access;

    private static readonly TimeSpan s_keep = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_short = TimeSpan.FromHours(12);
    private static readonly TimeSpan s_long = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_seenEvery = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Guid, (Grant? Grant, long At)> _kept = new();
    private readonly StudioDb _db;
    private readonly ChangeFeed _feed;
    private readonly TimeProvider _clock;
    private readonly IDisposable _subscription;
    private int _changes;

    public SessionService(StudioDb db, ChangeFeed feed, TimeProvider clock)
    {
        (_db, _feed, _clock) = (db, feed, clock);
        _subscription = feed.SubscribeAll(AccessTopic, _ => Forget());
    }

    public async Task<UserSession> StartAsync(Guid userId, bool persistent, string? remoteAddress, string? client, CancellationToken ct)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        var db = await _db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (db.ConfigureAwait(false))
        {
            var user = await db.Set<StudioUser>().SingleAsync(u => u.Id == userId, ct).ConfigureAwait(false);
            var session = new UserSession
            {
                UserId = userId,
                OrganizationId = await FirstOrganizationAsync(db, user, ct).ConfigureAwait(false),
                Persistent = persistent,
                CreatedAt = now,
                LastSeenAt = now,
                ExpiresAt = now + (persistent ? s_long : s_short),
                RemoteAddress = remoteAddress,
                Client = client is { Length: > 200 } ? client[..200] : client,
            };
            db.Add(session);
            await db.MembershipsOf(userId).Where(m => m.OrganizationId == session.OrganizationId)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.LastSeenAt, now), ct).ConfigureAwait(false);
            db.Record(GrantOf(session, user, null) with { RemoteAddress = remoteAddress }, now, "user.signed_in", user.Id.ToString(), user.Name);
            await db.SaveChangesAsync(ct).ConfigureAwait(false);
            return session;
        }
    }

    /// <summary>What the holder of a session may do now; null when it has ended or its user may no longer enter.</summary>
    public async Task<Grant?> ResolveAsync(Guid sessionId, CancellationToken ct)
    {
        if (_kept.TryGetValue(sessionId, out var kept) && _clock.GetElapsedTime(kept.At) < s_keep)
        {
            return kept.Grant;
        }

        var changes = Volatile.Read(ref _changes);
        var grant = await ReadAsync(sessionId, ct).ConfigureAwait(false);
        if (_kept.Count > 100_000)
        {
            _kept.Clear(); // A flood of made-up cookies must not fill the memory.
        }

        _kept[sessionId] = (grant, _clock.GetTimestamp());
        if (changes != Volatile.Read(ref _changes))
        {
            _kept.TryRemove(sessionId, out _); // Rights changed while they were read: this may be what they were.
        }

        return grant;
    }

    /// <summary>How somebody wants to see the product, for a browser that does not know them yet.</summary>
    public async Task<ThemeChoice> ThemeOfAsync(Guid userId, CancellationToken ct)
    {
        var db = await _db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (db.ConfigureAwait(false))
        {
            return await db.Set<StudioUser>().Where(u => u.Id == userId).Select(u => u.Theme).SingleAsync(ct).ConfigureAwait(false);
        }
    }

    public async Task EndAsync(Guid sessionId, CancellationToken ct)
    {
        var db = await _db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (db.ConfigureAwait(false))
        {
            var session = await db.Set<UserSession>().SingleOrDefaultAsync(s => s.Id == sessionId, ct).ConfigureAwait(false);
            if (session is null)
            {
                return;
            }

            var user = await db.Set<StudioUser>().SingleAsync(u => u.Id == session.UserId, ct).ConfigureAwait(false);
            db.Remove(session);
            db.Record(GrantOf(session, user, null), _clock.GetUtcNow().UtcDateTime, "user.signed_out", user.Id.ToString(), user.Name);
            await db.SaveChangesAsync(ct).ConfigureAwait(false);
            _feed.Publish(new(AccessTopic, Guid.Empty, user.Id));
        }
    }

    /// <summary>Moves a browser to another organisation of its user.</summary>
    public async Task SwitchAsync(Access access, Guid organizationId, CancellationToken ct)
    {
        var userId = access.RequireUser();
        var db = await _db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (db.ConfigureAwait(false))
        {
            var session = await db.Set<UserSession>().SingleOrDefaultAsync(s => s.Id == access.Grant.SessionId && s.UserId == userId, ct).ConfigureAwait(false)
                ?? throw new NotFoundException("Your session");
            var allowed = access.Grant.IsSiteAdmin
                ? await db.Set<Organization>().AnyAsync(o => o.Id == organizationId, ct).ConfigureAwait(false)
                : await db.MembershipsOf(userId).AnyAsync(m => m.OrganizationId == organizationId && m.Active, ct).ConfigureAwait(false);
            if (!allowed)
            {
                throw new NotFoundException("The organisation");
            }

            if (session.OrganizationId == organizationId)
            {
                return;
            }

            session.OrganizationId = organizationId;
            db.Record(access.Grant with { OrganizationId = organizationId }, _clock.GetUtcNow().UtcDateTime, "organization.entered", organizationId.ToString(), access.Grant.ActorName);
            await db.SaveChangesAsync(ct).ConfigureAwait(false);
        }

        _feed.Publish(new(AccessTopic, Guid.Empty, userId));
    }

    public void Dispose() => _subscription.Dispose();

    private void Forget()
    {
        Interlocked.Increment(ref _changes);
        _kept.Clear();
    }

    private async Task<Grant?> ReadAsync(Guid sessionId, CancellationToken ct)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        var db = await _db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (db.ConfigureAwait(false))
        {
            var found = await (
                from s in db.Set<UserSession>()
                join u in db.Set<StudioUser>() on s.UserId equals u.Id
                join m in db.Set<Membership>().IgnoreQueryFilters(TenantFilters) on new { s.UserId, s.OrganizationId } equals new { m.UserId, m.OrganizationId } into memberships
                from m in memberships.DefaultIfEmpty()
                where s.Id == sessionId
                select new { Session = s, User = u, Membership = m }).SingleOrDefaultAsync(ct).ConfigureAwait(false);
            if (found is null || found.Session.ExpiresAt <= now || (!found.User.IsSiteAdmin && found.Membership is not { Active: true }))
            {
                return null;
            }

            if (now - found.Session.LastSeenAt > s_seenEvery)
            {
                found.Session.LastSeenAt = now;
                found.Session.ExpiresAt = now + (found.Session.Persistent ? s_long : s_short);
                found.Membership?.LastSeenAt = now;
                await SaveSeenAsync(db, ct).ConfigureAwait(false);
            }

            return GrantOf(found.Session, found.User, found.Membership);
        }
    }

    private static async Task SaveSeenAsync(StudioDbContext db, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct).ConfigureAwait(false);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another request wrote the same moment, or an administrator saved the member: theirs counts.
        }
        catch (Exception e) when (DatabaseFault.Of(e) is not null)
        {
            // On a full disk people can still read; the readiness check says what is wrong.
        }
    }

    private static Grant GrantOf(UserSession session, StudioUser user, Membership? membership)
    {
        var permissions = user.IsSiteAdmin ? RolePermissions.SiteAdmin
            : membership is null ? []
            : PermissionsOf(membership);
        return new()
        {
            Source = AccessSource.Browser,
            ActorName = user.Name,
            OrganizationId = session.OrganizationId,
            UserId = user.Id,
            SessionId = session.Id,
            RemoteAddress = session.RemoteAddress,
            Role = membership?.Role,
            IsSiteAdmin = user.IsSiteAdmin,
            Permissions = permissions,
        };
    }

    internal static System.Collections.Frozen.FrozenSet<Permission> PermissionsOf(Membership membership) =>
        membership.Extra.Count == 0
            ? RolePermissions.Of(membership.Role)
            : System.Collections.Frozen.FrozenSet.ToFrozenSet(RolePermissions.Of(membership.Role).Concat(membership.Extra));

    private static readonly string[] TenantFilters = [StudioDbContext.TenantFilter];

    private static async Task<Guid> FirstOrganizationAsync(StudioDbContext db, StudioUser user, CancellationToken ct)
    {
        var last = await db.Set<UserSession>().Where(s => s.UserId == user.Id).OrderByDescending(s => s.LastSeenAt)
            .Select(s => (Guid?)s.OrganizationId).FirstOrDefaultAsync(ct).ConfigureAwait(false);
        var mine = await db.MembershipsOf(user.Id).Where(m => m.Active).OrderBy(m => m.CreatedAt)
            .Select(m => m.OrganizationId).Take(1000).ToListAsync(ct).ConfigureAwait(false);
        if (last is { } id && (mine.Contains(id) || (user.IsSiteAdmin && await db.Set<Organization>().AnyAsync(o => o.Id == id, ct).ConfigureAwait(false))))
        {
            return id;
        }

        return mine.Count > 0 ? mine[0]
            : await db.Set<Organization>().OrderBy(o => o.CreatedAt).Select(o => o.Id).FirstAsync(ct).ConfigureAwait(false);
    }
}
