using System.Globalization;
using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Conversations;

/// <summary>Finds the numbers in a reply that refer to passages: [1], [2, 3].</summary>
internal static partial class CitationMarks
{
    /// <summary>The passages, with those marked that the reply refers to.</summary>
    public static IReadOnlyList<Citation> Mark(IReadOnlyList<Citation> passages, string reply)
    {
        if (passages.Count == 0)
        {
            return [];
        }

        var cited = Marks().Matches(reply).SelectMany(m => m.Groups[1].Value.Split(','))
            .Select(n => int.TryParse(n.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToHashSet();
        return [.. passages.Select(p => p with { IsCited = cited.Contains(p.Number) })];
    }

    [GeneratedRegex(@"\[([0-9]{1,3}(?:\s*,\s*[0-9]{1,3})*)\]", RegexOptions.NonBacktracking)]
    private static partial Regex Marks();
}
