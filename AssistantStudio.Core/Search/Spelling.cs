namespace AssistantStudio.Core.Search;

/// <summary>Which words differ by one letter: one wrong, missing or too many, or two neighbours swapped.</summary>
internal static class Spelling
{
    public static bool CanBeMisspelt(SearchToken token) =>
        token.IsWord && token.Text.Length is >= SearchLimits.ShortestWordForSpelling and <= SearchLimits.WordLengthForSpelling;

    /// <summary>The word itself, and each of its forms with one letter left out.</summary>
    public static IEnumerable<string> Forms(string word) =>
        Enumerable.Range(0, word.Length).Select(i => word.Remove(i, 1)).Prepend(word).Distinct(StringComparer.Ordinal);

    /// <summary>The likeliest first: people get the first letter right, and the length nearly.</summary>
    public static IEnumerable<string> Nearest(string word, IEnumerable<string> candidates) => candidates
        .Where(c => DifferByOne(word, c))
        .OrderBy(c => c[0] == word[0] ? 0 : 1)
        .ThenBy(c => Math.Abs(c.Length - word.Length))
        .ThenBy(c => c, StringComparer.Ordinal);

    public static bool DifferByOne(string a, string b)
    {
        var (shorter, longer) = a.Length <= b.Length ? (a, b) : (b, a);
        if (longer.Length - shorter.Length > 1)
        {
            return false;
        }

        var first = 0;
        while (first < shorter.Length && shorter[first] == longer[first])
        {
            first++;
        }

        if (shorter.Length < longer.Length)
        {
            return shorter.AsSpan(first).SequenceEqual(longer.AsSpan(first + 1));
        }

        return first < a.Length
            && (a.AsSpan(first + 1).SequenceEqual(b.AsSpan(first + 1))
                || (first + 1 < a.Length && a[first] == b[first + 1] && a[first + 1] == b[first] && a.AsSpan(first + 2).SequenceEqual(b.AsSpan(first + 2))));
    }
}
