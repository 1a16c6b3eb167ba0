using System.Text;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Collects the blocks of a document, leaves out blank ones and stops a document that grows too big.</summary>
internal sealed class BlockList(ExtractionLimits limits)
{
    private const int LongestFence = 20;

    private readonly List<TextBlock> _blocks = [];
    private long _bytes;

    public int Count => _blocks.Count;

    public IReadOnlyList<TextBlock> Blocks => _blocks;

    public ExtractionLimits Limits => limits;

    public void Heading(int level, string text) => Add(new(BlockKind.Heading, text.Trim(), Math.Clamp(level, 1, 6)));

    public void Paragraph(string text) => Add(new(BlockKind.Paragraph, text.Trim()));

    public void List(string text) => Add(new(BlockKind.List, text.Trim('\n').TrimEnd()));

    public void Table(string text) => Add(new(BlockKind.Table, text.Trim()));

    public void Code(string code, string language = "")
    {
        if (!string.IsNullOrWhiteSpace(code))
            Add(new(BlockKind.Code, Fenced(code, language)));
    }

    public void Add(TextBlock block)
    {
        if (string.IsNullOrWhiteSpace(block.Text))
            return;

        if (!PlainText.IsStorable(block.Text))
            block = block with { Text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(block.Text)).Replace("\0", "", StringComparison.Ordinal) };

        _bytes += Encoding.UTF8.GetByteCount(block.Text);
        if (_bytes > limits.TextBytes)
            throw new ExtractionException($"The text is longer than {ExtractionLimits.Size(limits.TextBytes)}; split it into several files.");

        _blocks.Add(block);
    }

    public ExtractedDocument Document(string title, IReadOnlyDictionary<string, string>? labels = null)
    {
        var document = new ExtractedDocument { Title = title, Blocks = _blocks };
        return labels is null ? document : document with { Labels = labels };
    }

    /// <summary>The code between fences that are longer than any row of backticks in it.</summary>
    public static string Fenced(string code, string language)
    {
        var (longest, row) = (2, 0);
        foreach (var c in code)
        {
            row = c == '`' ? row + 1 : 0;
            longest = Math.Max(longest, row);
        }

        var fence = new string('`', Math.Min(longest + 1, LongestFence));
        return $"{fence}{language}\n{code.Trim('\n').TrimEnd()}\n{fence}";
    }
}
