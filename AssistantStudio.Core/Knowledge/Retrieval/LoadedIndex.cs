using System.Runtime.InteropServices;
using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What a search reads: sources and entries as they were when the index had last followed the database.</summary>
/// <param name="Batch">The last batch of vectors that it has.</param>
internal sealed record IndexState(IReadOnlyDictionary<Guid, HeldSource> Sources, int Batch, VectorView View)
{
    /// <summary>Whether the revisions are there that a search is to read; they are kept for as long as somebody does.</summary>
    public bool Holds(IReadOnlyDictionary<Guid, int>? pins, long now)
    {
        if (pins is null)
        {
            return true;
        }

        foreach (var (id, revision) in pins)
        {
            if (!Sources.TryGetValue(id, out var source) || revision >= source.Revision)
            {
                continue;
            }

            if (source.Find(revision) is not { } held)
            {
                return false;
            }

            held.UsedAt = now;
        }

        return true;
    }

    public AllowedSources Allowed(SearchScope scope, IReadOnlySet<long>? entries) =>
        new(scope.Sources.Keys.Where(Sources.ContainsKey).SelectMany(id => Sources[id].Numbers(scope.Pins?[id])), entries);
}

/// <summary>
/// One index and how far it has followed the database: the current revisions of all sources, and the earlier ones that
/// somebody searches in. A passage that several revisions have is in it once.
/// </summary>
internal sealed class LoadedIndex
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly VectorIndex _index;
    private volatile IndexState _state;
    private int _numbers;
    private bool _isHalf;
    private long _usedAt;

    public LoadedIndex(int dimensions)
    {
        _index = new(dimensions);
        _state = new(new Dictionary<Guid, HeldSource>(), 0, _index.View);
    }

    /// <summary>When somebody searched last, in ticks.</summary>
    public long UsedAt
    {
        get => Volatile.Read(ref _usedAt);
        set => Volatile.Write(ref _usedAt, value);
    }

    public IndexState State => _state;

    public long Bytes => _index.Bytes;

    public Task<FoundVectors> SearchAsync(IndexState state, ReadOnlyMemory<float> query, int count, AllowedSources allowed, IVectorOriginals originals, CancellationToken ct) =>
        _index.SearchAsync(state.View, query, count, allowed, originals, ct);

    public bool IsUpTo(IReadOnlyDictionary<Guid, int> sources, int batch)
    {
        var known = _state;
        return batch == known.Batch && known.Sources.Count == sources.Count && known.Sources.All(s => sources.TryGetValue(s.Key, out var revision) && revision == s.Value.Revision);
    }

    /// <param name="unusedSince">Earlier revisions that nobody has searched in since are let go.</param>
    /// <returns>False: it is to be loaded anew. A source that it has is gone, or a change of it was broken off.</returns>
    public async Task<bool> CatchUpAsync(StudioDbContext context, Guid spaceId, long unusedSince, CancellationToken ct)
    {
        var (sources, batch) = await NowAsync(context, spaceId, ct).ConfigureAwait(false);
        return IsUpTo(sources, batch) || await ChangeAsync(
            async known =>
            {
                (sources, batch) = await NowAsync(context, spaceId, ct).ConfigureAwait(false);
                if (known.Any(s => !sources.TryGetValue(s.Key, out var revision) || revision < s.Value.Revision))
                {
                    return null;
                }

                Forget(known, unusedSince);
                await TakeAsync(context, spaceId, known, sources, batch, ct).ConfigureAwait(false);
                return batch;
            },
            ct).ConfigureAwait(false);
    }

    /// <summary>Takes in what earlier revisions have and the current ones have not.</summary>
    /// <returns>False: it is to be loaded anew.</returns>
    public Task<bool> HoldAsync(StudioDbContext context, Guid spaceId, IReadOnlyDictionary<Guid, int> pins, long now, long unusedSince, CancellationToken ct) => ChangeAsync(
        async known =>
        {
            Forget(known, unusedSince);
            var vectors = context.Set<StoredVector>().Where(v => v.SpaceId == spaceId);
            foreach (var (id, earlier) in pins)
            {
                if (!known.TryGetValue(id, out var source) || earlier >= source.Revision)
                {
                    continue;
                }

                if (source.Find(earlier) is null)
                {
                    var until = source.Hold(earlier) ?? source.Revision;
                    var chunks = context.Set<KnowledgeChunk>().Where(c => c.SourceId == id);
                    await PutAsync(chunks.Where(c => c.FromRevision > earlier && c.FromRevision <= until && (c.UntilRevision == null || c.UntilRevision > until)), vectors, known, ct).ConfigureAwait(false);
                    await PutAsync(chunks.Where(c => c.UntilRevision > earlier && c.UntilRevision <= until && c.FromRevision <= earlier), vectors, known, ct).ConfigureAwait(false);
                }

                source.Find(earlier)!.UsedAt = now;
            }

            return _state.Batch;
        },
        ct);

    private static async Task<(Dictionary<Guid, int> Sources, int Batch)> NowAsync(StudioDbContext context, Guid spaceId, CancellationToken ct)
    {
        var now = await context.Set<KnowledgeSource>().Where(s => s.Revision > 0)
            .Select(s => new { s.Id, s.Revision, Batch = context.Set<VectorSpace>().Where(v => v.Id == spaceId).Select(v => v.Batch).FirstOrDefault() }).ToListAsync(ct).ConfigureAwait(false);
        return (now.ToDictionary(s => s.Id, s => s.Revision), now.Count > 0 ? now[0].Batch : 0);
    }

    /// <summary>One change at a time. Searches see all of it when it is done, and nothing before.</summary>
    /// <param name="change">Returns the last batch of vectors that is there then. Null: it cannot be made.</param>
    private async Task<bool> ChangeAsync(Func<Dictionary<Guid, HeldSource>, Task<int?>> change, CancellationToken ct)
    {
        await _changing.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (_isHalf || _numbers > VectorLimits.MaxSources - VectorLimits.SpareSources)
            {
                return false;
            }

            _isHalf = true;
            var known = _state.Sources.ToDictionary(s => s.Key, s => s.Value.Copy());
            if (await change(known).ConfigureAwait(false) is not { } batch)
            {
                return false;
            }

            _state = new(known, batch, _index.View);
            _isHalf = false;
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    private void Forget(Dictionary<Guid, HeldSource> known, long unusedSince)
    {
        foreach (var source in known.Values)
        {
            foreach (var unused in source.Earlier.Where(h => h.UsedAt < unusedSince).ToList())
            {
                foreach (var number in source.Release(unused.Revision))
                {
                    _index.RemoveOf(number);
                }
            }
        }
    }

    private async Task TakeAsync(StudioDbContext context, Guid spaceId, Dictionary<Guid, HeldSource> known, Dictionary<Guid, int> sources, int batch, CancellationToken ct)
    {
        var vectors = context.Set<StoredVector>().Where(v => v.SpaceId == spaceId);
        foreach (var (id, revision) in sources)
        {
            var source = known.TryGetValue(id, out var before) ? before : known[id] = new(0);
            if (source.Revision < revision)
            {
                var from = source.Revision;
                source.Revision = revision;
                var chunks = context.Set<KnowledgeChunk>().Where(c => c.SourceId == id);
                await foreach (var gone in chunks.Where(c => c.UntilRevision > from && c.UntilRevision <= revision).Select(c => c.Id).AsAsyncEnumerable().WithCancellation(ct).ConfigureAwait(false))
                {
                    _index.Remove(gone);
                }

                await PutAsync(chunks.Where(c => c.FromRevision > from && c.FromRevision <= revision && (c.UntilRevision == null || c.UntilRevision > revision)), vectors, known, ct).ConfigureAwait(false);
                if (source.Earlier is [.., var last])
                {
                    var held = last.Revision;
                    await PutAsync(chunks.Where(c => c.UntilRevision > from && c.UntilRevision <= revision && c.FromRevision <= held), vectors, known, ct).ConfigureAwait(false);
                }
            }
        }

        // What was there already and has its vector only now.
        var seen = _state.Batch;
        if (batch > seen && seen > 0)
        {
            var late = vectors.Where(v => v.Batch > seen && v.Batch <= batch);
            await PutAsync(MissingVectors.Current(context), late, known, ct).ConfigureAwait(false);
            foreach (var (id, source) in known.Where(s => s.Value.Earlier.Count > 0))
            {
                var (first, last) = (source.Earlier[0].Revision, source.Earlier[^1].Revision);
                await PutAsync(context.Set<KnowledgeChunk>().Where(c => c.SourceId == id && c.UntilRevision > first && c.FromRevision <= last), late, known, ct).ConfigureAwait(false);
            }
        }
    }

    private async Task PutAsync(IQueryable<KnowledgeChunk> chunks, IQueryable<StoredVector> vectors, Dictionary<Guid, HeldSource> known, CancellationToken ct)
    {
        var rows = chunks.Join(vectors, c => c.Hash, v => v.Hash, (c, v) => new { c.Id, c.SourceId, c.FromRevision, c.UntilRevision, v.Numbers });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(ct).ConfigureAwait(false))
        {
            if (known.TryGetValue(row.SourceId, out var source) && row.Numbers.Length == _index.Dimensions * sizeof(float)
                && source.NumberOf(row.FromRevision, row.UntilRevision, () => _numbers++) is { } number)
            {
                _index.Put(row.Id, number, MemoryMarshal.Cast<byte, float>(row.Numbers));
            }
        }
    }
}
