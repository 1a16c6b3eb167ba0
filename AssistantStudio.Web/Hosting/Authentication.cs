using System.Security.Claims;
using System.Text.Encodings.Web;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Web.Hosting;

/// <summary>Who is asking: a browser by its session cookie, or a program by its key.</summary>
public static class Authentication
{
    public const string CookieScheme = "session";
    public const string KeyScheme = "api-key";
    public const string SecondStepScheme = "second-step";
    public const string SessionClaim = "sid";

    private const string EitherScheme = "either";
    private static readonly object s_grant = new();

    public static IServiceCollection AddStudioAuthentication(this IServiceCollection services)
    {
        services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, o => o.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 || ApiPaths.IsServing(context.Request.Path) ? KeyScheme : CookieScheme)
            .AddCookie(CookieScheme, ConfigureCookie)
            .AddCookie(SecondStepScheme, o =>
            {
                // Says only: this browser gave the right password, a moment ago.
                o.Cookie.Name = "studio-second-step";
                o.Cookie.HttpOnly = true;
                o.Cookie.SameSite = SameSiteMode.Strict;
                o.ExpireTimeSpan = TimeSpan.FromMinutes(5);
                o.SlidingExpiration = false;
            })
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(KeyScheme, null);

        // Everything needs a signed-in caller unless it says otherwise; what they may do, the services decide.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddScoped<IAuthorizationHandler, PermissionHandler>(); // Asks the Access of the request or circuit.
        services.AddCascadingAuthenticationState();
        return services;
    }

    /// <summary>Hands the caller's grant to the request's Access. Stands between authentication and authorisation.</summary>
    public static IApplicationBuilder UseStudioAccess(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Items[s_grant] is Grant grant)
        {
            context.RequestServices.GetRequiredService<Access>().Become(grant);
            context.RequestServices.GetRequiredService<ApiKeyRates>().Take(grant);
        }

        return next(context);
    });

    public static ClaimsPrincipal PrincipalOf(UserSession session) => new(new ClaimsIdentity(
        [new Claim(SessionClaim, session.Id.ToString()), new Claim(ClaimTypes.NameIdentifier, session.UserId.ToString())], CookieScheme));

    public static Guid? SessionOf(ClaimsPrincipal? principal) =>
        Guid.TryParse(principal?.FindFirstValue(SessionClaim), out var id) ? id : null;

    public static string? RemoteAddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();

    internal static void Keep(HttpContext context, Grant grant) => context.Items[s_grant] = grant;

    private static void ConfigureCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "studio-session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.LoginPath = "/account/sign-in";
        options.AccessDeniedPath = "/account/denied";
        options.ReturnUrlParameter = "returnUrl";
        options.ExpireTimeSpan = TimeSpan.FromDays(60); // The session row decides; the cookie only must not end before it.
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToLogin = context => AnswerAsync(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => AnswerAsync(context, StatusCodes.Status403Forbidden);
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<SessionService>();
        var grant = SessionOf(context.Principal) is { } id ? await sessions.ResolveAsync(id, context.HttpContext.RequestAborted) : null;
        if (grant is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(CookieScheme);
            return;
        }

        Keep(context.HttpContext, grant with { RemoteAddress = RemoteAddressOf(context.HttpContext) });
    }

    /// <summary>A page goes to the sign-in page, a program gets the status.</summary>
    private static Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (ApiPaths.IsForPrograms(context.Request.Path))
        {
            context.Response.StatusCode = status;
        }
        else
        {
            // A form cannot be sent again after signing in; its address alone shows nothing.
            var asked = HttpMethods.IsGet(context.Request.Method) || status != StatusCodes.Status401Unauthorized;
            context.Response.Redirect(asked ? context.RedirectUri : context.Options.LoginPath);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Paths whose callers are programs: they get problem details instead of pages.</summary>
public static class ApiPaths
{
    public const string V1 = "/api/v1";

    /// <summary>For clients made for OpenAI, which read errors in its own form.</summary>
    public const string Serving = "/v1";

    public static bool IsServing(PathString path) => path.StartsWithSegments(Serving);

    public static bool IsForPrograms(PathString path) =>
        IsServing(path) || path.StartsWithSegments("/api") || path.StartsWithSegments("/embed") || path.StartsWithSegments("/openapi") || path.StartsWithSegments("/_blazor") || path.StartsWithSegments("/health");
}

internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiKeySignIn keys, WrongKeys wrong)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (KeyOf(Request) is not { } key)
        {
            return AuthenticateResult.Fail("Only keys are taken here: Authorization: Bearer as_…");
        }

        wrong.Require(Context);
        var grant = await keys.ResolveAsync(key, Authentication.RemoteAddressOf(Context), Context.RequestAborted);
        if (grant is null)
        {
            wrong.Note(Context);
            return AuthenticateResult.Fail("The key is unknown, revoked or expired.");
        }

        Authentication.Keep(Context, grant);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, grant.UserId.ToString()!)], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    /// <summary>Clients made for OpenAI may send it in headers of other vendors.</summary>
    private static string? KeyOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return header[Bearer.Length..].Trim();
        }

        return header.Length == 0 && ApiPaths.IsServing(request.Path) && (request.Headers["api-key"].ToString() is { Length: > 0 } azure ? azure : request.Headers["x-api-key"].ToString()) is { Length: > 0 } other ? other : null;
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }
}

/// <summary>Guards a page: <c>@attribute [RequirePermission(Permission.UsersView)]</c>. The service behind it checks again.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequirePermissionAttribute(Permission permission) : AuthorizeAttribute, IAuthorizationRequirement, IAuthorizationRequirementData
{
    public Permission Permission { get; } = permission;

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];

    /// <summary>What the router asks: it knows of policies only, while the server asks for requirements when a page is loaded.</summary>
    public static bool Lets(Access access, Type page) =>
        page.GetCustomAttributes(typeof(RequirePermissionAttribute), inherit: true).Cast<RequirePermissionAttribute>().All(a => access.Can(a.Permission));
}

internal sealed class PermissionHandler(Access access) : AuthorizationHandler<RequirePermissionAttribute>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RequirePermissionAttribute requirement)
    {
        if (access.Can(requirement.Permission))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
