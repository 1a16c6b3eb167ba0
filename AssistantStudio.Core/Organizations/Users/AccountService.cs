using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

public sealed record AccountDetail(Guid Id, string Name, string Email, bool HasTwoFactor, int RecoveryCodesLeft, ThemeChoice Theme);

public sealed record SessionRow(Guid Id, DateTime CreatedAt, DateTime LastSeenAt, string? RemoteAddress, string? Client, bool IsThisOne);

/// <summary>A new authenticator key, not in force before its first code was entered.</summary>
public sealed record AuthenticatorSetup(string Key, string Uri);

/// <summary>What people do with their own account.</summary>
public sealed class AccountService(Access access, Identity identity, StudioDb db, SecretProtector secrets, ChangeFeed feed, TimeProvider clock)
{
    public async Task<AccountDetail> GetAsync(CancellationToken ct)
    {
        var work = await identity.OpenAsync(ct).ConfigureAwait(false);
        await using (work.ConfigureAwait(false))
        {
            var user = await MeAsync(work, ct).ConfigureAwait(false);
            return new(user.Id, user.Name, user.Email!, user.TwoFactorEnabled, RecoveryCodes.Left(user), user.Theme);
        }
    }

    /// <param name="before">The name that was on the screen; another one means that somebody was faster. Null: whatever it is.</param>
    public Task RenameAsync(string? name, string? before, CancellationToken ct) => ChangeAsync("user.renamed", async (work, user) =>
    {
        if (before is not null && before != user.Name)
        {
            throw ConflictException.Stale("Your name");
        }

        var errors = new Validator();
        user.Name = errors.Text(name, "name", "your name", OrganizationLimits.PersonNameLength);
        errors.ThrowIfAny();
        user.ConcurrencyStamp = Guid.NewGuid().ToString(); // Of two at once the second loses.
        var members = await work.Db.MembershipsOf(user.Id).ToListAsync(ct).ConfigureAwait(false);
        members.ForEach(m => m.Repeat(user));
    }, ct);

    public Task SaveThemeAsync(ThemeChoice theme, CancellationToken ct) => ChangeAsync(null, (_, user) =>
    {
        user.Theme = theme;
        return Task.CompletedTask;
    }, ct);

    /// <summary>Changes the password and signs out every other browser.</summary>
    public async Task ChangePasswordAsync(string? current, string? wanted, CancellationToken ct)
    {
        await ChangeAsync("user.password_changed", async (work, user) =>
        {
            await ProveAsync(work, user, current, "current", ct).ConfigureAwait(false);
            await AccountLinkUse.SetPasswordAsync(work, user, wanted).ConfigureAwait(false);
            await AccountLinkUse.EndSessionsAndLinksAsync(work.Db, user.Id, access.Grant.SessionId, keepLink: null, ct).ConfigureAwait(false);
        }, ct).ConfigureAwait(false);
    }

    /// <summary>First step: a key for the authenticator app. The account stays as it is until the first code is entered.</summary>
    public async Task<AuthenticatorSetup> BeginTwoFactorAsync(string? password, CancellationToken ct)
    {
        var key = Totp.NewKey();
        var email = "";
        await ChangeAsync(null, async (work, user) =>
        {
            if (user.TwoFactorEnabled)
            {
                throw new ConflictException("Two-step sign-in is on already. Turn it off first to use another app.");
            }

            // Whoever finds an open browser must not lock its owner out.
            await ProveAsync(work, user, password, "proof", ct).ConfigureAwait(false);
            user.AuthenticatorKey = secrets.Protect(key);
            email = user.Email!;
        }, ct).ConfigureAwait(false);
        return new(key, Totp.Uri(key, email));
    }

    /// <summary>Second step: the first code proves that the app has the key. Returns the recovery codes, once.</summary>
    public async Task<IReadOnlyList<string>> FinishTwoFactorAsync(string? code, CancellationToken ct)
    {
        IReadOnlyList<string> codes = [];
        await ChangeAsync("user.two_factor_on", (_, user) =>
        {
            if (user.AuthenticatorKey is null || user.TwoFactorEnabled
                || Totp.Match(secrets.Unprotect(user.AuthenticatorKey), code, clock.GetUtcNow(), user.LastCodeStep) is not { } step)
            {
                throw new ValidationException("code", "This code is not the current one. Check that the telephone's clock is right and enter the next code.");
            }

            user.LastCodeStep = step;
            user.TwoFactorEnabled = true;
            codes = RecoveryCodes.Renew(user);
            return Task.CompletedTask;
        }, ct).ConfigureAwait(false);
        return codes;
    }

    public async Task<IReadOnlyList<string>> RenewRecoveryCodesAsync(string? password, CancellationToken ct)
    {
        IReadOnlyList<string> codes = [];
        await ChangeAsync("user.recovery_codes_renewed", async (work, user) =>
        {
            await ProveAsync(work, user, password, "proof", ct).ConfigureAwait(false);
            codes = RecoveryCodes.Renew(user);
        }, ct).ConfigureAwait(false);
        return codes;
    }

    public Task EndTwoFactorAsync(string? password, CancellationToken ct) => ChangeAsync("user.two_factor_off", async (work, user) =>
    {
        await ProveAsync(work, user, password, "proof", ct).ConfigureAwait(false);
        user.TwoFactorEnabled = false;
        user.AuthenticatorKey = null;
        user.RecoveryCodes = null;
    }, ct);

    public async Task<IReadOnlyList<SessionRow>> ListSessionsAsync(CancellationToken ct)
    {
        var me = access.RequireSession();
        var mine = access.Grant.SessionId;
        var now = clock.GetUtcNow().UtcDateTime;
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<UserSession>().Where(s => s.UserId == me && s.ExpiresAt > now).OrderByDescending(s => s.LastSeenAt).Take(50)
                .Select(s => new SessionRow(s.Id, s.CreatedAt, s.LastSeenAt, s.RemoteAddress, s.Client, s.Id == mine)).ToListAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Ends every session of this person but the one that asks.</summary>
    public async Task SignOutOthersAsync(CancellationToken ct)
    {
        await ChangeAsync(
            "user.signed_out_elsewhere",
            (work, user) => AccountLinkUse.EndSessionsAndLinksAsync(work.Db, user.Id, access.Grant.SessionId, keepLink: null, ct),
            ct).ConfigureAwait(false);
    }

    private async Task ChangeAsync(string? action, Func<IdentityWork, StudioUser, Task> change, CancellationToken ct)
    {
        var work = await identity.OpenAsync(ct).ConfigureAwait(false);
        await using (work.ConfigureAwait(false))
        {
            var user = await MeAsync(work, ct).ConfigureAwait(false);
            await change(work, user).ConfigureAwait(false);
            if (action is not null)
            {
                work.Db.RecordRow(access.Grant, clock.GetUtcNow().UtcDateTime, action, user, user.Id, user.Name);
            }

            await work.Db.SaveAsync("Your account", ct).ConfigureAwait(false);
        }

        if (action is not null)
        {
            feed.Publish(new(SessionService.AccessTopic, Guid.Empty, access.UserId));
        }
    }

    private async Task<StudioUser> MeAsync(IdentityWork work, CancellationToken ct)
    {
        var me = access.RequireSession();
        return await work.Db.Set<StudioUser>().SingleOrDefaultAsync(u => u.Id == me, ct).ConfigureAwait(false) ?? throw new NotFoundException("Your account");
    }

    /// <summary>Asks for the password again before what a stolen session must not do. Wrong ones count towards the lock.</summary>
    private async Task ProveAsync(IdentityWork work, StudioUser user, string? password, string field, CancellationToken ct)
    {
        if (!await SignInTries.BeginAsync(work.Db, user.Id, clock.GetUtcNow().UtcDateTime, ct).ConfigureAwait(false)
            || !await work.Users.CheckPasswordAsync(user, password ?? "").ConfigureAwait(false))
        {
            throw new ValidationException(field, "That is not your password.");
        }

        await SignInTries.SucceedAsync(work.Db, user.Id, ct).ConfigureAwait(false);
    }
}
