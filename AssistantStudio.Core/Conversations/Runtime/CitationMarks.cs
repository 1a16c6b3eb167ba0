using System.Globalization;
using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Conversations;

/// <summary>A place in a reply that refers to passages.</summary>
/// <param name="Start">The first character of it.</param>
/// <param name="End">The first character after it.</param>
public sealed record CitationMark(int Start, int End, IReadOnlyList<int> Numbers);

/// <summary>Finds the numbers in a reply that refer to passages: [1], [2, 3].</summary>
public static partial class CitationMarks
{
    /// <summary>In the order in which they stand there.</summary>
    public static IReadOnlyList<CitationMark> In(string reply) => [.. Marks().Matches(reply).Select(m => new CitationMark(m.Index, m.Index + m.Length, NumbersOf(m)))];

    /// <summary>The passages, with those marked that the reply refers to.</summary>
    internal static IReadOnlyList<Citation> Mark(IReadOnlyList<Citation> passages, string reply)
    {
        if (passages.Count == 0)
        {
            return [];
        }

        var cited = Marks().Matches(reply).SelectMany(NumbersOf).ToHashSet();
        return [.. passages.Select(p => p with { IsCited = cited.Contains(p.Number) })];
    }

    private static IReadOnlyList<int> NumbersOf(Match mark) =>
        [.. mark.Groups[1].Value.Split(',').Select(n => int.TryParse(n.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)];

    [GeneratedRegex(@"\[([0-9]{1,3}(?:\s*,\s*[0-9]{1,3})*)\]", RegexOptions.NonBacktracking)]
    private static partial Regex Marks();
}
