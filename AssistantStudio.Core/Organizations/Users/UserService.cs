using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

public sealed record UserListQuery : ListQuery
{
    public Role? Role { get; init; }

    public bool? Active { get; init; }
}

public sealed record UserRow(
    Guid Id, string Name, string Email, Role Role, IReadOnlyList<Permission> Extra, bool Active, DateTime CreatedAt, DateTime? LastSeenAt, long RowVersion);

public sealed record UserDetail(
    Guid Id, string Name, string Email, Role Role, IReadOnlyList<Permission> Extra, bool Active, bool IsSiteAdmin, bool HasTwoFactor, bool HasPassword,
    DateTime CreatedAt, DateTime? LastSeenAt, long RowVersion);

/// <summary>What an administrator may change about a member. What is null stays as it is.</summary>
public sealed record UserChange
{
    public Role? Role { get; init; }

    public bool? Active { get; init; }

    public IReadOnlyList<Permission>? Extra { get; init; }

    /// <summary>Appoints a site administrator, or withdraws that; only site administrators may.</summary>
    public bool? SiteAdmin { get; init; }

    public long? RowVersion { get; init; }
}

/// <summary>The members of an organisation. A user's id is the id here; the membership is found by it.</summary>
public sealed class UserService(Access access, StudioDb db, ChangeFeed feed, TimeProvider clock)
{
    public const string Topic = "users";

    private static readonly SortMap<Membership> s_sorts = new SortMap<Membership>()
        .Add("name", q => q.OrderBy(m => m.Name).ThenBy(m => m.Id), q => q.OrderByDescending(m => m.Name).ThenByDescending(m => m.Id))
        .Add("email", q => q.OrderBy(m => m.Email).ThenBy(m => m.Id), q => q.OrderByDescending(m => m.Email).ThenByDescending(m => m.Id))
        .Add("role", q => q.OrderBy(m => m.Role).ThenBy(m => m.Active).ThenBy(m => m.Name).ThenBy(m => m.Id), q => q.OrderByDescending(m => m.Role).ThenByDescending(m => m.Active).ThenByDescending(m => m.Name).ThenByDescending(m => m.Id))
        .Add("lastSeenAt", q => q.OrderBy(m => m.LastSeenAt).ThenBy(m => m.Id), q => q.OrderByDescending(m => m.LastSeenAt).ThenByDescending(m => m.Id));

    public async Task<Page<UserRow>> ListAsync(UserListQuery query, CancellationToken ct)
    {
        access.Require(Permission.UsersView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var members = context.Set<Membership>().AsQueryable();
            members = query.Role is { } role ? members.Where(m => m.Role == role) : members;
            members = query.Active is { } active ? members.Where(m => m.Active == active) : members;
            members = query.SearchTerm() is { } term ? members.Where(m => m.SearchText.Contains(term)) : members;
            return await context.PageAsync(
                members, query, s_sorts,
                m => new UserRow(m.UserId, m.Name, m.Email, m.Role, m.Extra, m.Active, m.CreatedAt, m.LastSeenAt, m.RowVersion), ct).ConfigureAwait(false);
        }
    }

    public async Task<UserDetail> GetAsync(Guid userId, CancellationToken ct)
    {
        access.Require(Permission.UsersView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await (
                from m in context.Set<Membership>()
                join u in context.Set<StudioUser>() on m.UserId equals u.Id
                where m.UserId == userId
                select new UserDetail(
                    u.Id, m.Name, m.Email, m.Role, m.Extra, m.Active, u.IsSiteAdmin, u.TwoFactorEnabled, u.PasswordHash != null,
                    m.CreatedAt, m.LastSeenAt, m.RowVersion)).SingleOrDefaultAsync(ct).ConfigureAwait(false)
                ?? throw new NotFoundException("The user");
        }
    }

    public async Task<UserDetail> ChangeAsync(Guid userId, UserChange change, CancellationToken ct)
    {
        access.Require(Permission.UsersManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var member = await FindAsync(context, userId, ct).ConfigureAwait(false);
            member.ExpectVersion(change.RowVersion, member.Name);
            Validate(change);
            await access.RequireAuthorityOverAsync(context, member, ct).ConfigureAwait(false);
            access.RequireMayGive(change.Role ?? member.Role, change.Extra ?? []);
            await ChangeSiteAdminAsync(context, member, change, ct).ConfigureAwait(false);
            var loses = member is { Role: Role.OrgAdmin, Active: true } && (change.Role is not (null or Role.OrgAdmin) || change.Active == false);
            if (loses)
            {
                await KeepAnAdministratorAsync(context, member, ct).ConfigureAwait(false);
            }

            if (change.Active == false || change.Role is not null)
            {
                await WithdrawTheirInvitationsAsync(context, userId, ct).ConfigureAwait(false);
            }

            member.Role = change.Role ?? member.Role;
            member.Active = change.Active ?? member.Active;
            member.Extra = change.Extra?.Distinct().Order().ToArray() ?? member.Extra;
            context.RecordRow(access.Grant, clock.GetUtcNow().UtcDateTime, ActionFor(change, member), member, userId, member.Name);
            await context.SaveAsync(member.Name, ct).ConfigureAwait(false);
        }

        Announce(userId);
        return await GetAsync(userId, ct).ConfigureAwait(false);
    }

    /// <summary>Takes a person out of the organisation, with their keys. Their account goes when it was their only one.</summary>
    public async Task RemoveAsync(Guid userId, CancellationToken ct)
    {
        access.Require(Permission.UsersManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var member = await FindAsync(context, userId, ct).ConfigureAwait(false);
            await access.RequireAuthorityOverAsync(context, member, ct).ConfigureAwait(false);
            await RefuseSiteAdminAsync(context, member, ct).ConfigureAwait(false);
            if (member is { Role: Role.OrgAdmin, Active: true })
            {
                await KeepAnAdministratorAsync(context, member, ct).ConfigureAwait(false);
            }

            context.Remove(member);
            context.RecordRow(access.Grant, clock.GetUtcNow().UtcDateTime, "user.removed", member, userId, member.Name);
            await WithdrawTheirInvitationsAsync(context, userId, ct).ConfigureAwait(false);
            foreach (var key in await context.Set<ApiKey>().Where(k => k.UserId == userId && k.RevokedAt == null).ToListAsync(ct).ConfigureAwait(false))
            {
                key.RevokedAt = clock.GetUtcNow().UtcDateTime;
            }

            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await context.SaveAsync(member.Name, ct).ConfigureAwait(false);
                await RemoveAccountIfUnusedAsync(context, userId, ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }
        }

        Announce(userId);
    }

    private void Announce(Guid userId)
    {
        feed.Publish(new(SessionService.AccessTopic, Guid.Empty, userId));
        feed.Publish(new(Topic, access.OrganizationId, userId));
    }

    private void Validate(UserChange change)
    {
        var errors = new Validator();
        errors.Check(change.Role is null || Enum.IsDefined(change.Role.Value), "role", "There is no such role.");
        errors.Check(change.Extra is null || change.Extra.All(Enum.IsDefined), "extra", "There is no such permission.");
        errors.Check(change.Extra?.Contains(Permission.SiteManage) != true, "extra", "The installation belongs to its site administrators; this permission cannot be lent.");
        errors.Check(change.Extra?.All(access.Can) != false, "extra", "You can lend only what you may do yourself.");
        errors.ThrowIfAny();
    }

    private static string ActionFor(UserChange change, Membership member) => change switch
    {
        { Active: false } => "user.disabled",
        { Active: true, Role: null, Extra: null } => "user.enabled",
        { Role: not null } => "user.role_changed",
        _ => member.Active ? "user.permissions_changed" : "user.changed",
    };

    private static async Task<Membership> FindAsync(StudioDbContext context, Guid userId, CancellationToken ct) =>
        await context.Set<Membership>().SingleOrDefaultAsync(m => m.UserId == userId, ct).ConfigureAwait(false)
        ?? throw new NotFoundException("The user");

    /// <summary>Two administrators who demote each other at once both touch the organisation: one of them loses.</summary>
    private static async Task KeepAnAdministratorAsync(StudioDbContext context, Membership member, CancellationToken ct)
    {
        if (!await context.Set<Membership>().AnyAsync(m => m.Id != member.Id && m.Role == Role.OrgAdmin && m.Active, ct).ConfigureAwait(false))
        {
            throw new ConflictException($"{member.Name} is the only active administrator here. Make somebody else an administrator first.", "last_administrator");
        }

        var organization = await context.Set<Organization>().SingleAsync(o => o.Id == member.OrganizationId, ct).ConfigureAwait(false);
        context.Entry(organization).State = EntityState.Modified;
    }

    private async Task ChangeSiteAdminAsync(StudioDbContext context, Membership member, UserChange change, CancellationToken ct)
    {
        if (change.Active == false)
        {
            await RefuseSiteAdminAsync(context, member, ct).ConfigureAwait(false);
        }

        if (change.SiteAdmin is not { } wanted)
        {
            return;
        }

        access.Require(Permission.SiteManage);
        var user = await context.Set<StudioUser>().SingleAsync(u => u.Id == member.UserId, ct).ConfigureAwait(false);
        if (!access.Grant.IsSiteAdmin)
        {
            throw new ForbiddenException("Only a site administrator can appoint another.");
        }

        if (user.IsSiteAdmin == wanted)
        {
            return;
        }

        if (!wanted)
        {
            // Two who withdraw each other at once both touch the one who is to stay: one of them loses.
            var other = await context.Set<StudioUser>().FirstOrDefaultAsync(u => u.IsSiteAdmin && u.Id != user.Id, ct).ConfigureAwait(false)
                ?? throw new ConflictException($"{member.Name} is the only site administrator. Appoint another first.", "last_administrator");
            other.ConcurrencyStamp = Guid.NewGuid().ToString();
        }

        user.IsSiteAdmin = wanted;
        user.ConcurrencyStamp = Guid.NewGuid().ToString();
        context.RecordRow(access.Grant, clock.GetUtcNow().UtcDateTime, wanted ? "user.site_admin_appointed" : "user.site_admin_withdrawn", user, user.Id, user.Name);
    }

    private static async Task RefuseSiteAdminAsync(StudioDbContext context, Membership member, CancellationToken ct)
    {
        if (await context.Set<StudioUser>().AnyAsync(u => u.Id == member.UserId && u.IsSiteAdmin, ct).ConfigureAwait(false))
        {
            throw new ConflictException($"{member.Name} administers the installation and would keep every right. Withdraw that first.", "site_administrator");
        }
    }

    /// <summary>An invitation was a right of the one who made it; it does not outlive that right.</summary>
    private static async Task WithdrawTheirInvitationsAsync(StudioDbContext context, Guid userId, CancellationToken ct)
    {
        var organizationId = context.OrganizationId;
        context.RemoveRange(await context.Set<AccountLink>()
            .Where(l => l.OrganizationId == organizationId && l.Kind == AccountLinkKind.Invitation && l.CreatedBy == userId && l.UsedAt == null).ToListAsync(ct).ConfigureAwait(false));
    }

    private static Task<int> RemoveAccountIfUnusedAsync(StudioDbContext context, Guid userId, CancellationToken ct)
    {
        var anywhere = context.MembershipsOf(userId);
        return context.Set<StudioUser>().Where(u => u.Id == userId && !u.IsSiteAdmin && !anywhere.Any()).ExecuteDeleteAsync(ct);
    }
}
