using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

/// <summary>What happens behind a link, for somebody who is not signed in. A link works once, whoever clicks first.</summary>
public sealed class AccountLinkUse(StudioDb db, Identity identity, SignInService signIn, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>What the link is for, or null when it does not work (any more).</summary>
    public async Task<OpenLink?> LookAsync(AccountLinkKind kind, string? token, CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            if (await FindAsync(context, kind, token, ct).ConfigureAwait(false) is not { } link)
            {
                return null;
            }

            var organization = await context.Set<Organization>().Where(o => o.Id == link.OrganizationId).Select(o => o.Name).SingleAsync(ct).ConfigureAwait(false);
            var email = link.Email.ToUpperInvariant();
            var hasAccount = await context.Set<StudioUser>().AnyAsync(u => u.NormalizedEmail == email, ct).ConfigureAwait(false);
            return new(link.Kind, link.Email, organization, hasAccount);
        }
    }

    /// <summary>Makes the account and the membership; somebody who has an account proves it with its password.</summary>
    public async Task<SignInResult> AcceptInvitationAsync(string? token, string? name, string? password, string? remoteAddress, CancellationToken ct)
    {
        var work = await identity.OpenAsync(ct).ConfigureAwait(false);
        await using (work.ConfigureAwait(false))
        {
            var link = await FindAsync(work.Db, AccountLinkKind.Invitation, token, ct).ConfigureAwait(false)
                ?? throw new ValidationException("", AccountLinkService.DeadLink);
            var user = await work.Users.FindByEmailAsync(link.Email).ConfigureAwait(false);
            var result = SignInResult.Failed;
            if (user is not null)
            {
                result = await signIn.ProveAsync(link.Email, password, remoteAddress, ct).ConfigureAwait(false);
                if (result.Outcome == SignInOutcome.Failed)
                {
                    throw new ValidationException("password", "That is not the password of your account.");
                }
            }
            else
            {
                user = await CreateAsync(work, link.Email, name, password, clock.GetUtcNow().UtcDateTime).ConfigureAwait(false);
                result = new(SignInOutcome.SignedIn, user.Id);
            }

            await JoinAsync(work, link, user, remoteAddress, ct).ConfigureAwait(false);
            return result;
        }
    }

    public async Task ResetPasswordAsync(string? token, string? password, string? remoteAddress, CancellationToken ct)
    {
        var work = await identity.OpenAsync(ct).ConfigureAwait(false);
        await using (work.ConfigureAwait(false))
        {
            var link = await FindAsync(work.Db, AccountLinkKind.PasswordReset, token, ct).ConfigureAwait(false)
                ?? throw new ValidationException("", AccountLinkService.DeadLink);
            var user = await work.Users.FindByIdAsync(link.UserId.ToString()!).ConfigureAwait(false)
                ?? throw new ValidationException("", AccountLinkService.DeadLink);
            var now = clock.GetUtcNow().UtcDateTime;
            await SetPasswordAsync(work, user, password).ConfigureAwait(false);
            user.LockedUntil = null;
            user.AccessFailedCount = 0;
            link.UsedAt = now;
            await EndSessionsAndLinksAsync(work.Db, user.Id, keepSession: null, link.Id, ct).ConfigureAwait(false);
            var grant = new Grant { Source = AccessSource.Browser, ActorName = user.Name, UserId = user.Id, OrganizationId = link.OrganizationId, RemoteAddress = remoteAddress };
            work.Db.Record(grant, now, "user.password_reset", user.Id.ToString(), user.Name);
            await SaveUsedAsync(work.Db, ct).ConfigureAwait(false);
            feed.Publish(new(SessionService.AccessTopic, Guid.Empty, user.Id));
        }
    }

    internal static async Task<StudioUser> CreateAsync(IdentityWork work, string email, string? name, string? password, DateTime now)
    {
        var errors = new Validator();
        var user = new StudioUser
        {
            Name = errors.Text(name, "name", "your name", OrganizationLimits.PersonNameLength),
            Email = email,
            UserName = email,
            EmailConfirmed = true,
            LockoutEnabled = true,
            CreatedAt = now,
        };
        errors.Check(PasswordRules.Problem(password, email) is null, "password", PasswordRules.Problem(password, email) ?? "");
        errors.ThrowIfAny();
        var result = await work.Users.CreateAsync(user, password!).ConfigureAwait(false);
        return result.Succeeded ? user
            : throw new ValidationException("email", string.Join(" ", result.Errors.Select(e => e.Description)));
    }

    /// <summary>With a new password everything that the old one opened ends, in the same save.</summary>
    internal static async Task EndSessionsAndLinksAsync(StudioDbContext context, Guid userId, Guid? keepSession, Guid? keepLink, CancellationToken ct)
    {
        context.RemoveRange(await context.Set<UserSession>().Where(s => s.UserId == userId && s.Id != keepSession).ToListAsync(ct).ConfigureAwait(false));
        context.RemoveRange(await context.Set<AccountLink>()
            .Where(l => l.UserId == userId && l.Kind == AccountLinkKind.PasswordReset && l.UsedAt == null && l.Id != keepLink).ToListAsync(ct).ConfigureAwait(false));
    }

    internal static async Task SetPasswordAsync(IdentityWork work, StudioUser user, string? password)
    {
        if (PasswordRules.Problem(password, user.Email) is { } problem)
        {
            throw new ValidationException("password", problem);
        }

        await work.Users.RemovePasswordAsync(user).ConfigureAwait(false);
        await work.Users.AddPasswordAsync(user, password!).ConfigureAwait(false);
    }

    private async Task JoinAsync(IdentityWork work, AccountLink link, StudioUser user, string? remoteAddress, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var member = Membership.Of(user, link.OrganizationId, link.Role, now);
        var grant = new Grant { Source = AccessSource.Browser, ActorName = user.Name, UserId = user.Id, OrganizationId = link.OrganizationId, RemoteAddress = remoteAddress };
        link.UsedAt = now;
        work.Db.Add(member);
        work.Db.RecordRow(grant, now, "user.joined", member, user.Id, user.Name);
        await SaveUsedAsync(work.Db, ct).ConfigureAwait(false);
        feed.Publish(new(SessionService.AccessTopic, Guid.Empty, user.Id));
        feed.Publish(new(UserService.Topic, link.OrganizationId, user.Id));
    }

    private static async Task SaveUsedAsync(StudioDbContext context, CancellationToken ct)
    {
        try
        {
            await context.SaveChangesAsync(ct).ConfigureAwait(false);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw new ValidationException("", AccountLinkService.DeadLink);
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            throw new ValidationException("", AccountLinkService.DeadLink);
        }
    }

    private async Task<AccountLink?> FindAsync(StudioDbContext context, AccountLinkKind kind, string? token, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(token) || token.Length > 100)
        {
            return null;
        }

        var hash = Tokens.Hash(token);
        var link = await context.Set<AccountLink>().SingleOrDefaultAsync(l => l.TokenHash == hash && l.Kind == kind, ct).ConfigureAwait(false);
        return link?.IsOpen(clock.GetUtcNow().UtcDateTime) == true ? link : null;
    }
}
