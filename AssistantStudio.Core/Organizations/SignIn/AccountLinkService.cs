using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

public sealed record InvitationRow(Guid Id, string Email, Role Role, DateTime CreatedAt, DateTime ExpiresAt);

/// <summary>A link's secret part, to be put into an address and shown once.</summary>
public sealed record NewLink(Guid Id, string Token, DateTime ExpiresAt);

/// <summary>What a link that still works is for; the page behind it shows this.</summary>
public sealed record OpenLink(AccountLinkKind Kind, string Email, string OrganizationName, bool HasAccount);

/// <summary>Makes invitations and password links, and lists and withdraws invitations.</summary>
public sealed class AccountLinkService(Access access, StudioDb db, Identity identity, ChangeFeed feed, TimeProvider clock)
{
    public const string DeadLink = "This link does not work any more. It was used, has expired or was withdrawn. Ask for a new one.";

    public static readonly TimeSpan InvitationLife = TimeSpan.FromDays(7);
    public static readonly TimeSpan ResetLife = TimeSpan.FromHours(4);
    private static readonly TimeSpan s_between = TimeSpan.FromMinutes(5);

    public async Task<Page<InvitationRow>> ListInvitationsAsync(ListQuery query, CancellationToken ct)
    {
        access.Require(Permission.UsersView);
        var now = clock.GetUtcNow().UtcDateTime;
        var organization = access.OrganizationId;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var term = query.SearchTerm();
            var pending = context.Set<AccountLink>()
                .Where(l => l.OrganizationId == organization && l.Kind == AccountLinkKind.Invitation && l.UsedAt == null && l.ExpiresAt > now);
            pending = term is null ? pending : pending.Where(l => l.Email.Contains(term));
            return await context.PageAsync(pending, query, s_sorts, l => new InvitationRow(l.Id, l.Email, l.Role, l.CreatedAt, l.ExpiresAt), ct).ConfigureAwait(false);
        }
    }

    public async Task<NewLink> InviteAsync(string? email, Role role, CancellationToken ct)
    {
        access.Require(Permission.UsersManage);
        var errors = new Validator();
        var address = errors.Text(email, "email", "an e-mail address", OrganizationLimits.EmailLength).ToLowerInvariant();
        errors.Check(address.Length == 0 || IsAddress(address), "email", "This is not an e-mail address. It looks like name@company.example.");
        errors.Check(Enum.IsDefined(role), "role", "There is no such role.");
        errors.ThrowIfAny();
        access.RequireMayGive(role, []);

        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            if (await context.Set<Membership>().AnyAsync(m => m.Email == address, ct).ConfigureAwait(false))
            {
                throw new ValidationException("email", "This person is a member already.");
            }

            // A second invitation replaces the first: of two links only the last one sent works.
            var now = clock.GetUtcNow().UtcDateTime;
            var organization = access.OrganizationId;
            context.RemoveRange(await context.Set<AccountLink>()
                .Where(l => l.OrganizationId == organization && l.Kind == AccountLinkKind.Invitation && l.Email == address && l.UsedAt == null)
                .ToListAsync(ct).ConfigureAwait(false));
            var (link, made) = Make(AccountLinkKind.Invitation, access.Grant, address, null, role, now + InvitationLife);
            context.Add(link);
            context.Record(access.Grant, now, "user.invited", link.Id.ToString(), address, [new("Role", null, role.ToString())]);
            await context.SaveAsync("The invitation", ct).ConfigureAwait(false);
            feed.Publish(new(UserService.Topic, access.OrganizationId));
            return made;
        }
    }

    public async Task WithdrawAsync(Guid invitationId, CancellationToken ct)
    {
        access.Require(Permission.UsersManage);
        var organization = access.OrganizationId;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var link = await context.Set<AccountLink>()
                .SingleOrDefaultAsync(l => l.Id == invitationId && l.OrganizationId == organization && l.Kind == AccountLinkKind.Invitation && l.UsedAt == null, ct).ConfigureAwait(false)
                ?? throw new NotFoundException("The invitation");
            context.Remove(link);
            context.Record(access.Grant, clock.GetUtcNow().UtcDateTime, "user.invitation_withdrawn", link.Id.ToString(), link.Email);
            await context.SaveAsync("The invitation", ct).ConfigureAwait(false);
            feed.Publish(new(UserService.Topic, organization));
        }
    }

    /// <summary>
    /// A link with which a member sets a new password. Whoever holds it becomes that person, so an administrator of one
    /// organisation gets none for somebody who also belongs to another, or who administers the installation.
    /// </summary>
    public async Task<NewLink> MakePasswordLinkAsync(Guid userId, CancellationToken ct)
    {
        access.Require(Permission.UsersManage);
        if (access.Grant.IsNarrowed)
        {
            throw new ForbiddenException("A key with scopes or an expiry cannot make password links: whoever holds one becomes that person.");
        }

        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var member = await context.Set<Membership>().SingleOrDefaultAsync(m => m.UserId == userId, ct).ConfigureAwait(false)
                ?? throw new NotFoundException("The user");
            await access.RequireAuthorityOverAsync(context, member, ct).ConfigureAwait(false);
            var user = await context.Set<StudioUser>().SingleAsync(u => u.Id == userId, ct).ConfigureAwait(false);
            var elsewhere = await context.MembershipsOf(userId).AnyAsync(m => m.OrganizationId != member.OrganizationId, ct).ConfigureAwait(false);
            if (!access.Grant.IsSiteAdmin && elsewhere)
            {
                throw new ForbiddenException($"{member.Name} also belongs to another organisation. Ask a site administrator for the link.");
            }

            var made = AddPasswordLink(context, access.Grant, user);
            await context.SaveAsync(member.Name, ct).ConfigureAwait(false);
            return made;
        }
    }

    /// <summary>For "Forgot it?": a link if there is such an account. The caller must not tell whether there was.</summary>
    public async Task<(NewLink Link, string Name)?> MakeForgottenPasswordLinkAsync(string email, string? remoteAddress, CancellationToken ct)
    {
        var work = await identity.OpenAsync(ct).ConfigureAwait(false);
        await using (work.ConfigureAwait(false))
        {
            var user = await work.Users.FindByEmailAsync(email.Trim()).ConfigureAwait(false);
            var member = user is null ? null : await work.Db.MembershipsOf(user.Id)
                .Where(m => m.Active).OrderBy(m => m.CreatedAt).FirstOrDefaultAsync(ct).ConfigureAwait(false);
            var recently = clock.GetUtcNow().UtcDateTime - s_between;
            if (user is null || member is null || await work.Db.Set<AccountLink>()
                .AnyAsync(l => l.UserId == user.Id && l.Kind == AccountLinkKind.PasswordReset && l.UsedAt == null && l.CreatedAt > recently, ct).ConfigureAwait(false))
            {
                return null; // Nobody there, or asked a moment ago: no flood of messages.
            }

            var grant = new Grant { Source = AccessSource.Browser, ActorName = user.Name, OrganizationId = member.OrganizationId, RemoteAddress = remoteAddress };
            var made = AddPasswordLink(work.Db, grant, user);
            await work.SaveAsync(ct).ConfigureAwait(false);
            return (made, user.Name);
        }
    }

    internal static (AccountLink Link, NewLink Made) Make(
        AccountLinkKind kind, Grant grant, string email, Guid? userId, Role role, DateTime expiresAt)
    {
        var token = Tokens.New(40);
        var link = new AccountLink
        {
            Kind = kind,
            TokenHash = Tokens.Hash(token),
            OrganizationId = grant.OrganizationId,
            Email = email,
            UserId = userId,
            Role = role,
            CreatedBy = grant.UserId,
            CreatedAt = expiresAt - (kind == AccountLinkKind.Invitation ? InvitationLife : ResetLife),
            ExpiresAt = expiresAt,
        };
        return (link, new(link.Id, token, expiresAt));
    }

    private NewLink AddPasswordLink(StudioDbContext context, Grant grant, StudioUser user)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var (link, made) = Make(AccountLinkKind.PasswordReset, grant, user.Email!, user.Id, Role.Member, now + ResetLife);
        context.Add(link);
        context.Record(grant, now, "user.password_link_made", user.Id.ToString(), user.Name);
        return made;
    }

    internal static bool IsAddress(string text) =>
        System.Net.Mail.MailAddress.TryCreate(text, out var address) && address.Address == text && address.Host.Contains('.', StringComparison.Ordinal);

    private static readonly SortMap<AccountLink> s_sorts = new SortMap<AccountLink>()
        .Add("-createdAt", q => q.OrderBy(l => l.CreatedAt).ThenBy(l => l.Id), q => q.OrderByDescending(l => l.CreatedAt).ThenByDescending(l => l.Id))
        .Add("email", q => q.OrderBy(l => l.Email).ThenBy(l => l.Id), q => q.OrderByDescending(l => l.Email).ThenByDescending(l => l.Id));
}
