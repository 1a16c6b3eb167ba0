using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

public enum SignInOutcome
{
    /// <summary>For whatever reason: the person is told the same in every case.</summary>
    Failed,
    NeedsCode,
    SignedIn,
}

public sealed record SignInResult(SignInOutcome Outcome, Guid UserId = default)
{
    internal static SignInResult Failed { get; } = new(SignInOutcome.Failed);
}

/// <summary>
/// Checks passwords and codes. Whether an account exists, is locked or disabled, and how many tries are left, is for the
/// audit log and not for whoever is trying.
/// </summary>
public sealed class SignInService(Identity identity, SecretProtector secrets, TimeProvider clock)
{
    public const string CalmMessage =
        "That did not work. Check the e-mail address and the password. After several wrong tries in a row an account is locked for 15 minutes.";

    public Task<SignInResult> CheckPasswordAsync(string? email, string? password, string? remoteAddress, CancellationToken ct) =>
        CheckPasswordAsync(email, password, admitting: true, remoteAddress, ct);

    /// <summary>Whether somebody is who they say, also when no organisation lets them in at the moment.</summary>
    internal Task<SignInResult> ProveAsync(string? email, string? password, string? remoteAddress, CancellationToken ct) =>
        CheckPasswordAsync(email, password, admitting: false, remoteAddress, ct);

    private async Task<SignInResult> CheckPasswordAsync(string? email, string? password, bool admitting, string? remoteAddress, CancellationToken ct)
    {
        var work = await identity.OpenAsync(ct).ConfigureAwait(false);
        await using (work.ConfigureAwait(false))
        {
            var user = email is null ? null : await work.Users.FindByEmailAsync(email.Trim()).ConfigureAwait(false);
            if (user is null || password is null or { Length: > OrganizationLimits.MaxPasswordLength })
            {
                identity.PretendToCheck(password is { Length: <= OrganizationLimits.MaxPasswordLength } ? password : "");
                return SignInResult.Failed;
            }

            if (!await SignInTries.BeginAsync(work.Db, user.Id, Now, ct).ConfigureAwait(false))
            {
                identity.PretendToCheck(password);
                return await FailAsync(work, user, "user.sign_in_refused", "locked", remoteAddress, ct).ConfigureAwait(false);
            }

            if (!await work.Users.CheckPasswordAsync(user, password).ConfigureAwait(false))
            {
                return await FailAsync(work, user, "user.sign_in_failed", "wrong password", remoteAddress, ct).ConfigureAwait(false);
            }

            if (admitting && !await MayEnterAsync(work.Db, user, ct).ConfigureAwait(false))
            {
                return await FailAsync(work, user, "user.sign_in_refused", "disabled", remoteAddress, ct).ConfigureAwait(false);
            }

            if (user.TwoFactorEnabled)
            {
                await SignInTries.TakeBackAsync(work.Db, user.Id, ct).ConfigureAwait(false);
                return new(SignInOutcome.NeedsCode, user.Id);
            }

            await SignInTries.SucceedAsync(work.Db, user.Id, ct).ConfigureAwait(false);
            return new(SignInOutcome.SignedIn, user.Id);
        }
    }

    /// <summary>The second step, with a code of the authenticator app or one of the recovery codes.</summary>
    public async Task<SignInResult> CheckCodeAsync(Guid userId, string? code, string? remoteAddress, CancellationToken ct)
    {
        var work = await identity.OpenAsync(ct).ConfigureAwait(false);
        await using (work.ConfigureAwait(false))
        {
            var user = await work.Users.FindByIdAsync(userId.ToString()).ConfigureAwait(false);
            if (user is null || !user.TwoFactorEnabled || user.AuthenticatorKey is null
                || !await SignInTries.BeginAsync(work.Db, userId, Now, ct).ConfigureAwait(false))
            {
                return SignInResult.Failed;
            }

            if (Totp.Match(secrets.Unprotect(user.AuthenticatorKey), code, clock.GetUtcNow(), user.LastCodeStep) is { } step)
            {
                user.LastCodeStep = step;
            }
            else if (RecoveryCodes.TryUse(user, code))
            {
                work.Db.Record(await GrantOfAsync(work.Db, user, remoteAddress, ct).ConfigureAwait(false), Now, "user.recovery_code_used", user.Id.ToString(), user.Name);
            }
            else
            {
                return await FailAsync(work, user, "user.sign_in_failed", "wrong code", remoteAddress, ct).ConfigureAwait(false);
            }

            try
            {
                await work.SaveAsync(ct).ConfigureAwait(false);
            }
            catch (DbUpdateConcurrencyException)
            {
                return SignInResult.Failed; // The same code was used at the same moment.
            }

            await SignInTries.SucceedAsync(work.Db, userId, ct).ConfigureAwait(false);
            return new(SignInOutcome.SignedIn, user.Id);
        }
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private async Task<SignInResult> FailAsync(IdentityWork work, StudioUser user, string action, string reason, string? remoteAddress, CancellationToken ct)
    {
        var grant = await GrantOfAsync(work.Db, user, remoteAddress, ct).ConfigureAwait(false);
        if (grant.OrganizationId != Guid.Empty)
        {
            work.Db.Record(grant, Now, action, user.Id.ToString(), user.Name, [new("Reason", null, reason)]);
        }

        await work.SaveAsync(ct).ConfigureAwait(false);
        return SignInResult.Failed;
    }

    private static async Task<bool> MayEnterAsync(StudioDbContext db, StudioUser user, CancellationToken ct) =>
        user.IsSiteAdmin || await db.MembershipsOf(user.Id).AnyAsync(m => m.Active, ct).ConfigureAwait(false);

    private static async Task<Grant> GrantOfAsync(StudioDbContext db, StudioUser user, string? remoteAddress, CancellationToken ct) => new()
    {
        Source = AccessSource.Browser,
        ActorName = user.Name,
        UserId = user.Id,
        RemoteAddress = remoteAddress,
        OrganizationId = await db.MembershipsOf(user.Id).OrderByDescending(m => m.Active).ThenBy(m => m.CreatedAt)
            .Select(m => m.OrganizationId).FirstOrDefaultAsync(ct).ConfigureAwait(false),
    };

}

/// <summary>Ten codes for the day on which the telephone is gone. Each works once; only hashes are kept.</summary>
internal static class RecoveryCodes
{
    private const int Count = 10;
    private const int Length = 10;

    public static string[] Renew(StudioUser user)
    {
        var codes = Enumerable.Range(0, Count).Select(_ => Tokens.New(Length).ToLowerInvariant().Insert(Length / 2, "-")).ToArray();
        user.RecoveryCodes = string.Join(',', codes.Select(Short));
        return codes;
    }

    public static int Left(StudioUser user) =>
        user.RecoveryCodes?.Split(',', StringSplitOptions.RemoveEmptyEntries).Length ?? 0;

    public static bool TryUse(StudioUser user, string? code)
    {
        var left = user.RecoveryCodes?.Split(',', StringSplitOptions.RemoveEmptyEntries).ToList() ?? [];
        if (code is null || !left.Remove(Short(code.Trim().ToLowerInvariant())))
        {
            return false;
        }

        user.RecoveryCodes = string.Join(',', left);
        return true;
    }

    private static string Short(string code) => Tokens.Hash(code)[..32];
}
