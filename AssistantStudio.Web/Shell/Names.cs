using System.Globalization;
using System.Text;

namespace AssistantStudio.Web.Shell;

public static class Names
{
    /// <summary>Two letters for a tile: "Support editor" is SE, "support.editor@example.org" too, "Ada" is AD.</summary>
    public static string Initials(string name)
    {
        var spoken = name.Split('@')[0].EnumerateRunes().Select(r => IsSpoken(r) ? r.ToString() : " ");
        var words = string.Concat(spoken).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var letters = words switch
        {
            [] => "?",
            [var only] => First(only, 2),
            [var first, .., var last] => First(first, 1) + First(last, 1),
        };
        return letters.ToUpperInvariant();
    }

    /// <summary>Letters, digits, and the marks that belong to letters; brackets and quotation marks stand for nobody.</summary>
    private static bool IsSpoken(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static string First(string word, int count) => new StringInfo(word) is { LengthInTextElements: var length } info
        ? info.SubstringByTextElements(0, Math.Min(count, length))
        : word;
}
