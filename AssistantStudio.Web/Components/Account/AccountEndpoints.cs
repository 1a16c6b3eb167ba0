using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Hosting;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace AssistantStudio.Web.Components.Account;

/// <summary>What the account forms post to. They change the cookie, which a circuit cannot.</summary>
internal static class AccountEndpoints
{
    public static void MapAccountEndpoints(this IEndpointRouteBuilder app)
    {
        var account = app.MapGroup("/account").ExcludeFromDescription();
        account.MapPost("/sign-out", SignOutAsync).AllowAnonymous().DisableAntiforgery(); // It asks for the token itself, where there is somebody to sign out.
        account.MapPost("/switch-organization", SwitchAsync).RequireAuthorization();
        account.MapGet("/antiforgery", (HttpContext context, IAntiforgery antiforgery) =>
            Results.Json(new { token = antiforgery.GetAndStoreTokens(context).RequestToken })).RequireAuthorization();
    }

    /// <summary>Starts a session and gives the browser its cookie.</summary>
    public static async Task SignInAsync(this HttpContext context, SessionService sessions, Guid userId, bool persistent)
    {
        var session = await sessions.StartAsync(
            userId, persistent, Authentication.RemoteAddressOf(context), context.Request.Headers.UserAgent.ToString(), context.RequestAborted);
        await context.SignOutAsync(Authentication.SecondStepScheme);
        await context.SignInAsync(Authentication.CookieScheme, Authentication.PrincipalOf(session), new AuthenticationProperties { IsPersistent = persistent });
        ThemeCookie.Write(context, await sessions.ThemeOfAsync(userId, context.RequestAborted) switch
        {
            Core.Organizations.ThemeChoice.Light => Theme.Light,
            Core.Organizations.ThemeChoice.Dark => Theme.Dark,
            _ => Theme.System,
        });
    }

    /// <summary>Only addresses of this program: a link must not lead a person elsewhere after signing in.</summary>
    public static string LocalOr(string? url, string otherwise) =>
        url is { Length: > 0 and < 2_000 } && url[0] == '/' && !(url.Length > 1 && url[1] is '/' or '\\') && !url.Contains('\\', StringComparison.Ordinal) && !url.Any(char.IsControl) ? url : otherwise;

    private static async Task<IResult> SignOutAsync(HttpContext context, SessionService sessions, IAntiforgery antiforgery)
    {
        if (Authentication.SessionOf(context.User) is { } session)
        {
            await antiforgery.ValidateRequestAsync(context);
            await sessions.EndAsync(session, context.RequestAborted);
        }

        await context.SignOutAsync(Authentication.CookieScheme);
        return Results.LocalRedirect("/account/sign-in");
    }

    private static async Task<IResult> SwitchAsync([FromForm] Guid organizationId, [FromForm] string? returnUrl, SessionService sessions, Access access, CancellationToken ct)
    {
        await sessions.SwitchAsync(access, organizationId, ct);
        return Results.LocalRedirect(LocalOr(returnUrl, "/"));
    }
}
