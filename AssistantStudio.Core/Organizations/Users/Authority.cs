using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

/// <summary>Nobody hands out, takes over or takes away more than they hold themselves at this moment.</summary>
internal static class Authority
{
    /// <summary>For giving a role or permissions, by invitation or by change.</summary>
    public static void RequireMayGive(this Access access, Role role, IEnumerable<Permission> extra)
    {
        if (!RolePermissions.Of(role).Concat(extra).All(access.Can))
        {
            throw new ForbiddenException("You can give only what you may do yourself.");
        }
    }

    /// <summary>For changing, removing or making a password link for somebody: they must not hold more than the caller.</summary>
    public static async Task RequireAuthorityOverAsync(this Access access, StudioDbContext db, Membership member, CancellationToken ct)
    {
        if (!SessionService.PermissionsOf(member).All(access.Can))
        {
            throw new ForbiddenException($"{member.Name} may do more than you. Ask an administrator.");
        }

        if (!access.Grant.IsSiteAdmin && await db.Set<StudioUser>().AnyAsync(u => u.Id == member.UserId && u.IsSiteAdmin, ct).ConfigureAwait(false))
        {
            throw new ForbiddenException($"{member.Name} administers the installation. Ask a site administrator.");
        }
    }
}
