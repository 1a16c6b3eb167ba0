using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// The vector indexes of this process, loaded when somebody first searches. Before each search an index takes in what has
/// changed in the database since, whoever has changed it: that costs one small query when nothing has.
/// </summary>
internal sealed class VectorIndexes(TimeProvider clock)
{
    /// <summary>What nobody has searched for so long gives its memory back; the next search loads it again.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromHours(6);

    private readonly ConcurrentDictionary<Guid, LoadedIndex> _indexes = new();

    /// <summary>All of them, in bytes.</summary>
    public long Bytes => _indexes.Values.Sum(i => i.Bytes);

    public long BytesOf(Guid spaceId) => _indexes.TryGetValue(spaceId, out var index) ? index.Bytes : 0;

    /// <summary>The chunks whose vectors are nearest, of the current revisions of these sources.</summary>
    /// <param name="entries">Only these; null: all of the sources.</param>
    public async Task<IReadOnlyList<ChunkHit>> SearchAsync(StudioDbContext context, VectorSpace space, ReadOnlyMemory<float> query, SearchScope scope, IReadOnlySet<long>? entries, int count, CancellationToken ct)
    {
        if (space.Dimensions == 0 || query.Length != space.Dimensions)
        {
            return []; // Nothing is embedded yet.
        }

        // Both were read a moment ago: where the index has all that, it need not be asked again.
        if (!_indexes.TryGetValue(space.Id, out var loaded) || !loaded.IsUpTo(scope.Revisions, space.Batch))
        {
            loaded = await LoadedAsync(context, space, ct).ConfigureAwait(false);
        }

        loaded.UsedAt = clock.GetUtcNow().UtcTicks;
        var found = await loaded.Index.SearchAsync(query, count, loaded.Allowed(scope.Sources.Keys, entries), new Originals(context, space), ct).ConfigureAwait(false);
        return [.. found.Hits.Select(h => new ChunkHit(h.Id, h.Score))];
    }

    /// <summary>Before anybody searches in it.</summary>
    public Task LoadAsync(StudioDbContext context, VectorSpace space, CancellationToken ct) => space.Dimensions == 0 ? Task.CompletedTask : LoadedAsync(context, space, ct);

    public void Drop(Guid spaceId) => _indexes.TryRemove(spaceId, out _);

    private async Task<LoadedIndex> LoadedAsync(StudioDbContext context, VectorSpace space, CancellationToken ct)
    {
        var loaded = _indexes.GetOrAdd(space.Id, _ => new LoadedIndex(space.Dimensions) { UsedAt = clock.GetUtcNow().UtcTicks });
        loaded.UsedAt = clock.GetUtcNow().UtcTicks;
        ForgetUnused();
        if (!await loaded.CatchUpAsync(context, space.Id, ct).ConfigureAwait(false))
        {
            // A source is gone: what is left is loaded anew.
            _indexes.TryRemove(KeyValuePair.Create(space.Id, loaded));
            loaded = _indexes.GetOrAdd(space.Id, _ => new LoadedIndex(space.Dimensions) { UsedAt = clock.GetUtcNow().UtcTicks });
            await loaded.CatchUpAsync(context, space.Id, ct).ConfigureAwait(false);
        }

        return loaded;
    }

    private void ForgetUnused()
    {
        var unusedSince = (clock.GetUtcNow() - s_kept).UtcTicks;
        foreach (var unused in _indexes.Where(i => i.Value.UsedAt < unusedSince))
        {
            _indexes.TryRemove(unused);
        }
    }

    private sealed class Originals(StudioDbContext context, VectorSpace space) : IVectorOriginals
    {
        public async Task<IReadOnlyDictionary<long, float[]>> LoadAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
        {
            var rows = await context.ChunksOf(ids)
                .Join(context.Set<StoredVector>().Where(v => v.SpaceId == space.Id), c => c.Hash, v => v.Hash, (c, v) => new { c.Id, v.Numbers }).ToListAsync(cancellationToken).ConfigureAwait(false);
            return rows.ToDictionary(r => r.Id, r => MemoryMarshal.Cast<byte, float>(r.Numbers).ToArray());
        }
    }
}

/// <summary>One index and how far it has followed the database.</summary>
internal sealed class LoadedIndex(int dimensions)
{
    private readonly SemaphoreSlim _catching = new(1, 1);
    private volatile IReadOnlyDictionary<Guid, Known> _sources = new Dictionary<Guid, Known>();
    private int _batch;
    private long _usedAt;

    /// <summary>When somebody searched last, in ticks.</summary>
    public long UsedAt
    {
        get => Volatile.Read(ref _usedAt);
        set => Volatile.Write(ref _usedAt, value);
    }

    public VectorIndex Index { get; } = new(dimensions);

    public long Bytes => Index.Bytes;

    public AllowedSources Allowed(IEnumerable<Guid> sources, IReadOnlySet<long>? entries)
    {
        var known = _sources;
        return new(sources.Where(known.ContainsKey).Select(s => known[s].Number), entries);
    }

    /// <summary>False: a source that it has is gone, or has gone back to an earlier revision.</summary>
    public async Task<bool> CatchUpAsync(StudioDbContext context, Guid spaceId, CancellationToken ct)
    {
        var (sources, batch) = await NowAsync(context, spaceId, ct).ConfigureAwait(false);
        if (IsUpTo(sources, batch))
        {
            return true;
        }

        await _catching.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            (sources, batch) = await NowAsync(context, spaceId, ct).ConfigureAwait(false);
            if (_sources.Any(s => !sources.TryGetValue(s.Key, out var revision) || revision < s.Value.Revision))
            {
                return false;
            }

            await TakeAsync(context, spaceId, sources, batch, ct).ConfigureAwait(false);
            return true;
        }
        finally
        {
            _catching.Release();
        }
    }

    private static async Task<(Dictionary<Guid, int> Sources, int Batch)> NowAsync(StudioDbContext context, Guid spaceId, CancellationToken ct)
    {
        var now = await context.Set<KnowledgeSource>().Where(s => s.Revision > 0)
            .Select(s => new { s.Id, s.Revision, Batch = context.Set<VectorSpace>().Where(v => v.Id == spaceId).Select(v => v.Batch).FirstOrDefault() }).ToListAsync(ct).ConfigureAwait(false);
        return (now.ToDictionary(s => s.Id, s => s.Revision), now.Count > 0 ? now[0].Batch : 0);
    }

    public bool IsUpTo(IReadOnlyDictionary<Guid, int> sources, int batch)
    {
        var known = _sources;
        return batch == Volatile.Read(ref _batch) && known.Count == sources.Count && known.All(s => sources.TryGetValue(s.Key, out var revision) && revision == s.Value.Revision);
    }

    private async Task TakeAsync(StudioDbContext context, Guid spaceId, Dictionary<Guid, int> sources, int batch, CancellationToken ct)
    {
        var known = new Dictionary<Guid, Known>(_sources);
        var vectors = context.Set<StoredVector>().Where(v => v.SpaceId == spaceId);
        foreach (var (id, revision) in sources)
        {
            var number = known.TryGetValue(id, out var before) ? before.Number : known.Count;
            if (before.Revision < revision)
            {
                var from = before.Revision;
                var chunks = context.Set<KnowledgeChunk>().Where(c => c.SourceId == id);
                await foreach (var gone in chunks.Where(c => c.UntilRevision > from && c.UntilRevision <= revision).Select(c => c.Id).AsAsyncEnumerable().WithCancellation(ct).ConfigureAwait(false))
                {
                    Index.Remove(gone);
                }

                await PutAsync(chunks.Where(c => c.FromRevision > from && c.FromRevision <= revision && (c.UntilRevision == null || c.UntilRevision > revision)), vectors, _ => number, ct).ConfigureAwait(false);
            }

            known[id] = new(number, revision);
        }

        // What was current already and has its vector only now.
        if (batch > _batch && _batch > 0)
        {
            var current = context.Set<KnowledgeChunk>().Join(context.Set<KnowledgeSource>(), c => c.SourceId, s => s.Id, (c, s) => new { c, s })
                .Where(x => x.c.FromRevision <= x.s.Revision && (x.c.UntilRevision == null || x.c.UntilRevision > x.s.Revision)).Select(x => x.c);
            await PutAsync(current, vectors.Where(v => v.Batch > _batch && v.Batch <= batch), source => known.TryGetValue(source, out var k) ? k.Number : null, ct).ConfigureAwait(false);
        }

        _sources = known;
        Volatile.Write(ref _batch, batch);
    }

    private async Task PutAsync(IQueryable<KnowledgeChunk> chunks, IQueryable<StoredVector> vectors, Func<Guid, int?> numberOf, CancellationToken ct)
    {
        var rows = chunks.Join(vectors, c => c.Hash, v => v.Hash, (c, v) => new { c.Id, c.SourceId, v.Numbers });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(ct).ConfigureAwait(false))
        {
            if (numberOf(row.SourceId) is { } number && row.Numbers.Length == Index.Dimensions * sizeof(float))
            {
                Index.Put(row.Id, number, MemoryMarshal.Cast<byte, float>(row.Numbers));
            }
        }
    }

    private readonly record struct Known(int Number, int Revision);
}
