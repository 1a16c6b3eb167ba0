using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Shared;

public enum TextDiffKind
{
    Same,
    Removed,
    Added,
}

public sealed record TextDiffPart(TextDiffKind Kind, string Text);

/// <summary>What changed from one text to another, word by word; the parts joined give either text again.</summary>
public static partial class TextDiff
{
    /// <summary>Beyond so many single edits the middle of the texts is shown as replaced: nobody would read the pieces.</summary>
    private const int MaxEdits = 1_000;

    public static IReadOnlyList<TextDiffPart> Words(string before, string after)
    {
        var a = Word().Matches(before).Select(m => m.Value).ToArray();
        var b = Word().Matches(after).Select(m => m.Value).ToArray();
        var head = 0;
        while (head < a.Length && head < b.Length && a[head] == b[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < a.Length - head && tail < b.Length - head && a[^(tail + 1)] == b[^(tail + 1)])
        {
            tail++;
        }

        var parts = new List<TextDiffPart>();
        Add(parts, TextDiffKind.Same, a.AsSpan(0, head));
        Middle(parts, a[head..(a.Length - tail)], b[head..(b.Length - tail)]);
        Add(parts, TextDiffKind.Same, a.AsSpan(a.Length - tail));
        return parts;
    }

    private static void Middle(List<TextDiffPart> parts, string[] a, string[] b)
    {
        if (a.Length == 0 || b.Length == 0 || Trace(a, b) is not { } trace)
        {
            Add(parts, TextDiffKind.Removed, a);
            Add(parts, TextDiffKind.Added, b);
            return;
        }

        // From the end back to the start, along the furthest reaches that the search noted.
        var steps = new List<(TextDiffKind Kind, string Text)>();
        int x = a.Length, y = b.Length;
        for (var d = trace.Count - 1; d >= 0; d--)
        {
            var reached = trace[d];
            var down = IsDown(reached, x - y, d);
            var fromX = d == 0 ? 0 : reached[Index(x - y + (down ? 1 : -1))];
            var fromY = d == 0 ? 0 : fromX - (x - y + (down ? 1 : -1));
            while (x > fromX && y > fromY)
            {
                steps.Add((TextDiffKind.Same, a[--x]));
                y--;
            }

            if (d > 0)
            {
                steps.Add(down ? (TextDiffKind.Added, b[--y]) : (TextDiffKind.Removed, a[--x]));
            }
        }

        steps.Reverse();
        foreach (var (kind, text) in steps)
        {
            Add(parts, kind, [text]);
        }
    }

    /// <summary>Myers' search: before every round of one more edit, how far each diagonal had got. Null when it takes too many.</summary>
    private static List<int[]>? Trace(string[] a, string[] b)
    {
        var trace = new List<int[]>();
        var reached = new int[Index(MaxEdits) + 2];
        for (var d = 0; d <= MaxEdits; d++)
        {
            trace.Add([.. reached]);
            for (var k = -d; k <= d; k += 2)
            {
                var x = IsDown(reached, k, d) ? reached[Index(k + 1)] : reached[Index(k - 1)] + 1;
                while (x < a.Length && x - k < b.Length && a[x] == b[x - k])
                {
                    x++;
                }

                reached[Index(k)] = x;
                if (x >= a.Length && x - k >= b.Length)
                {
                    return trace;
                }
            }
        }

        return null;
    }

    private static bool IsDown(int[] reached, int k, int d) => k == -d || (k != d && reached[Index(k - 1)] < reached[Index(k + 1)]);

    private static int Index(int diagonal) => diagonal + MaxEdits + 1;

    private static void Add(List<TextDiffPart> parts, TextDiffKind kind, ReadOnlySpan<string> words)
    {
        if (words.Length == 0)
        {
            return;
        }

        var text = string.Concat(words);
        if (parts.Count > 0 && parts[^1].Kind == kind)
        {
            parts[^1] = parts[^1] with { Text = parts[^1].Text + text };
        }
        else
        {
            parts.Add(new(kind, text));
        }
    }

    [GeneratedRegex(@"\w+|\s+|.", RegexOptions.Singleline)]
    private static partial Regex Word();
}
