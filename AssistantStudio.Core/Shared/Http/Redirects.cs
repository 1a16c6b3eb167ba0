using System.Collections.Frozen;
using System.Net;

namespace AssistantStudio.Core.Shared.Http;

/// <summary>Which request follows a redirect. Another origin learns nothing that was meant for the first.</summary>
internal static class Redirects
{
    // A list of what may travel, not of what may not: keys come in headers of every name.
    private static readonly FrozenSet<string> HeadersForAnyone = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "If-Modified-Since", "If-None-Match", "Pragma", "Range", "User-Agent");

    /// <summary>Null when the response is the answer.</summary>
    public static HttpRequestMessage? Next(HttpRequestMessage request, HttpResponseMessage response)
    {
        if (TargetOf(request, response) is not { } to)
        {
            return null;
        }

        var from = request.RequestUri!;
        AddressGuard.CheckForm(to);
        if (from.Scheme == Uri.UriSchemeHttps && to.Scheme == Uri.UriSchemeHttp)
        {
            throw new ForbiddenException($"{from.IdnHost} redirects from https to http. Such a redirect is not followed.");
        }

        var sameOrigin = IsSameOrigin(from, to);
        var method = MethodAfter(request.Method, response.StatusCode);
        var content = method == request.Method ? request.Content : null;
        if (content is not null && !sameOrigin)
        {
            throw new ForbiddenException($"{from.IdnHost} redirects what was sent to {to.IdnHost}. Content is not sent on to another host.");
        }

        var next = new HttpRequestMessage(method, to) { Content = content, Version = request.Version, VersionPolicy = request.VersionPolicy };
        foreach (var header in request.Headers.NonValidated)
        {
            if (content is null && header.Key.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (sameOrigin || HeadersForAnyone.Contains(header.Key))
            {
                next.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        return next;
    }

    /// <summary>Null when the response does not send on.</summary>
    public static Uri? TargetOf(HttpRequestMessage request, HttpResponseMessage response) =>
        !IsRedirect(response.StatusCode) || response.Headers.Location is not { } location ? null
            : Uri.TryCreate(request.RequestUri!, location, out var target) ? target
            : throw new ProviderFailedException($"{request.RequestUri!.IdnHost} sends on to what is no address.");

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    private static HttpMethod MethodAfter(HttpMethod method, HttpStatusCode status) => (int)status switch
    {
        303 when method != HttpMethod.Head => HttpMethod.Get,
        301 or 302 when method == HttpMethod.Post => HttpMethod.Get,
        _ => method,
    };

    private static bool IsSameOrigin(Uri from, Uri to) =>
        string.Equals(from.IdnHost, to.IdnHost, StringComparison.OrdinalIgnoreCase)
        && ((from.Scheme == to.Scheme && from.Port == to.Port)
            || (from.Scheme == Uri.UriSchemeHttp && from.IsDefaultPort && to.Scheme == Uri.UriSchemeHttps && to.IsDefaultPort));
}
