namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Cuts a block that is too big for one chunk where it hurts least: a list between its items, a table between rows,
/// code at blank lines, text between sentences; only what is still too big at finer places, at last inside a word.
/// </summary>
internal static class BlockCutter
{
    private delegate IEnumerable<TextSpan> Cut(string text, TextSpan span);

    private static readonly Cut[] s_text = [TextBreaks.Sentences, Lines, TextBreaks.Words];
    private static readonly Cut[] s_list = [Items, Lines, TextBreaks.Sentences, TextBreaks.Words];
    private static readonly Cut[] s_table = [Lines, TextBreaks.Sentences, TextBreaks.Words];
    private static readonly Cut[] s_code = [Paragraphs, Lines, TextBreaks.Words];

    /// <summary>Adds pieces of at most so many tokens.</summary>
    public static void CutInto(List<TextSpan> pieces, string text, PlacedBlock block, int most)
    {
        var cuts = block.Kind switch
        {
            BlockKind.List => s_list,
            BlockKind.Table => s_table,
            BlockKind.Code => s_code,
            _ => s_text,
        };
        CutInto(pieces, text, block.Span, cuts, most);
    }

    private static void CutInto(List<TextSpan> pieces, string text, TextSpan span, ReadOnlySpan<Cut> cuts, int most)
    {
        if (span.Tokens(text) <= most)
        {
            pieces.Add(span);
            return;
        }

        if (cuts.IsEmpty)
        {
            pieces.AddRange(TextBreaks.Characters(text, span, most));
            return;
        }

        foreach (var piece in cuts[0](text, span))
            CutInto(pieces, text, piece, cuts[1..], most);
    }

    private static IEnumerable<TextSpan> Lines(string text, TextSpan span) => TextBreaks.Lines(text, span);

    private static IEnumerable<TextSpan> Items(string text, TextSpan span)
    {
        var outermost = Indent(text, span);
        return TextBreaks.Lines(text, span, line => Indent(text, line) <= outermost && IsItem(text.AsSpan(line.Start, line.Length).TrimStart()));
    }

    private static IEnumerable<TextSpan> Paragraphs(string text, TextSpan span)
    {
        var afterBlank = false;
        return TextBreaks.Lines(text, span, line =>
        {
            var begins = afterBlank;
            afterBlank = text.AsSpan(line.Start, line.Length).IsWhiteSpace();
            return begins && !afterBlank;
        });
    }

    private static int Indent(string text, TextSpan line)
    {
        var i = line.Start;
        while (i < line.End && text[i] is ' ' or '\t')
            i++;
        return i - line.Start;
    }

    private static bool IsItem(ReadOnlySpan<char> line)
    {
        if (line.Length >= 2 && line[0] is '-' or '*' or '+' or '•')
            return line.Length > 1 && char.IsWhiteSpace(line[1]);

        var digits = 0;
        while (digits < line.Length && char.IsAsciiDigit(line[digits]))
            digits++;
        return digits > 0 && digits + 1 < line.Length && line[digits] is '.' or ')' && char.IsWhiteSpace(line[digits + 1]);
    }
}
