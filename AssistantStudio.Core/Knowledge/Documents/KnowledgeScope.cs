using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using AssistantStudio.Core.Search;

namespace AssistantStudio.Core.Knowledge;

/// <summary>The tokens by which the full-text index narrows down to a source, and to documents with a label.</summary>
internal static class KnowledgeScope
{
    public const int Length = 1_000;

    private const int LabelBytes = 8;
    private const int SourceBytes = 16;

    private static readonly SearchValues<char> s_hexadecimal = SearchValues.Create("0123456789abcdef");

    public static string Of(Guid sourceId, IReadOnlyDictionary<string, string> labels)
    {
        var scope = new StringBuilder(OfSource(sourceId));
        foreach (var label in labels.OrderBy(l => l.Key, StringComparer.Ordinal).SelectMany(l => OfLabels(l.Key, l.Value)).Distinct(StringComparer.Ordinal))
        {
            if (scope.Length + label.Length + 1 > Length)
            {
                break;
            }

            scope.Append(' ').Append(label);
        }

        return scope.ToString();
    }

    public static string OfSource(Guid id) => $"s{id:N}";

    /// <summary>Names and values are compared without their case and accents.</summary>
    public static string OfLabel(string name, string value)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{SearchTokens.Fold(name)}\n{SearchTokens.Fold(value)}"));
        return $"l{Convert.ToHexStringLower(hash.AsSpan(0, LabelBytes))}";
    }

    /// <summary>Whether somebody has typed one of these for a word.</summary>
    public static bool IsToken(string word) =>
        word is ['s' or 'l', ..] && word.Length is 1 + (2 * LabelBytes) or 1 + (2 * SourceBytes) && !word.AsSpan(1).ContainsAnyExcept(s_hexadecimal);

    /// <summary>A label that lists several things is found by each of them.</summary>
    private static IEnumerable<string> OfLabels(string name, string value)
    {
        yield return OfLabel(name, value);
        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            yield return OfLabel(name, part);
        }
    }
}
