using AssistantStudio.Core.Embeds;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace AssistantStudio.Web.Api;

/// <summary>A call of a visitor that was let in: what it is about, and the site on which the page stands.</summary>
internal sealed record EmbedVisit(OpenEmbed Embed, string Origin)
{
    public static EmbedVisit Of(HttpContext context) => context.Features.Get<EmbedVisit>() ?? throw new InvalidOperationException("This endpoint is for visitors.");
}

/// <summary>Marks an endpoint of visitors.</summary>
/// <param name="NeedsOrigin">False: everybody may load it, because it says nothing.</param>
internal sealed record EmbedRoute(bool NeedsOrigin);

/// <summary>
/// Decides which page may call: that of a site that the assistant was opened to. Only such a page is told by the headers of
/// cross-origin calls that it may read the answer. No cookie is ever asked for or sent.
/// </summary>
internal static class EmbedVisits
{
    public const string KeyParameter = "publicKey";
    public const string SessionHeader = "X-Embed-Session";

    private const string Headers = "Content-Type, " + SessionHeader;
    private const string ReadableHeaders = SessionHeader + ", Retry-After";
    private const string Methods = "GET, POST";
    private const string PreflightSeconds = "600";

    public static IApplicationBuilder UseEmbedVisits(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<EmbedRoute>() is not { } route)
        {
            await next(context);
            return;
        }

        var services = context.RequestServices;
        var (directory, key) = (services.GetRequiredService<EmbedDirectory>(), (string)context.GetRouteValue(KeyParameter)!);
        var origin = context.Request.Headers.Origin.ToString();
        if (route.NeedsOrigin && directory.Known(key) is { } known && known.Allows(origin))
        {
            Open(context, origin); // So that the page can read that there were too many calls.
        }

        services.GetRequiredService<EmbedGate>().TakeCall(WebSafety.NetworkOf(context), services.GetRequiredService<IOptions<WebOptions>>().Value.EmbedPerMinute);
        var embed = await directory.FindAsync(key, context.RequestAborted) ?? throw new NotFoundException("An assistant for this page");
        if (route.NeedsOrigin)
        {
            if (!embed.Allows(origin))
            {
                throw new ForbiddenException(origin.Length == 0 ? "This is for pages of sites; a browser says which it is." : "The assistant is not open to this site.");
            }

            Open(context, origin);
        }

        if (HttpMethods.IsOptions(context.Request.Method))
        {
            AnswerPreflight(context);
            return;
        }

        context.Features.Set(new EmbedVisit(embed, origin));
        await next(context);
    });

    /// <summary>When the answer begins: an error clears what was set before.</summary>
    private static void Open(HttpContext context, string origin) => context.Response.OnStarting(() =>
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = ReadableHeaders;
        headers.Vary = HeaderNames.Origin;
        return Task.CompletedTask;
    });

    private static void AnswerPreflight(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.AccessControlAllowMethods = Methods;
        context.Response.Headers.AccessControlAllowHeaders = Headers;
        context.Response.Headers.AccessControlMaxAge = PreflightSeconds;
    }
}
