using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Shared;

/// <summary>Short names for addresses and programs: lower-case letters, digits and single hyphens.</summary>
public static partial class Slug
{
    private const int OneByOne = 20;
    private const int Doublings = 12;
    private const int RandomLength = 12;

    /// <summary>Made of any title; <paramref name="otherwise"/> where nothing of it can be used.</summary>
    public static string From(string title, string otherwise, int maxLength)
    {
        var result = new StringBuilder();
        foreach (var c in title.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                result.Append(c);
            }
            else if (char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && result.Length > 0 && result[^1] != '-')
            {
                result.Append('-');
            }
        }

        var slug = result.ToString();
        slug = (slug.Length <= maxLength ? slug : slug[..maxLength]).Trim('-');
        return slug.Length > 0 ? slug : otherwise;
    }

    /// <summary>For looking it up: what is no slug names nothing, and not every text can be asked for.</summary>
    public static string OrNone(string text) => IsValid(text) ? text : "";

    public static bool IsValid(string text) => Pattern().IsMatch(text);

    /// <summary>
    /// <c>wanted</c>, <c>wanted-2</c>, <c>wanted-3</c> …, then in ever larger steps, and last one that nobody has: few
    /// enough to ask in one query which of them are taken, however many there are that begin alike.
    /// </summary>
    public static IEnumerable<string> Candidates(string wanted, int maxLength) =>
        Enumerable.Range(2, OneByOne).Concat(Enumerable.Range(1, Doublings).Select(i => OneByOne << i))
            .Select(i => i.ToString(CultureInfo.InvariantCulture))
            .Append(Guid.NewGuid().ToString("N")[..RandomLength])
            .Select(end => $"{wanted[..Math.Min(wanted.Length, maxLength - end.Length - 1)].TrimEnd('-')}-{end}")
            .Prepend(wanted);

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z")]
    private static partial Regex Pattern();
}
