using System.Globalization;
using System.Net;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Asks for one address, once. What comes of it is a reply; only being stopped is an exception.</summary>
internal sealed class WebFetch(GuardedHttp http, CrawlLimits limits, TimeProvider clock)
{
    /// <summary>What sites address us by in their robots.txt.</summary>
    public const string Product = "AssistantStudio";

    private const string UserAgent = $"{Product} (reads pages for the people who use it; follows robots.txt)";

    /// <param name="known">What was read last time, if the server is to say whether it has changed.</param>
    public async Task<WebReply> GetAsync(Uri address, KnowledgeVisit? known, CancellationToken ct)
    {
        using var client = http.CreateClient(limits.Request);
        using var request = RequestFor(address, known);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
            return await ReadAsync(address, response, ct).ConfigureAwait(false);
        }
        catch (RedirectedException e)
        {
            return new(ReplyKind.Moved) { To = e.To, IsForNow = !e.IsPermanent };
        }
        catch (UriFormatException e)
        {
            return new(ReplyKind.Unreadable) { Failure = new ProviderFailedException($"{address.IdnHost} sends on to what is no address.", e) };
        }
        catch (ProviderFailedException e) when (!ct.IsCancellationRequested)
        {
            return new(ReplyKind.Trouble) { Failure = e };
        }
        catch (Exception e) when (e is StudioException or ExtractionException && !ct.IsCancellationRequested)
        {
            return new(ReplyKind.Unreadable) { Failure = e };
        }
    }

    /// <summary>For what people or sites name themselves: it may be anywhere, and is not a page.</summary>
    /// <exception cref="StudioException">No answer came.</exception>
    public async Task<HttpResponseMessage> OpenAsync(HttpClient client, Uri address, KnowledgeVisit? known, CancellationToken ct)
    {
        using var request = RequestFor(address, known);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
    }

    public HttpClient NewClient() => http.CreateClient(limits.Named);

    public static string Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) || response.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : "";

    /// <summary>Kept as it came, because it is sent back as it came.</summary>
    public static string? Validator(HttpResponseMessage response, string name, int most) => Header(response, name) is { Length: > 0 } value && value.Length <= most && PlainText.IsOneLine(value) ? value : null;

    private static HttpRequestMessage RequestFor(Uri address, KnowledgeVisit? known)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", "text/html, application/xhtml+xml, */*;q=0.8");
        if (known?.ETag is { } tag)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        if (known?.LastModified is { } date)
        {
            request.Headers.TryAddWithoutValidation("If-Modified-Since", date);
        }

        return request;
    }

    private async Task<WebReply> ReadAsync(Uri address, HttpResponseMessage response, CancellationToken ct)
    {
        var (host, status) = (address.IdnHost, (int)response.StatusCode);
        return response.StatusCode switch
        {
            HttpStatusCode.OK or HttpStatusCode.NonAuthoritativeInformation => await PageAsync(address, response, ct).ConfigureAwait(false),
            HttpStatusCode.NotModified => new(ReplyKind.Unchanged) { Status = status, Robots = RobotsOf(response) },
            HttpStatusCode.NotFound or HttpStatusCode.Gone => new(ReplyKind.Gone) { Status = status },
            HttpStatusCode.TooManyRequests => Busy(response, $"{host} was asked too often and wants to be left alone for a while."),
            HttpStatusCode.ServiceUnavailable when response.Headers.RetryAfter is not null => Busy(response, $"{host} is not available at the moment."),
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
                new(ReplyKind.Trouble) { Status = status, Failure = new ProviderFailedException(Said(host, status)) },
            _ => new(ReplyKind.Closed) { Status = status, Failure = new ProviderFailedException(Said(host, status)) },
        };
    }

    private async Task<WebReply> PageAsync(Uri address, HttpResponseMessage response, CancellationToken ct)
    {
        var type = Header(response, "Content-Type");
        if (!WebContent.IsReadable(type, address))
        {
            return Described(ReplyKind.NoText, response, type);
        }

        var reply = Described(ReplyKind.Page, response, type);
        return reply with
        {
            Body = await BodyAsync(response, WebContent.IsPage(type), ct).ConfigureAwait(false),
            ChangedAt = DateTimeOffset.TryParse(reply.LastModified, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at <= clock.GetUtcNow() ? at.UtcDateTime : null,
        };
    }

    private static WebReply Described(ReplyKind kind, HttpResponseMessage response, string type) => new(kind)
    {
        Status = (int)response.StatusCode,
        ContentType = type,
        ETag = Validator(response, "ETag", KnowledgeVisitConfiguration.ETagLength),
        LastModified = Validator(response, "Last-Modified", KnowledgeVisitConfiguration.LastModifiedLength),
        Robots = RobotsOf(response),
    };

    private static RobotsTag RobotsOf(HttpResponseMessage response) =>
        RobotsTag.Of(response.Headers.NonValidated.TryGetValues("X-Robots-Tag", out var values) ? values : [], Product);

    private async Task<byte[]> BodyAsync(HttpResponseMessage response, bool isPage, CancellationToken ct)
    {
        var most = isPage ? limits.PageBytes : KnowledgeLimits.FileBytes;
        if (response.Content.Headers.ContentLength > most)
        {
            throw TooLong(isPage, most);
        }

        var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            using var all = new MemoryStream();
            var piece = new byte[64 * 1024];
            while (await body.ReadAsync(piece, ct).ConfigureAwait(false) is > 0 and var read)
            {
                if (all.Length + read > most)
                {
                    throw TooLong(isPage, most);
                }

                await all.WriteAsync(piece.AsMemory(0, read), ct).ConfigureAwait(false);
            }

            return all.ToArray();
        }
    }

    private WebReply Busy(HttpResponseMessage response, string sentence) => new(ReplyKind.Busy)
    {
        Status = (int)response.StatusCode,
        RetryAfter = response.Headers.RetryAfter switch
        {
            { Delta: { } seconds } => seconds,
            { Date: { } date } => date - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
            _ => null,
        },
        Failure = new ProviderFailedException(sentence),
    };

    private static ExtractionException TooLong(bool isPage, long most) => new($"The {(isPage ? "page" : "file")} has more than {ExtractionLimits.Size(most)}, which is the most that is read.");

    private static string Said(string host, int status) => string.Create(CultureInfo.InvariantCulture, $"{host} answered with status {status}{Meaning(status)}.");

    private static string Meaning(int status) => status switch
    {
        401 => " (it wants a login)",
        403 => " (it does not allow this)",
        >= 500 => " (it has a fault of its own)",
        _ => "",
    };
}
