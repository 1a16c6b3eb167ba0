using AssistantStudio.Web.Api;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Web.Hosting;

/// <summary>
/// Pages of other sites that were named may call the two interfaces for programs, with a key that they hold. Never with the
/// browser's cookie, which is for the screens alone; visitors of other sites have rules of their own.
/// </summary>
internal static class CrossOrigin
{
    private const string Policy = "named";

    private static readonly TimeSpan s_preflight = TimeSpan.FromMinutes(10);
    private static readonly string[] s_readable =
        ["X-Request-Id", ServingEndpoints.ReleaseHeader, ServingEndpoints.DeploymentHeader, ServingEndpoints.ConversationHeader, "Retry-After", "ETag", "Location", "Idempotency-Replayed"];

    public static void AddCrossOrigin(this IServiceCollection services)
    {
        services.AddCors();
        services.AddSingleton<IConfigureOptions<CorsOptions>>(provider => new ConfigureOptions<CorsOptions>(o => o.AddPolicy(
            Policy, p => p.WithOrigins(provider.GetRequiredService<IOptions<WebOptions>>().Value.AllowedOrigins)
                .AllowAnyHeader().AllowAnyMethod().DisallowCredentials().WithExposedHeaders(s_readable).SetPreflightMaxAge(s_preflight))));
    }

    /// <summary>Before anything that may refuse, so that the page can read why.</summary>
    public static IApplicationBuilder UseCrossOrigin(this WebApplication app) =>
        app.Services.GetRequiredService<IOptions<WebOptions>>().Value.AllowedOrigins.Length == 0 ? app
        : app.UseWhen(context => context.Request.Path.StartsWithSegments(ApiPaths.V1) || ApiPaths.IsServing(context.Request.Path), api => api.UseCors(Policy));

    /// <summary>As a browser names it: scheme, host and, where it is not the usual one, port.</summary>
    public static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && !text.Contains('*', StringComparison.Ordinal) && string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase) && uri.UserInfo.Length == 0;
}
