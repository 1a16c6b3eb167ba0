using AssistantStudio.Core.Data;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Reads items, takes them apart and cuts them, several at a time, without writing anything.</summary>
internal sealed class ItemPreparation(StudioDb db, Access access, ILogger<ItemPreparation> log)
{
    private static readonly ChunkingRules s_rules = new();
    private static readonly int s_atOnce = Math.Clamp(Environment.ProcessorCount, 2, 8);

    public async Task<IReadOnlyList<PreparedItem>> PrepareAsync(IngestionRun run, IReadOnlyList<SourceItem> items, CancellationToken ct)
    {
        var known = await KnownAsync(run, items, ct).ConfigureAwait(false);
        var prepared = new PreparedItem[items.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, items.Count), new ParallelOptions { MaxDegreeOfParallelism = s_atOnce, CancellationToken = ct }, async (i, token) =>
            prepared[i] = await PrepareAsync(run, items[i], known.GetValueOrDefault(items[i].ExternalId), token).ConfigureAwait(false)).ConfigureAwait(false);
        return prepared;
    }

    private async Task<Dictionary<string, Known>> KnownAsync(IngestionRun run, IReadOnlyList<SourceItem> items, CancellationToken ct)
    {
        var ids = items.Select(i => i.ExternalId).ToArray();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<KnowledgeDocument>().Where(d => d.SourceId == run.SourceId && d.UntilRevision == null && ids.Contains(d.ExternalId))
                .Select(d => new Known(d.Id, d.ExternalId, d.Hash, d.Stamp, d.FromRevision)).ToDictionaryAsync(d => d.ExternalId, StringComparer.Ordinal, ct).ConfigureAwait(false);
        }
    }

    private async Task<PreparedItem> PrepareAsync(IngestionRun run, SourceItem item, Known? known, CancellationToken ct)
    {
        if (known is not null && item.Stamp is not null && item.Stamp == known.Stamp)
        {
            return new SameItem(item, known.Id, HasOtherStamp: false);
        }

        try
        {
            var content = await item.ReadAsync(ct).ConfigureAwait(false);
            if (known is not null && known.Hash == content.Hash)
            {
                content.Drop();
                return new SameItem(item, known.Id, item.Stamp != known.Stamp);
            }

            var document = await content.Extract(ct).ConfigureAwait(false);
            document = document with { Title = TitleOf(document.Title, item.ExternalId) };
            var cut = Chunker.Cut(document, s_rules);
            return new NewItem(item, content, document, cut, [.. cut.Chunks.Select(c => WordsOf(cut, c))], known?.Id, known?.FromRevision == run.Revision);
        }
        catch (ItemGoneException)
        {
            return new GoneItem(item, known?.Id);
        }
        catch (ExtractionException e)
        {
            return new BadItem(item, e.Message, MayHelp: false, known?.Id);
        }
        catch (StudioException e) when (!ct.IsCancellationRequested)
        {
            return new BadItem(item, e.Message, MayHelp: e is ProviderFailedException, known?.Id);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // A document that nobody has thought of must not take the others along.
            KnowledgeLog.ItemFailed(log, e, run.SourceId, item.ExternalId);
            return new BadItem(item, "It could not be read: an unexpected error occurred.", MayHelp: true, known?.Id);
        }
    }

    private static string TitleOf(string title, string externalId)
    {
        var text = PlainText.IsVisible(title) ? title.ReplaceLineEndings(" ").Trim() : externalId;
        return text.Length <= KnowledgeLimits.TitleLength ? text : text[..(KnowledgeLimits.TitleLength - 1)] + "…";
    }

    private static ChunkWords WordsOf(ChunkedDocument cut, TextChunk chunk) =>
        new(SearchTokens.Fold(chunk.HeadingPath), SearchTokens.Fold(cut.Text.Substring(chunk.Start, chunk.Length)));

    private sealed record Known(Guid Id, string ExternalId, string Hash, string? Stamp, int FromRevision);
}
