using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Tests.Support;

/// <summary>People made the way people are made: invited, and joined through the link.</summary>
public static class People
{
    public const string Password = "a phrase that is long";

    public static async Task<Guid> JoinAsync(this TestStudio studio, string email, Role role, Organization? organization = null, string name = "Pat Doe", string password = Password)
    {
        await using var admin = studio.As(Role.OrgAdmin, organization);
        var link = await admin.Get<AccountLinkService>().InviteAsync(email, role, CancellationToken.None);
        var result = await studio.Get<AccountLinkUse>().AcceptInvitationAsync(link.Token, name, password, null, CancellationToken.None);
        return result.UserId;
    }

    /// <summary>A grant as a browser has it, after signing in.</summary>
    public static async Task<Grant> SignInAsync(this TestStudio studio, Guid userId)
    {
        var session = await studio.Get<SessionService>().StartAsync(userId, persistent: false, "192.0.2.7", "Test", CancellationToken.None);
        return await studio.Get<SessionService>().ResolveAsync(session.Id, CancellationToken.None) ?? throw new InvalidOperationException("The session does not work.");
    }

    public static async Task<IReadOnlyList<string>> AuditAsync(this TestStudio studio, Organization? organization = null)
    {
        await using var db = await studio.OpenAsync(organization);
        return await db.Set<AuditEntry>().OrderBy(a => a.At).ThenBy(a => a.Id).Select(a => a.Action).ToListAsync();
    }
}
