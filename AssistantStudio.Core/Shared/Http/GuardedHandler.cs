using System.IO.Compression;
using System.Net;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Shared.Http;

/// <summary>
/// Checks an address, sends, follows redirects one by one and hands out a body that keeps to the limits.
/// Not a <see cref="DelegatingHandler"/>: that would pass synchronous requests on unchecked.
/// </summary>
internal sealed class GuardedHandler(HttpMessageInvoker transport, HttpLimits limits, TimeProvider time, ILogger log) : HttpMessageHandler
{
    private const string AcceptedEncodings = "gzip, deflate, br";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        AddressGuard.CheckForm(request.RequestUri ?? throw new InvalidOperationException("The request has no address."));
        var deadline = new RequestDeadline(limits.TotalTime, time);
        HttpResponseMessage? response = null;
        try
        {
            var hop = Prepare(request);
            for (var redirects = 0; ; redirects++)
            {
                response = await SendOnceAsync(hop, deadline, cancellationToken).ConfigureAwait(false);
                if (limits.MaxRedirects == 0 && Redirects.TargetOf(hop, response) is { } target)
                {
                    throw new RedirectedException(hop.RequestUri!, target, (int)response.StatusCode is 301 or 308);
                }

                if (Redirects.Next(hop, response) is not { } next)
                {
                    await LimitBodyAsync(response, hop.RequestUri!.IdnHost, deadline, cancellationToken).ConfigureAwait(false);
                    return response;
                }

                response.Dispose();
                if (redirects == limits.MaxRedirects)
                {
                    throw new ProviderFailedException($"{request.RequestUri.IdnHost} redirects more than {limits.MaxRedirects} times.");
                }

                hop = next;
            }
        }
        catch (Exception e)
        {
            response?.Dispose();
            deadline.Dispose();
            if (e is StudioException failure)
            {
                log.RequestFailed(failure.InnerException, request.RequestUri.IdnHost, failure.Message);
            }

            throw;
        }
    }

    private static HttpRequestMessage Prepare(HttpRequestMessage request)
    {
        // With a higher version allowed, a server's Alt-Svc header could move the request to an address nobody checked.
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        if (request.Version > HttpVersion.Version20)
        {
            request.Version = HttpVersion.Version20;
        }

        if (request.Headers.AcceptEncoding.Count == 0)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", AcceptedEncodings);
        }

        return request;
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, RequestDeadline deadline, CancellationToken cancellationToken)
    {
        using var step = deadline.Begin(limits.HeadersTime, cancellationToken);
        try
        {
            return await transport.SendAsync(request, step.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (HttpFailure.Explain(e, request.RequestUri!.IdnHost, step, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    private async Task LimitBodyAsync(HttpResponseMessage response, string host, RequestDeadline deadline, CancellationToken cancellationToken)
    {
        var sent = response.Content;
        if (sent.Headers.ContentLength > limits.MaxBodyBytes && AnnouncesItsOwnBody(response))
        {
            throw HttpFailure.TooLong(host, limits.MaxBodyBytes);
        }

        var encodings = sent.Headers.ContentEncoding.Where(e => !e.Equals("identity", StringComparison.OrdinalIgnoreCase)).ToList();
        var wire = new WireStream(await sent.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), sent, deadline, limits, host);
        var decoder = encodings.Count switch
        {
            0 => null,
            1 => await DecoderAsync(encodings[0], wire, host, cancellationToken).ConfigureAwait(false),
            _ => throw Unreadable(host, string.Join(", ", encodings)),
        };

        response.Content = new StreamContent(decoder is null ? wire : new DecodedStream(decoder, wire, limits, host));
        foreach (var header in sent.Headers.NonValidated)
        {
            var describesTheWire = header.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase)
                || header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);
            if (decoder is null || !describesTheWire)
            {
                response.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }
    }

    // The answers to HEAD and to an unchanged ETag tell the length of a body that does not follow.
    private static bool AnnouncesItsOwnBody(HttpResponseMessage response) =>
        response.StatusCode != HttpStatusCode.NotModified && response.RequestMessage?.Method != HttpMethod.Head;

    private static async Task<Stream> DecoderAsync(string encoding, WireStream wire, string host, CancellationToken cancellationToken) =>
        encoding.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(wire, CompressionMode.Decompress, leaveOpen: true),
            "br" => new BrotliStream(wire, CompressionMode.Decompress, leaveOpen: true),
            // Some servers wrap it in zlib as the standard says, some do not; zlib shows in the first byte.
            "deflate" => (await wire.PeekAsync(cancellationToken).ConfigureAwait(false) & 0x0f) == 8
                ? new ZLibStream(wire, CompressionMode.Decompress, leaveOpen: true)
                : new DeflateStream(wire, CompressionMode.Decompress, leaveOpen: true),
            _ => throw Unreadable(host, encoding),
        };

    private static ProviderFailedException Unreadable(string host, string encoding) =>
        new($"{host} sent a reply compressed as '{encoding}', which cannot be read.");
}
