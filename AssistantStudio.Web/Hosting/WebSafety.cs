using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using AssistantStudio.Web.Api;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Web.Hosting;

/// <summary>Section <c>AssistantStudio:Web</c>.</summary>
public sealed class WebOptions
{
    public const string Section = "AssistantStudio:Web";

    /// <summary>Addresses of reverse proxies whose Forwarded headers are believed. None by default.</summary>
    public string[] KnownProxies { get; set; } = [];

    /// <summary>Sites whose pages may call /api/v1 and /v1 with a key, like https://tools.company.example. None by default.</summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>Tries to sign in, per address and minute.</summary>
    public int SignInPerMinute { get; set; } = 20;

    /// <summary>Calls of the API, per address and minute, and per key and minute.</summary>
    public int ApiPerMinute { get; set; } = 1_200;

    /// <summary>Calls of assistants under /v1, per address and minute. Deployments and keys have limits of their own.</summary>
    public int ServingPerMinute { get; set; } = 600_000;

    /// <summary>Keys that nobody knows, per address and minute.</summary>
    public int WrongKeysPerMinute { get; set; } = 60;

    /// <summary>Calls of visitors of other sites, per address and minute.</summary>
    public int EmbedPerMinute { get; set; } = 300;

    /// <summary>The largest body of an API call that is not an upload.</summary>
    public int ApiBodyKilobytes { get; set; } = 1_024;
}

internal sealed class ValidateWebOptions : IValidateOptions<WebOptions>
{
    public ValidateOptionsResult Validate(string? name, WebOptions options)
    {
        var errors = new List<string>();
        foreach (var proxy in options.KnownProxies.Where(p => !IPAddress.TryParse(p, out _)))
        {
            errors.Add($"{WebOptions.Section}:KnownProxies has \"{proxy}\". Allowed are IP addresses, like 10.0.0.2.");
        }

        foreach (var origin in options.AllowedOrigins.Where(o => !CrossOrigin.IsOrigin(o)))
        {
            errors.Add($"{WebOptions.Section}:AllowedOrigins has \"{origin}\". Allowed are whole origins, each by itself and without a path, like https://tools.company.example; there are no wildcards.");
        }

        void Positive(int value, string key, int max)
        {
            if (value < 1 || value > max)
            {
                errors.Add($"{WebOptions.Section}:{key} is {value.ToString(CultureInfo.InvariantCulture)}. Allowed are 1 to {max.ToString(CultureInfo.InvariantCulture)}.");
            }
        }

        Positive(options.SignInPerMinute, nameof(WebOptions.SignInPerMinute), 100_000);
        Positive(options.ApiPerMinute, nameof(WebOptions.ApiPerMinute), 10_000_000);
        Positive(options.ServingPerMinute, nameof(WebOptions.ServingPerMinute), 10_000_000);
        Positive(options.WrongKeysPerMinute, nameof(WebOptions.WrongKeysPerMinute), 1_000_000);
        Positive(options.EmbedPerMinute, nameof(WebOptions.EmbedPerMinute), 10_000_000);
        Positive(options.ApiBodyKilobytes, nameof(WebOptions.ApiBodyKilobytes), 1_000_000);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}

/// <summary>Everything that keeps a browser and a network honest: headers, origins, antiforgery, rates, proxies.</summary>
public static class WebSafety
{
    // Styles: Radzen sets widths and positions in style attributes. Scripts: files of this host, nothing inline.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private const int Ipv6NetworkBytes = 8;

    public static IServiceCollection AddWebSafety(this IServiceCollection services)
    {
        services.AddOptions<WebOptions>().BindConfiguration(WebOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebOptions>, ValidateWebOptions>();
        services.AddSingleton<IConfigureOptions<ForwardedHeadersOptions>>(provider => new ConfigureOptions<ForwardedHeadersOptions>(o =>
        {
            o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            o.KnownIPNetworks.Clear();
            o.KnownProxies.Clear();
            foreach (var proxy in provider.GetRequiredService<IOptions<WebOptions>>().Value.KnownProxies)
            {
                o.KnownProxies.Add(IPAddress.Parse(proxy));
            }
        }));
        services.AddCrossOrigin();
        services.AddSingleton<WrongKeys>();
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "studio-antiforgery";
            o.HeaderName = "X-Antiforgery-Token";
        });
        services.AddRateLimiter(_ => { });
        services.AddSingleton<IConfigureOptions<Microsoft.AspNetCore.RateLimiting.RateLimiterOptions>>(provider =>
            new ConfigureOptions<Microsoft.AspNetCore.RateLimiting.RateLimiterOptions>(o => ConfigureRates(o, provider.GetRequiredService<IOptions<WebOptions>>().Value)));
        return services;
    }

    public static IApplicationBuilder UseForwardedFromKnownProxies(this WebApplication app) =>
        app.Services.GetRequiredService<IOptions<WebOptions>>().Value.KnownProxies.Length > 0 ? app.UseForwardedHeaders() : app;

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // At the last moment: the error handler clears what was set before, and a page would bring headers of its own.
        var forPrograms = ApiPaths.IsForPrograms(context.Request.Path);
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (context.Request.IsHttps)
            {
                headers.StrictTransportSecurity = "max-age=31536000";
            }

            if (forPrograms && headers.CacheControl != Api.EmbedScript.CacheControl)
            {
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>A page of another site must not open a circuit with this person's cookie.</summary>
    public static IApplicationBuilder UseSameOriginCircuits(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (context.Request.Path.StartsWithSegments("/_blazor") && origin.Length > 0
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == new Uri($"{context.Request.Scheme}://{context.Request.Host}").Authority))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return next(context);
    });

    /// <summary>A browser sends its cookie along with any form; a changing API call by cookie must also prove that it came from our pages.</summary>
    public static IApplicationBuilder UseAntiforgeryForCookieCalls(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var byCookie = context.Request.Path.StartsWithSegments("/api")
            && context.User.Identity is { IsAuthenticated: true, AuthenticationType: Authentication.CookieScheme }
            && !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method));
        if (byCookie && !await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
        {
            throw new Core.Shared.ValidationException("", "A call with the browser's cookie needs the header X-Antiforgery-Token; get it from /account/antiforgery, or use an API key.");
        }

        await next(context);
    });

    /// <summary>A form of a page without its token ends here, so that the answer is the same page in every environment.</summary>
    public static IApplicationBuilder UseFreshForms(this WebApplication app) => app.Use((context, next) =>
    {
        var isPage = context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is not null;
        if (!isPage || !HttpMethods.IsPost(context.Request.Method) || context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false })
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        PageProblem.Keep(context, new(PageProblem.StaleForm, null));
        HostingLog.PageRefused(app.Logger, context.Request.Method, context.Request.Path, context.Response.StatusCode, PageProblem.StaleForm);
        return Task.CompletedTask;
    });

    private static void ConfigureRates(Microsoft.AspNetCore.RateLimiting.RateLimiterOptions options, WebOptions settings)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = async (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
            context.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            if (ApiPaths.IsServing(context.HttpContext.Request.Path))
            {
                await OpenAiErrorWriter.WriteAsync(context.HttpContext.Response, OpenAiError.RateLimited("Too many calls. Wait as long as Retry-After says.", wait), context.HttpContext.RequestAborted);
                return;
            }

            if (ApiPaths.IsForPrograms(context.HttpContext.Request.Path))
            {
                var problem = new Microsoft.AspNetCore.Mvc.ProblemDetails { Status = StatusCodes.Status429TooManyRequests, Title = "Too many calls. Wait as long as Retry-After says." };
                await context.HttpContext.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new() { HttpContext = context.HttpContext, ProblemDetails = problem });
                return;
            }

            PageProblem.Keep(context.HttpContext, new PageProblem("limit_exceeded", "Wait a minute, then go back and try again."));
        };

        // By address first: a key is only a claim until somebody has looked it up, and there is no end of made-up ones.
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(context =>
                context.Request.Path.StartsWithSegments("/api") ? Window("api " + NetworkOf(context), settings.ApiPerMinute)
                : ApiPaths.IsServing(context.Request.Path) ? Window("serving " + NetworkOf(context), settings.ServingPerMinute)
                : context.Request.Path.StartsWithSegments("/account") && HttpMethods.IsPost(context.Request.Method) ? Window("account " + NetworkOf(context), settings.SignInPerMinute)
                : RateLimitPartition.GetNoLimiter("pages")),
            PartitionedRateLimiter.Create<HttpContext, string>(context =>
                context.Request.Path.StartsWithSegments("/api") && context.Request.Headers.Authorization.ToString() is { Length: > 0 } key
                    ? Window("key " + Core.Shared.Tokens.Hash(key), settings.ApiPerMinute)
                    : RateLimitPartition.GetNoLimiter("no key")));
    }

    /// <summary>Whoever has one IPv6 address has the 2^64 of its network.</summary>
    internal static string NetworkOf(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
        {
            return "unknown";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, Ipv6NetworkBytes))
            : address.ToString();
    }

    private static RateLimitPartition<string> Window(string partition, int perMinute) =>
        RateLimitPartition.GetFixedWindowLimiter(partition, _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) });
}
