using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Components.Controls;

/// <summary>One line of a comparison. Numbers are those of the newer text; a line that is gone has none.</summary>
public sealed record DiffLine(int? Number, IReadOnlyList<TextDiffPart> Parts)
{
    public bool IsChanged => Parts.Any(p => p.Kind != TextDiffKind.Same);
}

/// <summary>Lines that are shown, or a run of the same ones that is folded away.</summary>
public sealed record DiffBlock(IReadOnlyList<DiffLine> Lines, bool IsFolded);

/// <summary>A comparison by words, cut into lines and folded where nothing changed.</summary>
public static class TextDiffLines
{
    private const int Around = 2;
    private const int WorthFolding = 4;

    public static IReadOnlyList<DiffBlock> Blocks(IEnumerable<TextDiffPart> parts)
    {
        var lines = Lines(parts);
        var near = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            for (var j = Math.Max(0, i - Around); lines[i].IsChanged && j <= Math.Min(lines.Count - 1, i + Around); j++)
            {
                near[j] = true;
            }
        }

        var blocks = new List<DiffBlock>();
        for (var i = 0; i < lines.Count;)
        {
            var start = i;
            while (i < lines.Count && near[i] == near[start])
            {
                i++;
            }

            blocks.Add(new(lines[start..i], IsFolded: !near[start] && i - start >= WorthFolding));
        }

        return blocks;
    }

    public static int Words(IEnumerable<TextDiffPart> parts, TextDiffKind kind) =>
        parts.Where(p => p.Kind == kind).Sum(p => p.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length);

    private static List<DiffLine> Lines(IEnumerable<TextDiffPart> parts)
    {
        var lines = new List<DiffLine>();
        var line = new List<TextDiffPart>();
        var number = 1;
        foreach (var part in parts)
        {
            var pieces = part.Text.Split('\n');
            for (var i = 0; i < pieces.Length; i++)
            {
                var ends = i < pieces.Length - 1;
                if (pieces[i].Length > 0)
                {
                    line.Add(part with { Text = pieces[i] });
                }

                if (ends)
                {
                    // A line break that came or went shows as a sign of its own.
                    if (part.Kind != TextDiffKind.Same)
                    {
                        line.Add(part with { Text = "↵" });
                    }

                    End(part.Kind != TextDiffKind.Removed);
                }
            }
        }

        if (line.Count > 0)
        {
            End(counts: line.Any(p => p.Kind != TextDiffKind.Removed));
        }

        return lines;

        void End(bool counts)
        {
            lines.Add(new(counts ? number : null, [.. line]));
            number += counts ? 1 : 0;
            line.Clear();
        }
    }
}
