namespace AssistantStudio.Core.Knowledge;

/// <summary>Where a text may be cut: each method gives the pieces in order, trimmed, without the blank ones.</summary>
internal static class TextBreaks
{
    private const string Closing = "\"'”’»)]*_`";
    private const string ClosingWide = "」』）】》”’";

    /// <summary>Lines; with a condition, runs of lines that begin where it holds.</summary>
    public static IEnumerable<TextSpan> Lines(string text, TextSpan span, Func<TextSpan, bool>? begins = null)
    {
        var start = span.Start;
        for (var line = span.Start; line < span.End;)
        {
            var end = text.IndexOf('\n', line, span.End - line);
            end = end < 0 ? span.End : end;
            if (line > start && (begins is null || begins(new(line, end))))
            {
                if (Piece(text, span, start, line) is { Length: > 0 } piece)
                    yield return piece;
                start = line;
            }

            line = end + 1;
        }

        if (Piece(text, span, start, span.End) is { Length: > 0 } last)
            yield return last;
    }

    public static IEnumerable<TextSpan> Sentences(string text, TextSpan span)
    {
        var start = span.Start;
        for (var i = span.Start; i < span.End; i++)
        {
            if (EndsSentence(text, i, span.End, out var next))
            {
                if (Piece(text, span, start, next) is { Length: > 0 } piece)
                    yield return piece;
                start = next;
            }

            // Also when the sentence goes on: a long row of dots is looked at once, not from each of its dots.
            i = next - 1;
        }

        if (Piece(text, span, start, span.End) is { Length: > 0 } last)
            yield return last;
    }

    public static IEnumerable<TextSpan> Words(string text, TextSpan span)
    {
        for (var i = span.Start; i < span.End;)
        {
            var start = i;
            while (i < span.End && !char.IsWhiteSpace(text[i]))
                i++;

            if (i > start)
                yield return new(start, i, span.InsideWord && start == span.Start);
            while (i < span.End && char.IsWhiteSpace(text[i]))
                i++;
        }
    }

    /// <summary>The last resort, for text without any space: so many characters each, letters and their surrogates kept whole.</summary>
    public static IEnumerable<TextSpan> Characters(string text, TextSpan span, int most)
    {
        for (var start = span.Start; start < span.End;)
        {
            var end = span.End - start <= most ? span.End : Math.Max(WholeCharacter(text, start + most), start + 1);
            yield return new(start, end, start > span.Start || span.InsideWord);
            start = end;
        }
    }

    /// <summary>The place itself, or the one before it if a cut here would part the two halves of a character.</summary>
    public static int WholeCharacter(string text, int place) =>
        place > 0 && place < text.Length && char.IsLowSurrogate(text[place]) && char.IsHighSurrogate(text[place - 1]) ? place - 1 : place;

    private static TextSpan Piece(string text, TextSpan whole, int start, int end) =>
        new TextSpan(start, end, whole.InsideWord && start == whole.Start).Trim(text);

    private static bool EndsSentence(string text, int at, int end, out int next)
    {
        next = at + 1;
        switch (text[at])
        {
            case '。' or '！' or '？' or '｡':
                while (next < end && (ClosingWide.Contains(text[next], StringComparison.Ordinal) || text[next] is '。' or '！' or '？'))
                    next++;
                return true;
            case '.' or '!' or '?' or '…' or '؟' or '।':
                while (next < end && (text[next] is '.' or '!' or '?' || Closing.Contains(text[next], StringComparison.Ordinal)))
                    next++;
                if (next >= end || !char.IsWhiteSpace(text[next]))
                    return false;

                while (next < end && char.IsWhiteSpace(text[next]))
                    next++;
                // A small letter goes on after "e.g.".
                return next < end && !char.IsLower(text[next]);
            default:
                return false;
        }
    }
}
