namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Exact scores of what a scan found, from the originals. It stops as soon as what is left has upper bounds
/// below the worst of the best; a few dozen originals are enough unless many entries are alike.
/// </summary>
internal static class Rescoring
{
    public static async Task<FoundVectors> RunAsync(
        ReadOnlyMemory<float> query, int count, IReadOnlyList<VectorCandidate> candidates, IVectorOriginals originals, CancellationToken cancellationToken)
    {
        var best = new List<VectorHit>();
        var loaded = 0;
        while (loaded < candidates.Count && MayImprove(best, count, candidates[loaded]))
        {
            if (loaded >= VectorLimits.MaxLoaded)
                return new(best, loaded, IsExact: false);

            var ids = candidates.Skip(loaded).Take(VectorLimits.LoadedAtOnce).Select(c => c.Id).ToList();
            var vectors = await originals.LoadAsync(ids, cancellationToken).ConfigureAwait(false);
            foreach (var id in ids)
            {
                if (vectors.TryGetValue(id, out var vector) && Cosine(query.Span, vector) is { } score)
                    best.Add(new(id, score));
            }

            // By what the caller sees, so that entries which look equal to him are in the order of their ids.
            best.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Id.CompareTo(b.Id));
            if (best.Count > count)
                best.RemoveRange(count, best.Count - count);

            loaded += ids.Count;
        }

        return new(best, loaded, IsExact: true);
    }

    private static bool MayImprove(List<VectorHit> best, int count, VectorCandidate candidate) => best.Count < count || candidate.AtMost >= best[^1].Score;

    private static float? Cosine(ReadOnlySpan<float> query, ReadOnlySpan<float> vector)
    {
        if (vector.Length != query.Length)
            return null;

        var (product, ofQuery, ofVector) = (0.0, 0.0, 0.0);
        for (var i = 0; i < query.Length; i++)
        {
            product += (double)query[i] * vector[i];
            ofQuery += (double)query[i] * query[i];
            ofVector += (double)vector[i] * vector[i];
        }

        return ofVector > 0 && double.IsFinite(product) ? (float)(product / Math.Sqrt(ofQuery * ofVector)) : null;
    }
}
