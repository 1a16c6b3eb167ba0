using System.Globalization;
using System.Text;

namespace AssistantStudio.Core.Shared;

/// <summary>What texts from outside may hold, whatever their field.</summary>
public static class PlainText
{
    public const string NotStorable = "The character with code 0 and halves of characters are not possible here.";

    /// <summary>No database keeps the character with code 0, and PostgreSQL refuses one half of a surrogate pair.</summary>
    public static bool IsStorable(string text)
    {
        if (!text.AsSpan().Contains('\0') && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return true;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || char.IsLowSurrogate(text[i]))
            {
                return false;
            }

            if (char.IsHighSurrogate(text[i]) && (++i == text.Length || !char.IsLowSurrogate(text[i])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A text of invisible characters only would be a row that nobody can read or press.</summary>
    public static bool IsVisible(string text) => text.AsSpan().ContainsAnyInRange('!', '~') || text.EnumerateRunes().Any(rune => !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.NonSpacingMark));

    /// <summary>Line breaks would make two rows of one; a half of a character is none.</summary>
    public static bool IsOneLine(string text) => !text.Any(char.IsControl) && IsStorable(text);

    /// <summary>The beginning of a text, never through the middle of a pair.</summary>
    public static string Cut(string text, int maxLength) =>
        text.Length <= maxLength ? text : text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];
}
