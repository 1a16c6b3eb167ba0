using System.Collections.Frozen;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Words that are in every text and tell none apart, in the form in which they are indexed.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> s_words = """
        a about above after again all am an and any are as at be because been before being below between both but by can could did do does doing down during each few
        for from further had has have having he her here hers him his how i if in into is it its just me more most my no nor not now of off on once only or other our
        out over own same she should so some such than that the their them then there these they this those through to too under until up very was we were what when
        where which while who whom why will with would you your yours
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_parts = s_words.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Has(string word) => s_words.Contains(word);

    public static bool Has(ReadOnlySpan<char> word) => s_parts.Contains(word);

    /// <summary>Without them; when nothing else is left, all of them.</summary>
    public static IReadOnlyList<string> Without(IReadOnlyList<string> words) => words.Where(w => !s_words.Contains(w)).ToArray() is { Length: > 0 } left ? left : words;
}
