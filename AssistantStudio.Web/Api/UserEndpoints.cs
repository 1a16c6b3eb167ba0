using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

public sealed record UserChangeBody(Role? Role, bool? Active, IReadOnlyList<Permission>? ExtraPermissions, bool? SiteAdmin, long? RowVersion);

public sealed record InvitationBody(string? Email, Role? Role);

/// <summary>The address is shown once; whoever opens it first uses it up.</summary>
public sealed record LinkBody(Guid Id, string Url, DateTime ExpiresAt);

internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        var users = api.Area("/users", "Users");
        users.MapGet("", ListAsync).WithSummary("The organisation's users; filters role and active").Needs(Permission.UsersView);
        users.MapGet("/{id:guid}", GetAsync).WithSummary("One user").Needs(Permission.UsersView).FindsOne();
        users.MapPut("/{id:guid}", ChangeAsync).WithSummary("Change role, lent permissions, or disable").Needs(Permission.UsersManage).FindsOne().MayConflict();
        users.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Take a user out of the organisation and revoke their keys").Needs(Permission.UsersManage).FindsOne().MayConflict();
        users.MapPost("/{id:guid}/password-link", PasswordLinkAsync).WithSummary("Make a link with which the user sets a new password").Needs(Permission.UsersManage).FindsOne();
        users.MapGet("/invitations", ListInvitationsAsync).WithSummary("Open invitations").Needs(Permission.UsersView);
        users.MapPost("/invitations", InviteAsync).WithSummary("Invite a person; an earlier invitation to the same address stops working").Needs(Permission.UsersManage);
        users.MapDelete("/invitations/{id:guid}", WithdrawAsync).WithSummary("Withdraw an invitation").Needs(Permission.UsersManage).FindsOne();
    }

    private static async Task<Ok<PageBody<UserRow>>> ListAsync([AsParameters] ListParameters list, string? role, bool? active, UserService users, CancellationToken ct) =>
        TypedResults.Ok((await users.ListAsync(list.Into(new UserListQuery { Role = ApiConventions.Word<Role>(role, "role"), Active = active }), ct)).Body());

    private static async Task<Ok<UserDetail>> GetAsync(Guid id, UserService users, HttpContext context, CancellationToken ct)
    {
        var user = await users.GetAsync(id, ct);
        return TypedResults.Ok(context.WithVersion(user, user.RowVersion));
    }

    private static async Task<Ok<UserDetail>> ChangeAsync(Guid id, UserChangeBody body, UserService users, HttpContext context, CancellationToken ct)
    {
        var change = new UserChange { Role = body.Role, Active = body.Active, Extra = body.ExtraPermissions, SiteAdmin = body.SiteAdmin, RowVersion = context.ExpectedVersion(body.RowVersion) };
        var user = await users.ChangeAsync(id, change, ct);
        return TypedResults.Ok(context.WithVersion(user, user.RowVersion));
    }

    private static async Task<NoContent> RemoveAsync(Guid id, UserService users, CancellationToken ct)
    {
        await users.RemoveAsync(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<LinkBody>> PasswordLinkAsync(Guid id, AccountLinkService links, HttpContext context, CancellationToken ct) =>
        TypedResults.Ok(Link(context, "password", await links.MakePasswordLinkAsync(id, ct)));

    private static async Task<Ok<PageBody<InvitationRow>>> ListInvitationsAsync([AsParameters] ListParameters list, AccountLinkService links, CancellationToken ct) =>
        TypedResults.Ok((await links.ListInvitationsAsync(list.Into(new ListQuery()), ct)).Body());

    private static async Task<Created<LinkBody>> InviteAsync(InvitationBody body, AccountLinkService links, HttpContext context, CancellationToken ct)
    {
        var link = Link(context, "invitation", await links.InviteAsync(body.Email, body.Role ?? Role.Viewer, ct));
        return TypedResults.Created("/api/v1/users/invitations", link);
    }

    private static async Task<NoContent> WithdrawAsync(Guid id, AccountLinkService links, CancellationToken ct)
    {
        await links.WithdrawAsync(id, ct);
        return TypedResults.NoContent();
    }

    private static LinkBody Link(HttpContext context, string page, NewLink link) =>
        new(link.Id, $"{context.Request.Scheme}://{context.Request.Host}/account/{page}?token={link.Token}", link.ExpiresAt);
}
