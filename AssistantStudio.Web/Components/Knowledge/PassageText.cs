using System.Text.RegularExpressions;
using AssistantStudio.Core.Knowledge;

namespace AssistantStudio.Web.Components.Knowledge;

/// <summary>The text of a passage as results show it.</summary>
internal static partial class PassageText
{
    private const int Shown = 600;

    /// <summary>Cut where words of the question stand in it.</summary>
    public static IEnumerable<(string Text, bool IsHit)> Parts(Passage passage)
    {
        var text = Plain(WithoutHeading(passage.Text));
        text = text.Length <= Shown ? text : text[..Shown] + "…";
        var at = 0;
        while (at < text.Length)
        {
            var next = passage.Words.Where(w => w.Length > 0).Select(w => (Word: w, Place: text.IndexOf(w, at, StringComparison.OrdinalIgnoreCase))).Where(w => w.Place >= 0)
                .OrderBy(w => w.Place).ThenByDescending(w => w.Word.Length).FirstOrDefault();
            if (next.Word is null)
            {
                break;
            }

            if (next.Place > at)
            {
                yield return (text[at..next.Place], false);
            }

            yield return (text.Substring(next.Place, next.Word.Length), true);
            at = next.Place + next.Word.Length;
        }

        if (at < text.Length)
        {
            yield return (text[at..], false);
        }
    }

    /// <summary>Marks of emphasis and the addresses of links help nobody who skims; the document shows them.</summary>
    private static string Plain(string text) =>
        Links().Replace(text, "$1").Replace("**", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal);

    [GeneratedRegex(@"!?\[([^\[\]\n]+)\]\([^()\s]*\)")]
    private static partial Regex Links();

    /// <summary>The heading stands above the passage already.</summary>
    private static string WithoutHeading(string text)
    {
        var lines = text.Split('\n').SkipWhile(l => l.StartsWith('#') || string.IsNullOrWhiteSpace(l));
        var rest = string.Join('\n', lines).Trim();
        return rest.Length == 0 ? text : rest;
    }
}
