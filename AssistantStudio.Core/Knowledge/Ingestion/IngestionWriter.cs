using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Writes some items of a run with their chunks, their vectors and the run's counts in one transaction: whatever becomes of
/// the program, an item is there as a whole and counted once, or not at all.
/// </summary>
internal sealed class IngestionWriter(StudioDb db, Access access, TimeProvider clock)
{
    private static readonly string[] s_chunkColumns =
    [
        "OrganizationId", "SourceId", "DocumentId", "Ordinal", "Start", "Length", "Heading", "Text", "Tokens", "Hash", "Scope", "HeadingWords", "Words", "FromRevision",
    ];

    public async Task WriteAsync(IngestionRun run, PreparedBatch batch, CancellationToken ct)
    {
        var (items, space, embedded, reused, attempt) = batch;
        var now = clock.GetUtcNow().UtcDateTime;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                context.Attach(run);
                await MarkSeenAsync(context, run, items, ct).ConfigureAwait(false);
                await WriteNewAsync(context, run, [.. items.OfType<NewItem>()], now, ct).ConfigureAwait(false);
                await WriteGoneAsync(context, run, [.. items.OfType<GoneItem>().Select(i => i.OldId).OfType<Guid>()], ct).ConfigureAwait(false);
                await WriteFailuresAsync(context, run, [.. items.OfType<BadItem>()], attempt, now, ct).ConfigureAwait(false);
                await ForgiveAsync(context, run, items, attempt, ct).ConfigureAwait(false);
                await ChunkEmbedder.WriteAsync(context, space, embedded.Vectors, ct).ConfigureAwait(false);
                (run.Embedded, run.Reused) = (run.Embedded + embedded.Vectors.Count, run.Reused + reused);
                run.Problem = embedded.Fault is { } fault ? Cut($"Some passages have no vector yet and are found by their words only: {fault.Message}") : run.Problem;
                await context.SaveChangesAsync(ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }
        }
    }

    public static string Cut(string reason) => reason.Length <= KnowledgeLimits.ReasonLength ? reason : reason[..(KnowledgeLimits.ReasonLength - 1)] + "…";

    /// <summary>What could not be read is there all the same: what is known of it stays.</summary>
    private static async Task MarkSeenAsync(StudioDbContext context, IngestionRun run, IReadOnlyList<PreparedItem> items, CancellationToken ct)
    {
        var seen = items.Select(i => i switch { SameItem same => same.DocumentId, BadItem bad => bad.OldId, _ => null }).OfType<Guid>().ToArray();
        if (seen.Length > 0)
        {
            await context.Set<KnowledgeDocument>().Where(d => seen.Contains(d.Id)).ExecuteUpdateAsync(set => set.SetProperty(d => d.SeenByRun, run.Id), ct).ConfigureAwait(false);
        }

        foreach (var same in items.OfType<SameItem>().Where(s => s.HasOtherStamp))
        {
            await context.Set<KnowledgeDocument>().Where(d => d.Id == same.DocumentId).ExecuteUpdateAsync(set => set.SetProperty(d => d.Stamp, same.Item.Stamp), ct).ConfigureAwait(false);
        }

        run.Unchanged += items.OfType<SameItem>().Count();
    }

    private static async Task WriteNewAsync(StudioDbContext context, IngestionRun run, IReadOnlyList<NewItem> items, DateTime now, CancellationToken ct)
    {
        var ended = items.Where(i => i is { OldId: not null, OldIsOfThisRun: false }).Select(i => i.OldId!.Value).ToArray();
        await EndAsync(context, ended, run.Revision, ct).ConfigureAwait(false);
        var replaced = items.Where(i => i is { OldId: not null, OldIsOfThisRun: true }).Select(i => i.OldId!.Value).ToArray();
        if (replaced.Length > 0)
        {
            await context.Set<KnowledgeDocument>().Where(d => replaced.Contains(d.Id)).ExecuteDeleteAsync(ct).ConfigureAwait(false);
        }

        var chunks = new List<object?[]>();
        foreach (var item in items)
        {
            var document = DocumentOf(run, item, now);
            context.Add(document);
            var scope = KnowledgeScope.Of(document.SourceId, StoredJson.Read<Dictionary<string, string>>(document.Labels));
            chunks.AddRange(item.Cut.Chunks.Select((chunk, i) => RowOf(document, scope, item, chunk, i)));
            _ = item.OldId is null ? run.Added++ : run.Changed++;
        }

        await context.SaveChangesAsync(ct).ConfigureAwait(false);
        await context.InsertAsync("KnowledgeChunks", s_chunkColumns, chunks, keepOld: false, ct).ConfigureAwait(false);
        run.Chunks += chunks.Count;
    }

    private static async Task WriteGoneAsync(StudioDbContext context, IngestionRun run, Guid[] documents, CancellationToken ct)
    {
        await EndAsync(context, documents, run.Revision, ct).ConfigureAwait(false);
        run.Removed += documents.Length;
    }

    /// <summary>From this revision on they are not there any more.</summary>
    public static async Task EndAsync(StudioDbContext context, Guid[] documents, int revision, CancellationToken ct)
    {
        if (documents.Length > 0)
        {
            await context.Set<KnowledgeDocument>().Where(d => documents.Contains(d.Id)).ExecuteUpdateAsync(set => set.SetProperty(d => d.UntilRevision, revision), ct).ConfigureAwait(false);
            await context.Set<KnowledgeChunk>().Where(c => documents.Contains(c.DocumentId)).ExecuteUpdateAsync(set => set.SetProperty(c => c.UntilRevision, revision), ct).ConfigureAwait(false);
        }
    }

    private static KnowledgeDocument DocumentOf(IngestionRun run, NewItem item, DateTime now) => new()
    {
        OrganizationId = run.OrganizationId,
        SourceId = run.SourceId,
        ExternalId = item.Item.ExternalId,
        Title = item.Document.Title,
        SearchText = $"{item.Document.Title}\n{item.Item.ExternalId}".ToLowerInvariant(),
        Address = item.Item.Address,
        Text = item.Cut.Text,
        Labels = LabelsOf(item),
        Stamp = item.Item.Stamp,
        Hash = item.Content.Hash,
        Bytes = item.Content.Bytes,
        Chunks = item.Cut.Chunks.Count,
        ChangedAt = item.Item.ChangedAt ?? now,
        IngestedAt = now,
        FromRevision = run.Revision,
        SeenByRun = run.Id,
    };

    private static string LabelsOf(NewItem item)
    {
        var labels = new Dictionary<string, string>(item.Document.Labels);
        foreach (var (name, value) in item.Item.Labels)
        {
            labels[name] = value;
        }

        var text = StoredJson.Write(labels);
        return text.Length <= KnowledgeLimits.LabelsLength ? text : "{}";
    }

    private static object?[] RowOf(KnowledgeDocument document, string scope, NewItem item, TextChunk chunk, int ordinal) =>
    [
        document.OrganizationId, document.SourceId, document.Id, ordinal, chunk.Start, chunk.Length,
        chunk.HeadingPath.Length <= KnowledgeLimits.HeadingLength ? chunk.HeadingPath : chunk.HeadingPath[..(KnowledgeLimits.HeadingLength - 1)] + "…",
        item.Cut.Text.Substring(chunk.Start, chunk.Length), chunk.Tokens, Convert.FromHexString(chunk.Hash), scope, item.Words[ordinal].Heading, item.Words[ordinal].Text, document.FromRevision,
    ];

    private static async Task WriteFailuresAsync(StudioDbContext context, IngestionRun run, IReadOnlyList<BadItem> items, int attempt, DateTime now, CancellationToken ct)
    {
        var ids = items.Select(i => i.Item.ExternalId).ToArray();
        var known = await context.Set<IngestionFailure>().Where(f => f.RunId == run.Id && ids.Contains(f.ExternalId)).ToDictionaryAsync(f => f.ExternalId, StringComparer.Ordinal, ct).ConfigureAwait(false);
        foreach (var item in items)
        {
            if (!known.TryGetValue(item.Item.ExternalId, out var failure))
            {
                failure = new() { RunId = run.Id, ExternalId = item.Item.ExternalId, OrganizationId = run.OrganizationId, Reason = "" };
                context.Add(failure);
                run.Failed++;
            }

            (failure.Reason, failure.Attempts, failure.At) = (Cut(item.Reason), Math.Max(attempt, failure.Attempts), now);
        }
    }

    /// <summary>What could be read in the end has not failed.</summary>
    private static async Task ForgiveAsync(StudioDbContext context, IngestionRun run, IReadOnlyList<PreparedItem> items, int attempt, CancellationToken ct)
    {
        if (attempt > 1)
        {
            var ids = items.Where(i => i is not BadItem).Select(i => i.Item.ExternalId).ToArray();
            run.Failed -= await context.Set<IngestionFailure>().Where(f => f.RunId == run.Id && ids.Contains(f.ExternalId)).ExecuteDeleteAsync(ct).ConfigureAwait(false);
        }
    }
}
