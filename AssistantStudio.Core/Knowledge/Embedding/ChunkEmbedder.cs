using System.Runtime.InteropServices;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Knowledge;

/// <summary>A text that needs a vector.</summary>
internal readonly record struct TextToEmbed(byte[] Hash, string Text);

/// <summary>Vectors to write, and why some are missing.</summary>
/// <param name="Fault">Null: every text that can have one has a vector.</param>
internal sealed record EmbeddedTexts(IReadOnlyList<(byte[] Hash, ReadOnlyMemory<float> Vector)> Vectors, EmbeddingFault? Fault);

/// <summary>Makes the vectors of texts that have none yet, and writes them.</summary>
internal sealed class ChunkEmbedder(StudioDb db, VectorSpaces spaces, EmbeddingRuns runs, UsageWriter usage)
{
    private const int HashesAtOnce = 500;

    private static readonly string[] s_columns = ["SpaceId", "Hash", "OrganizationId", "Batch", "Numbers"];

    /// <summary>Those of the hashes that have no vector in the space.</summary>
    public async Task<HashSet<string>> MissingAsync(Access access, Guid spaceId, IReadOnlyCollection<byte[]> hashes, CancellationToken ct)
    {
        var missing = hashes.Select(Convert.ToHexString).ToHashSet(StringComparer.Ordinal);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            foreach (var some in hashes.Chunk(HashesAtOnce))
            {
                var there = await context.Set<StoredVector>().Where(v => v.SpaceId == spaceId && some.Contains(v.Hash)).Select(v => v.Hash).ToListAsync(ct).ConfigureAwait(false);
                missing.ExceptWith(there.Select(Convert.ToHexString));
            }
        }

        return missing;
    }

    /// <summary>Asks the model. A fault is a result: documents are found by their words without any vector.</summary>
    public async Task<EmbeddedTexts> EmbedAsync(Access access, VectorSpace space, IReadOnlyList<TextToEmbed> texts, IProgress<EmbeddingProgress>? progress, CancellationToken ct)
    {
        if (texts.Count == 0)
        {
            return new([], null);
        }

        EmbeddingRunResult result;
        try
        {
            result = await AskAsync(access, space, [.. texts.Select(t => t.Text)], null, isUrgent: false, progress, ct).ConfigureAwait(false);
        }
        catch (StudioException e) when (!ct.IsCancellationRequested)
        {
            return new([], EmbeddingFaults.Of(e));
        }

        return new(
            [.. result.Texts.Select((t, i) => (texts[i].Hash, t)).Where(t => t.t.Fault is null).Select(t => (t.Hash, t.t.Vector))],
            result.EndedBy ?? result.Texts.Select(t => t.Fault).FirstOrDefault(f => f is not null));
    }

    /// <summary>The vector of a question.</summary>
    /// <exception cref="StudioException">There is none, and why.</exception>
    public async Task<ReadOnlyMemory<float>> EmbedQuestionAsync(Access access, VectorSpace space, string text, RetrievalBill? bill, CancellationToken ct)
    {
        var found = (await AskAsync(access, space, [text], bill, isUrgent: true, null, ct).ConfigureAwait(false)).Texts[0];
        return found.Fault is { } fault ? throw new ProviderFailedException(fault.Message, null) : found.Vector;
    }

    private async Task<EmbeddingRunResult> AskAsync(Access access, VectorSpace space, string[] texts, RetrievalBill? bill, bool isUrgent, IProgress<EmbeddingProgress>? progress, CancellationToken ct)
    {
        var target = await spaces.TargetAsync(access, space, ct).ConfigureAwait(false);
        var order = new EmbeddingOrder
        {
            Target = target,
            Texts = texts,
            Purpose = bill is not null ? bill.Purpose with { Operation = UsageOperation.Embedding, MayCache = false } : new() { OrganizationId = access.OrganizationId, Operation = UsageOperation.Embedding, IsUrgent = isUrgent, UserId = access.Grant.UserId, ApiKeyId = access.Grant.ApiKeyId },
            Options = space.AskedDimensions is { } asked ? new EmbeddingGenerationOptions { Dimensions = asked } : null,
            Dimensions = space.Dimensions == 0 ? null : space.Dimensions,
        };

        // Nobody bills a question to the built-in model, and whoever asks should not wait for a commit.
        ICallSink sink = isUrgent && target.Account.Kind.Kind == ProviderKind.BuiltIn ? NoSink.Instance : bill?.Sink ?? new LedgerSink(usage);
        return await runs.EmbedAsync(order, sink, progress, ct).ConfigureAwait(false);
    }

    /// <summary>In the transaction of the context. The batch's number tells indexes what is new to them.</summary>
    public static async Task WriteAsync(StudioDbContext context, VectorSpace space, IReadOnlyList<(byte[] Hash, ReadOnlyMemory<float> Vector)> vectors, CancellationToken ct)
    {
        if (vectors.Count == 0)
        {
            return;
        }

        // Whoever counts up first holds the row until its commit, so that a lower number is never seen after a higher one.
        await context.Set<VectorSpace>().Where(s => s.Id == space.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.Batch, s => s.Batch + 1), ct).ConfigureAwait(false);
        var stored = await context.Set<VectorSpace>().AsNoTracking().Where(s => s.Id == space.Id).Select(s => new { s.Batch, s.Dimensions }).SingleOrDefaultAsync(ct).ConfigureAwait(false);
        var dimensions = vectors[0].Vector.Length;
        if (stored is null || (stored.Dimensions != 0 && stored.Dimensions != dimensions))
        {
            return; // The space was dropped, or another run has filled it with vectors of another length.
        }

        if (stored.Dimensions == 0)
        {
            await context.Set<VectorSpace>().Where(s => s.Id == space.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.Dimensions, dimensions), ct).ConfigureAwait(false);
            space.Dimensions = dimensions;
        }

        object?[][] rows = [.. vectors.Select(v => new object?[] { space.Id, v.Hash, space.OrganizationId, stored.Batch, MemoryMarshal.AsBytes(v.Vector.Span).ToArray() })];
        await context.InsertAsync("StoredVectors", s_columns, rows, keepOld: true, ct).ConfigureAwait(false);
    }

    private sealed class NoSink : ICallSink
    {
        public static NoSink Instance { get; } = new();

        public Task TakeAsync(IReadOnlyList<UsageDraft> drafts) => Task.CompletedTask;
    }
}
