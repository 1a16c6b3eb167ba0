using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>The description of an interface at an address: one document, whose operations are its sections.</summary>
internal sealed class OpenApiConnector(WebFetch fetch, VisitBook visits) : ISourceConnector
{
    private static readonly ExtractionLimits s_limits = new();
    private static readonly JsonDocumentOptions s_json = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 128 };

    public IReadOnlySet<SourceKind> Kinds { get; } = new HashSet<SourceKind> { SourceKind.OpenApi };

    public async IAsyncEnumerable<SourceItem> ListAsync(SourceReading reading, [EnumeratorCancellation] CancellationToken ct)
    {
        var address = UrlText.Normalise(reading.Settings.OpenApi?.Address ?? "") ?? throw new ValidationException("settings.openApi.address", "The source has no address.");
        var run = await visits.RunAsync(reading.Source.Id, ct).ConfigureAwait(false);
        var known = await visits.FindAsync(reading.Source, address, ct).ConfigureAwait(false);
        var visit = new KnowledgeVisit { SourceId = reading.Source.Id, Key = VisitBook.KeyOf(address), OrganizationId = reading.Source.OrganizationId, Address = address.AbsoluteUri, SeenByRun = run };
        var content = await ReadAsync(address, known, visit, ct).ConfigureAwait(false);
        var now = content is null ? known! : visit;
        yield return new()
        {
            ExternalId = address.AbsoluteUri,
            Address = address.AbsoluteUri,
            Stamp = now.Hash,
            ChangedAt = now.ChangedAt,
            ReadAsync = async token => content ?? (await ReadAsync(address, null, visit, token).ConfigureAwait(false))!,
        };
    }

    /// <summary>Null if it is what it was.</summary>
    private async Task<ItemContent?> ReadAsync(Uri address, KnowledgeVisit? known, KnowledgeVisit visit, CancellationToken ct)
    {
        using var client = fetch.NewClient();
        using var response = await fetch.OpenAsync(client, address, known, ct).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotModified && known is not null)
        {
            await visits.TouchAsync(known, visit.SeenByRun, ct).ConfigureAwait(false);
            return null;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new ProviderFailedException(Said(address, (int)response.StatusCode));
        }

        var bytes = await BytesAsync(response, ct).ConfigureAwait(false);
        var document = Read(address, WebFetch.Header(response, "Content-Type"), bytes);
        visit.ETag = WebFetch.Validator(response, "ETag", KnowledgeVisitConfiguration.ETagLength);
        visit.LastModified = WebFetch.Validator(response, "Last-Modified", KnowledgeVisitConfiguration.LastModifiedLength);
        visit.Hash = FileReading.HashOf(bytes);
        visit.ChangedAt = DateTimeOffset.TryParse(visit.LastModified, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.UtcDateTime : null;
        await visits.WriteAsync(visit, ct).ConfigureAwait(false);
        return new(visit.Hash, bytes.Length, _ => Task.FromResult(document));
    }

    private static async Task<byte[]> BytesAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            try
            {
                return await LimitedStream.ReadAllAsync(body, s_limits.TreeBytes, ct).ConfigureAwait(false);
            }
            catch (ExtractionException e)
            {
                throw new LimitExceededException(e.Message);
            }
        }
    }

    private static ExtractedDocument Read(Uri address, string contentType, byte[] bytes)
    {
        if (FileSignature.Of(bytes) == FileContent.Html)
        {
            throw new ProviderFailedException($"At {address} is a page that people read. Look there for the address of the description itself; it often ends in openapi.json or swagger.json.");
        }

        var text = TextDecoder.Decode(bytes, TextDecoder.CharsetIn(contentType));
        try
        {
            using var json = JsonDocument.Parse(text, s_json);
            return OpenApiFormat.Is(json.RootElement)
                ? OpenApiFormat.Read(json.RootElement, address.Host, s_limits)
                : throw new ProviderFailedException($"What is at {address} is JSON, and no OpenAPI description.");
        }
        catch (JsonException e)
        {
            throw new ProviderFailedException(
                FileFormats.IsApiInYaml(text)
                    ? "This description is written in YAML. Descriptions are read as JSON; most products have theirs as JSON, too, at an address that ends in .json."
                    : string.Create(CultureInfo.InvariantCulture, $"What is at {address} is not valid JSON; the mistake is in line {(e.LineNumber ?? 0) + 1}."),
                e);
        }
        catch (ExtractionException e)
        {
            throw new ProviderFailedException(e.Message, e);
        }
    }

    private static string Said(Uri address, int status) => status switch
    {
        401 or 403 => $"{address.Host} wants a login for its description. Descriptions are read without one: ask for an address that is open, or add the file as an upload.",
        404 or 410 => $"There is no description at {address}. Check the address; what was known of it is kept.",
        429 or 503 => $"{address.Host} is not available at the moment. The next run tries again.",
        _ => string.Create(CultureInfo.InvariantCulture, $"{address.Host} answered with status {status}. What was known of its description is kept."),
    };
}
