using System.Numerics.Tensors;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Chooses from what was found what is handed on: good, not all the same, and within the budget.</summary>
internal static class Selection
{
    /// <summary>Maximal marginal relevance: each next one is good and unlike those that were chosen.</summary>
    /// <param name="diversity">0: by score alone.</param>
    /// <param name="vectors">Those without one count as unlike all others.</param>
    public static IReadOnlyList<T> Diverse<T>(IReadOnlyList<T> ranked, Func<T, double> score, Func<T, float[]?> vectors, int count, double diversity)
    {
        if (diversity <= 0 || ranked.Count <= 1)
        {
            return [.. ranked.Take(count)];
        }

        var best = ranked.Max(score);
        var left = ranked.ToList();
        var chosen = new List<T>();
        while (chosen.Count < count && left.Count > 0)
        {
            var next = left.MaxBy(one => ((1 - diversity) * score(one) / best) - (diversity * chosen.Select(other => Likeness(vectors(one), vectors(other))).DefaultIfEmpty(0).Max()))!;
            chosen.Add(next);
            left.Remove(next);
        }

        return chosen;
    }

    /// <summary>One after the other as long as they fit; a long one that does not is left out for a shorter one after it.</summary>
    public static IReadOnlyList<T> Fitting<T>(IReadOnlyList<T> chosen, Func<T, int> tokens, int? budget)
    {
        if (budget is not { } left)
        {
            return chosen;
        }

        var fitting = new List<T>();
        foreach (var one in chosen)
        {
            if (tokens(one) <= left)
            {
                left -= tokens(one);
                fitting.Add(one);
            }
        }

        return fitting;
    }

    private static double Likeness(float[]? one, float[]? other) => one is null || other is null ? 0 : TensorPrimitives.CosineSimilarity(one, other);
}
