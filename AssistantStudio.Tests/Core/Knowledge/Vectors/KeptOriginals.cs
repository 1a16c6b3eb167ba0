using System.Collections.Concurrent;
using AssistantStudio.Core.Knowledge;

namespace AssistantStudio.Tests.Core.Knowledge.Vectors;

/// <summary>The database's part: the vectors as they were embedded, and what a search must find among them.</summary>
internal sealed class KeptOriginals : IVectorOriginals
{
    private readonly ConcurrentDictionary<long, (float[] Vector, int Source)> _entries = new();

    public int Questions { get; private set; }

    public void Put(VectorIndex index, long id, int source, float[] vector)
    {
        _entries[id] = (vector, source);
        index.Put(id, source, vector);
    }

    public void Remove(VectorIndex index, long id)
    {
        index.Remove(id);
        _entries.TryRemove(id, out _);
    }

    public void Forget(long id) => _entries.TryRemove(id, out _);

    public Task<IReadOnlyDictionary<long, float[]>> LoadAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        Questions++;
        IReadOnlyDictionary<long, float[]> found = ids.Where(_entries.ContainsKey).ToDictionary(id => id, id => _entries[id].Vector);
        return Task.FromResult(found);
    }

    public IReadOnlyList<VectorHit> BruteForce(float[] query, int count, ICollection<int>? allowed = null) =>
        [.. _entries
            .Where(e => allowed is null || allowed.Contains(e.Value.Source))
            .Select(e => new VectorHit(e.Key, Cosine(query, e.Value.Vector)))
            .OrderByDescending(h => h.Score).ThenBy(h => h.Id)
            .Take(count)];

    private static float Cosine(float[] a, float[] b)
    {
        var (product, left, right) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            product += (double)a[i] * b[i];
            left += (double)a[i] * a[i];
            right += (double)b[i] * b[i];
        }

        return (float)(product / Math.Sqrt(left * right));
    }
}
