using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace AssistantStudio.Web.Api;

/// <summary>
/// The script that a page of another site loads. It is the same for every key, whose it is it reads from its own address; how
/// the assistant looks it asks for, and only pages that may are told.
/// </summary>
internal sealed class EmbedScript : IResult
{
    /// <summary>Pages of other sites get corrections within the hour.</summary>
    public const string CacheControl = "public, max-age=3600";

    private const string Resource = "embed-widget.js";

    private readonly byte[] _plain;
    private readonly byte[] _packed;
    private readonly EntityTagHeaderValue _tag;

    private EmbedScript()
    {
        using var stream = typeof(EmbedScript).Assembly.GetManifestResourceStream(Resource)!;
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        _plain = plain.ToArray();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(_plain);
        }

        _packed = packed.ToArray();
        _tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(_plain).AsSpan(0, 12))}\"");
    }

    public static EmbedScript Shared { get; } = new();

    /// <summary>As it is sent.</summary>
    public int PackedBytes => _packed.Length;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        response.Headers.CacheControl = CacheControl;
        response.Headers.ETag = _tag.ToString();
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin"; // Also for pages that ask everything they load whether it may be.
        if (request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(_tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var packs = request.GetTypedHeaders().AcceptEncoding.Any(e => e.Value == "gzip" && e.Quality is null or > 0);
        var body = packs ? _packed : _plain;
        response.Headers.ContentEncoding = packs ? "gzip" : default;
        response.ContentType = "text/javascript; charset=utf-8";
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}
