using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Shared;

/// <summary>Short names for addresses and programs: lower-case letters, digits and single hyphens.</summary>
public static partial class Slug
{
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

    public static bool IsValid(string text) => Pattern().IsMatch(text);

    /// <summary>The first of <c>wanted</c>, <c>wanted-2</c>, <c>wanted-3</c> … that is not among those that begin like it.</summary>
    public static string Free(string wanted, IReadOnlySet<string> taken, int maxLength)
    {
        for (var i = 1; ; i++)
        {
            var end = i == 1 ? "" : $"-{i.ToString(CultureInfo.InvariantCulture)}";
            var candidate = wanted[..Math.Min(wanted.Length, maxLength - end.Length)].TrimEnd('-') + end;
            if (!taken.Contains(candidate))
            {
                return candidate;
            }
        }
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Pattern();
}
