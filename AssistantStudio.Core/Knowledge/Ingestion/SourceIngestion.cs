using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Looks through one source: reads what is new or changed, ends what is gone, and makes the next revision of it. After a
/// crash the same run goes on; what it had written is recognised and not done again.
/// </summary>
internal sealed class SourceIngestion(
    Access access, IngestionBook book, IEnumerable<ISourceConnector> connectors, ItemPreparation preparation, ChunkEmbedder embedder, VectorSpaces spaces, IngestionWriter writer,
    ChangeFeed feed, TimeProvider clock, ILogger<SourceIngestion> log)
{
    private const int ItemsAtOnce = 64;

    /// <summary>Pages come one a second: what was read is written, and shown, without waiting for as many.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private const int Attempts = 2;

    /// <summary>More are not remembered for another try in the same run; the next run tries them.</summary>
    private const int MostToRetry = 1_000;

    private readonly List<SourceItem> _retry = [];

    /// <summary>Whatever ends it is told by the run; only being stopped is told by an exception.</summary>
    /// <returns>Null: the source was deleted or switched off in the meantime.</returns>
    public async Task<IngestionRun?> RunAsync(JobContext job, Guid sourceId, CancellationToken ct)
    {
        // As it is now: the sources before it may have taken hours.
        if (await book.OpenAsync(sourceId, kind => ConnectorOf(kind).KnowsChanges, job.RunId, ct).ConfigureAwait(false) is not var (run, source))
        {
            return null;
        }

        Publish(source);
        try
        {
            var space = await spaces.ActiveAsync(access, ct).ConfigureAwait(false);
            var reading = new SourceReading(source, StoredJson.Read<SourceSettings>(source.Settings), run.Since);
            await GoThroughAsync(job, reading, run, ConnectorOf(source.Kind), space, ct).ConfigureAwait(false);
            await EndUnseenAsync(run, reading, ct).ConfigureAwait(false);
            var state = run.Failed > 0 || reading.Problem is not null ? IngestionState.WithFailures : IngestionState.Succeeded;
            await book.CloseAsync(run, state, reading.Problem ?? run.Problem, source, SeenBy(run, reading), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && DatabaseFault.Of(e) is null)
        {
            if (!await book.HasAsync(source.Id).ConfigureAwait(false))
            {
                return null; // What was to be written has nothing to hang on any more.
            }

            await FailAsync(run, IngestionState.Failed, Told(e, source)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopped by a person it ends here; stopped with the program it goes on after the restart.
            if (await book.IsCancelledAsync(job.RunId).ConfigureAwait(false))
            {
                await FailAsync(run, IngestionState.Cancelled, "It was cancelled. What was read until then is kept.").ConfigureAwait(false);
            }

            throw;
        }
        finally
        {
            Publish(source);
        }

        return run;
    }

    private string Told(Exception e, KnowledgeSource source)
    {
        if (e is StudioException)
        {
            return e.Message;
        }

        KnowledgeLog.RunFailed(log, e, source.Id);
        return $"An unexpected error occurred (reference {JobRunner.NewReference()}).";
    }

    private ISourceConnector ConnectorOf(SourceKind kind) => connectors.Single(c => c.Kinds.Contains(kind));

    private Task FailAsync(IngestionRun run, IngestionState state, string problem) => book.CloseAsync(run, state, problem, null, SeenChanges.Some, CancellationToken.None);

    private async Task EndUnseenAsync(IngestionRun run, SourceReading reading, CancellationToken ct)
    {
        if (reading.IsComplete)
        {
            await book.EndMissingAsync(run, ct).ConfigureAwait(false);
        }
        else if (run.Since is null)
        {
            await book.EndLongMissingAsync(run, ct).ConfigureAwait(false);
        }
        else if (reading.Source.MaxAgeDays is not null)
        {
            await book.EndOlderAsync(run, OldestOf(reading.Source), ct).ConfigureAwait(false);
        }
    }

    /// <summary>What would fail again, such as a broken file, does not make every run ask for it again; what may have been chance does.</summary>
    private SeenChanges SeenBy(IngestionRun run, SourceReading reading) => (reading.IsComplete, MayHelp: _retry.Count > 0) switch
    {
        (true, false) => SeenChanges.Everything,
        (true, true) => SeenChanges.AllButSome,
        (false, false) when run.Since is not null && reading.Problem is null => SeenChanges.Changes,
        _ => SeenChanges.Some,
    };

    private DateTime OldestOf(KnowledgeSource source) => source.MaxAgeDays is { } days ? clock.GetUtcNow().UtcDateTime.AddDays(-days) : DateTime.MinValue;

    private async Task GoThroughAsync(JobContext job, SourceReading reading, IngestionRun run, ISourceConnector connector, VectorSpace space, CancellationToken ct)
    {
        var batch = new List<SourceItem>(ItemsAtOnce);
        var (done, began) = (0, clock.GetUtcNow());
        var source = reading.Source;
        var oldest = OldestOf(source);
        await foreach (var item in connector.ListAsync(reading, ct).ConfigureAwait(false))
        {
            if (item.ChangedAt < oldest)
            {
                continue; // Not seen, it is left out like what is gone.
            }

            batch.Add(item with { ExternalId = Shorten(item.ExternalId) });
            done++;
            if (batch.Count == ItemsAtOnce || clock.GetUtcNow() - began > s_longest)
            {
                await WriteAsync(run, batch, space, attempt: 1, ct).ConfigureAwait(false);
                Publish(source);
                batch.Clear();
                began = clock.GetUtcNow();
            }

            Report(job, source, run, done);
        }

        await WriteAsync(run, batch, space, attempt: 1, ct).ConfigureAwait(false);
        Report(job, source, run, done);
        Publish(source);
        for (var attempt = 2; attempt <= Attempts && _retry.Count > 0; attempt++)
        {
            SourceItem[] again = [.. _retry];
            _retry.Clear();
            foreach (var some in again.Chunk(ItemsAtOnce))
            {
                await WriteAsync(run, some, space, attempt, ct).ConfigureAwait(false);
            }
        }
    }

    private async Task WriteAsync(IngestionRun run, IReadOnlyList<SourceItem> items, VectorSpace space, int attempt, CancellationToken ct)
    {
        if (items.Count == 0)
        {
            return;
        }

        var prepared = await preparation.PrepareAsync(run, items, ct).ConfigureAwait(false);
        var texts = TextsOf(prepared.OfType<NewItem>());
        var missing = await embedder.MissingAsync(access, space.Id, [.. texts.Select(t => t.Hash)], ct).ConfigureAwait(false);
        var embedded = await embedder.EmbedAsync(access, space, [.. texts.Where(t => missing.Contains(Convert.ToHexString(t.Hash)))], null, ct).ConfigureAwait(false);
        await writer.WriteAsync(run, new(prepared, space, embedded, texts.Count - missing.Count, attempt), ct).ConfigureAwait(false);
        _retry.AddRange(prepared.OfType<BadItem>().Where(b => b.MayHelp).Select(b => b.Item).Take(Math.Max(0, MostToRetry - _retry.Count)));
    }

    /// <summary>Each different text once.</summary>
    private static List<TextToEmbed> TextsOf(IEnumerable<NewItem> items) =>
    [
        .. items.SelectMany(i => i.Cut.Chunks, (i, c) => (c.Hash, Text: string.Concat(c.HeadingPath, "\n", i.Cut.Text.AsSpan(c.Start, c.Length))))
            .DistinctBy(t => t.Hash, StringComparer.Ordinal).Select(t => new TextToEmbed(Convert.FromHexString(t.Hash), t.Text)),
    ];

    private void Report(JobContext job, KnowledgeSource source, IngestionRun run, int done)
    {
        // The last time says how many there are, unless this is the first.
        long? total = source.Documents > done ? source.Documents : null;
        job.Report(done, total, string.Create(CultureInfo.InvariantCulture, $"{source.Name}: {done:#,0} looked at, {run.Added + run.Changed:#,0} brought in"));
    }

    private void Publish(KnowledgeSource source) => feed.Publish(new(SourceService.Topic, source.OrganizationId, source.Id));

    private static string Shorten(string id) => id.Length <= KnowledgeLimits.ExternalIdLength
        ? id
        : id[..(KnowledgeLimits.ExternalIdLength - 65)] + ":" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
