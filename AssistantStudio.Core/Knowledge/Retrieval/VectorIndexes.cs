using System.Collections.Concurrent;
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

    /// <summary>The chunks whose vectors are nearest, of these sources at the revisions that are to be read.</summary>
    /// <param name="entries">Only these; null: all of the sources.</param>
    public async Task<IReadOnlyList<ChunkHit>> SearchAsync(StudioDbContext context, VectorSpace space, ReadOnlyMemory<float> query, SearchScope scope, IReadOnlySet<long>? entries, int count, CancellationToken ct)
    {
        if (space.Dimensions == 0 || query.Length != space.Dimensions)
        {
            return []; // Nothing is embedded yet.
        }

        var (loaded, state) = await ReadyAsync(context, space, scope, ct).ConfigureAwait(false);
        var found = await loaded.SearchAsync(state, query, count, state.Allowed(scope, entries), new Originals(context, space), ct).ConfigureAwait(false);
        return [.. found.Hits.Select(h => new ChunkHit(h.Id, h.Score))];
    }

    /// <summary>Before anybody searches in it.</summary>
    public Task LoadAsync(StudioDbContext context, VectorSpace space, CancellationToken ct) => space.Dimensions == 0 ? Task.CompletedTask : LoadedAsync(context, space, null, ct);

    public void Drop(Guid spaceId) => _indexes.TryRemove(spaceId, out _);

    /// <summary>The index with all that a search is to read.</summary>
    private async Task<(LoadedIndex Loaded, IndexState State)> ReadyAsync(StudioDbContext context, VectorSpace space, SearchScope scope, CancellationToken ct)
    {
        // Both were read a moment ago: where the index has all that, it need not be asked again. To load it may take seconds, which
        // the thread of whoever asks, a circuit's perhaps, has other use for.
        if (!_indexes.TryGetValue(space.Id, out var loaded) || !loaded.IsUpTo(scope.Revisions, space.Batch))
        {
            loaded = await Task.Run(() => LoadedAsync(context, space, null, ct), ct).ConfigureAwait(false);
        }

        while (true)
        {
            var now = clock.GetUtcNow();
            loaded.UsedAt = now.UtcTicks;
            var state = loaded.State;
            if (state.Holds(scope.Pins, now.UtcTicks))
            {
                return (loaded, state);
            }

            if (!await loaded.HoldAsync(context, space.Id, scope.Pins!, now.UtcTicks, (now - s_kept).UtcTicks, ct).ConfigureAwait(false))
            {
                loaded = await LoadedAsync(context, space, loaded, ct).ConfigureAwait(false);
            }
        }
    }

    /// <param name="broken">It is loaded anew in the place of this one. Null: what there is will do.</param>
    private async Task<LoadedIndex> LoadedAsync(StudioDbContext context, VectorSpace space, LoadedIndex? broken, CancellationToken ct)
    {
        ForgetUnused();
        while (true)
        {
            if (broken is not null)
            {
                _indexes.TryRemove(KeyValuePair.Create(space.Id, broken));
            }

            var now = clock.GetUtcNow();
            var loaded = _indexes.GetOrAdd(space.Id, _ => new LoadedIndex(space.Dimensions) { UsedAt = now.UtcTicks });
            loaded.UsedAt = now.UtcTicks;
            if (await loaded.CatchUpAsync(context, space.Id, (now - s_kept).UtcTicks, ct).ConfigureAwait(false))
            {
                return loaded;
            }

            broken = loaded;
        }
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
        public Task<IReadOnlyDictionary<long, float[]>> LoadAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken) => context.VectorsOfAsync(space.Id, ids, cancellationToken);
    }
}
