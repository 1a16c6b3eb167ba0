using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Writes what a source wants in Jira's query language, and looks at what people write in it.</summary>
internal static partial class JqlText
{
    /// <summary>
    /// Times are milliseconds without quotes: a date in quotes is read in the time zone of whoever the token belongs to, and
    /// what changed in between would never be seen.
    /// </summary>
    public static string Of(JiraSettings settings, DateTime? since)
    {
        string?[] parts =
        [
            settings.Projects.Count > 0 ? $"project in ({string.Join(", ", settings.Projects.Select(p => $"\"{p}\""))})" : null,
            settings.Jql.Length > 0 ? $"({settings.Jql})" : null,
            since is { } time ? string.Create(CultureInfo.InvariantCulture, $"updated >= {new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeMilliseconds()}") : null,
        ];

        // What changes while it is listed moves to the end, and is never missed.
        return $"{string.Join(" AND ", parts.OfType<string>())} ORDER BY updated ASC, key ASC";
    }

    public static bool HasOrder(string jql) => Order().IsMatch(Plain(jql) ?? jql);

    /// <summary>It stands in brackets beside other conditions, and must not end them.</summary>
    public static bool IsWhole(string jql)
    {
        var depth = 0;
        return Plain(jql) is { } plain && plain.All(c => (depth += c switch { '(' => 1, ')' => -1, _ => 0 }) >= 0) && depth == 0;
    }

    /// <summary>Without what is in quotation marks. Null: one is not closed.</summary>
    private static string? Plain(string jql)
    {
        var plain = new StringBuilder();
        char? quote = null;
        for (var i = 0; i < jql.Length; i++)
        {
            var c = jql[i];
            if (c == '\\')
            {
                i++;
            }
            else if (quote is null && c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == quote)
            {
                quote = null;
            }
            else if (quote is null)
            {
                plain.Append(c);
            }
        }

        return quote is null ? plain.ToString() : null;
    }

    [GeneratedRegex(@"\border\s+by\b", RegexOptions.IgnoreCase)]
    private static partial Regex Order();
}
