using System.Runtime.CompilerServices;
using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What was given to the program to keep: uploaded files and records.</summary>
internal sealed class OriginalConnector(StudioDb db, Access access, FileReading files) : ISourceConnector
{
    private const int PageSize = 200;

    public IReadOnlySet<SourceKind> Kinds { get; } = new HashSet<SourceKind> { SourceKind.Upload, SourceKind.Records };

    public async IAsyncEnumerable<SourceItem> ListAsync(SourceReading reading, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var after = ""; ;)
        {
            var page = await PageAsync(reading.Source.Id, after, ct).ConfigureAwait(false);
            foreach (var item in page)
            {
                yield return item;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            after = page[^1].ExternalId;
        }
    }

    private async Task<List<SourceItem>> PageAsync(Guid sourceId, string after, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var rows = await context.Set<KnowledgeOriginal>().Where(o => o.SourceId == sourceId && string.Compare(o.ExternalId, after) > 0).OrderBy(o => o.ExternalId)
                .Select(o => new { o.Id, o.ExternalId, o.Name, o.MediaType, o.Labels, o.Hash, o.AddedAt }).Take(PageSize).ToListAsync(ct).ConfigureAwait(false);
            return [.. rows.Select(o => new SourceItem
            {
                ExternalId = o.ExternalId,
                Stamp = o.Hash,
                ChangedAt = o.AddedAt,
                Labels = StoredJson.Read<Dictionary<string, string>>(o.Labels),
                ReadAsync = token => ReadAsync(o.Id, o.Name, o.MediaType, o.Hash, token),
            })];
        }
    }

    private async Task<ItemContent> ReadAsync(Guid id, string name, string? mediaType, string hash, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var bytes = await context.Set<KnowledgeOriginal>().Where(o => o.Id == id).Select(o => o.Content).SingleOrDefaultAsync(ct).ConfigureAwait(false)
                ?? throw new ExtractionException("It was taken away while it was being read.");
            return mediaType == RecordText.MediaType
                ? new(hash, bytes.Length, _ => Task.FromResult(RecordText.Read(name, bytes)))
                : files.Of(name, mediaType, bytes) with { Hash = hash };
        }
    }
}

/// <summary>A record of other software: a title and a text in Markdown.</summary>
internal static class RecordText
{
    public const string MediaType = "application/vnd.assistantstudio.record";

    public static ExtractedDocument Read(string title, byte[] bytes) => MarkdownFormat.Read(Encoding.UTF8.GetString(bytes), title, new ExtractionLimits()) with { Title = title };
}
