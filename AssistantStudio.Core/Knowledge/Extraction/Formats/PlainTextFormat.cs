namespace AssistantStudio.Core.Knowledge;

/// <summary>Text without mark-up: paragraphs are what stands between blank lines.</summary>
internal static class PlainTextFormat
{
    public static ExtractedDocument Read(string text, string title, ExtractionLimits limits)
    {
        var blocks = new BlockList(limits);
        AddTo(blocks, text);
        return blocks.Document(title);
    }

    public static void AddTo(BlockList blocks, string text)
    {
        var start = 0;
        for (var line = 0; line < text.Length;)
        {
            var end = text.IndexOf('\n', line);
            end = end < 0 ? text.Length : end;
            if (text.AsSpan(line, end - line).IsWhiteSpace())
            {
                Add(blocks, text.AsSpan(start, line - start));
                start = end;
            }

            line = end + 1;
        }

        Add(blocks, text.AsSpan(start));
    }

    private static void Add(BlockList blocks, ReadOnlySpan<char> paragraph)
    {
        paragraph = paragraph.Trim('\n').TrimEnd();
        if (IsList(paragraph))
            blocks.List(paragraph.ToString());
        else
            blocks.Paragraph(paragraph.ToString());
    }

    private static bool IsList(ReadOnlySpan<char> paragraph)
    {
        var lines = 0;
        foreach (var line in paragraph.EnumerateLines())
        {
            var item = line.TrimStart();
            if (item.Length < 2 || item[0] is not ('-' or '*' or '•') || !char.IsWhiteSpace(item[1]))
                return false;
            lines++;
        }

        return lines > 1;
    }
}
