using System.Text;

namespace AssistantStudio.Core.Knowledge;

/// <summary>A document's blocks written one after the other as one Markdown text, and where in it each lies.</summary>
internal sealed class DocumentText
{
    private const int HeadingLevels = 6;

    private DocumentText(string text, List<PlacedBlock> blocks)
    {
        Text = text;
        Blocks = blocks;
    }

    public string Text { get; }

    public IReadOnlyList<PlacedBlock> Blocks { get; }

    public static DocumentText Of(ExtractedDocument document)
    {
        var text = new StringBuilder();
        var blocks = new List<PlacedBlock>(document.Blocks.Count);
        foreach (var block in document.Blocks)
        {
            if (string.IsNullOrWhiteSpace(block.Text))
                continue;

            if (text.Length > 0)
                text.Append("\n\n");

            var start = text.Length;
            var level = Math.Clamp(block.Level, 1, HeadingLevels);
            if (block.Kind == BlockKind.Heading)
                text.Append('#', level).Append(' ').Append(block.Text.AsSpan().Trim());
            else
                text.Append(block.Text.AsSpan().TrimEnd());
            blocks.Add(new(block.Kind, block.Text, level, new(start, text.Length)));
        }

        return new(text.ToString(), blocks);
    }
}

internal readonly record struct PlacedBlock(BlockKind Kind, string Text, int Level, TextSpan Span);
