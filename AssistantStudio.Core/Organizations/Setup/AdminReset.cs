using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

/// <summary>The way back in for whoever can run commands on the machine: nobody else can call it.</summary>
public sealed class AdminReset(Identity identity, TimeProvider clock)
{
    public async Task<NewLink> ResetAsync(string email, CancellationToken ct)
    {
        var work = await identity.OpenAsync(ct).ConfigureAwait(false);
        await using (work.ConfigureAwait(false))
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var user = await work.Users.FindByEmailAsync(email.Trim()).ConfigureAwait(false)
                ?? throw new StartupException($"There is no user with the e-mail address {email}.");
            var member = await work.Db.MembershipsOf(user.Id).OrderBy(m => m.CreatedAt).FirstOrDefaultAsync(ct).ConfigureAwait(false);
            var organizationId = member?.OrganizationId
                ?? await work.Db.Set<Organization>().OrderBy(o => o.CreatedAt).Select(o => o.Id).FirstAsync(ct).ConfigureAwait(false);
            user.IsSiteAdmin = true;
            user.TwoFactorEnabled = false;
            user.AuthenticatorKey = null;
            user.RecoveryCodes = null;
            user.LockedUntil = null;
            user.AccessFailedCount = 0;
            if (member is not null)
            {
                (member.Role, member.Active) = (Role.OrgAdmin, true);
            }

            var grant = Grant.ForCommand("reset-admin", organizationId);
            var (link, made) = AccountLinkService.Make(AccountLinkKind.PasswordReset, grant, user.Email!, user.Id, Role.OrgAdmin, now + AccountLinkService.ResetLife);
            work.Db.Add(link);
            work.Db.RecordRow(grant, now, "user.admin_reset", user, user.Id, user.Name);
            await work.SaveAsync(ct).ConfigureAwait(false);
            return made;
        }
    }
}
