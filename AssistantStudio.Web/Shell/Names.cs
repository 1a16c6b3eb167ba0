using System.Globalization;

namespace AssistantStudio.Web.Shell;

public static class Names
{
    /// <summary>Two letters for a tile: "Support editor" is SE, "support.editor@example.org" too, "Ada" is AD.</summary>
    public static string Initials(string name)
    {
        var words = name.Split('@')[0].Split([' ', '.', '-', '_'], StringSplitOptions.RemoveEmptyEntries);
        var letters = words switch
        {
            [] => "?",
            [var only] => First(only, 2),
            [var first, .., var last] => First(first, 1) + First(last, 1),
        };
        return letters.ToUpperInvariant();
    }

    private static string First(string word, int count) => new StringInfo(word) is { LengthInTextElements: var length } info
        ? info.SubstringByTextElements(0, Math.Min(count, length))
        : word;
}
