namespace AssistantStudio.Core.Prompts.Templates;

/// <summary>A piece of the content: text, or the inside of a tag. <c>{{ name | upper }}</c> has the inside <c> name | upper </c>.</summary>
internal readonly record struct Piece(bool IsTag, string Text, int Start)
{
    public int End => Start + Text.Length;

    /// <summary>Blocks and comments write nothing themselves: alone on a line they take the line with them.</summary>
    public bool IsSilent
    {
        get
        {
            var inside = Text.AsSpan().Trim();
            return IsTag && (inside is ['#' or '/' or '!', ..] || inside is "else" || inside.StartsWith("else "));
        }
    }
}

/// <summary>
/// Cuts content into text and tags. <c>\{{</c> is two braces of text. A tag that is not closed ends with its line, or where the
/// next one begins, so that what is wrong further on is found as well.
/// </summary>
internal sealed class TemplateScanner(string content)
{
    private readonly List<int> _lines = [.. LineStarts(content)];
    private readonly List<Piece> _unclosed = [];

    public List<TemplateError> Errors { get; } = [];

    /// <summary>What lies in a tag that is not closed has been said already: more about it would only confuse.</summary>
    public bool IsUnclosed(TemplatePosition position) => _unclosed.Exists(piece =>
        Order(PositionOf(piece.Start - 2)).CompareTo(Order(position)) <= 0 && Order(position).CompareTo(Order(PositionOf(piece.End))) <= 0);

    public TemplatePosition PositionOf(int index)
    {
        var line = _lines.BinarySearch(index);
        line = line < 0 ? ~line - 1 : line;
        return new(line + 1, index - _lines[line] + 1);
    }

    public List<Piece> Scan()
    {
        var pieces = new List<Piece>();
        var text = new System.Text.StringBuilder();
        var textStart = 0;
        var tags = 0;
        for (var i = 0; i < content.Length;)
        {
            if (At(i, "\\{{"))
            {
                text.Append("{{");
                i += 3;
            }
            else if (At(i, "{{"))
            {
                AddText();
                var (end, isClosed) = EndOf(i + 2);
                var piece = new Piece(true, content[(i + 2)..end], i + 2);
                pieces.Add(piece);
                if (!isClosed)
                {
                    _unclosed.Add(piece);
                }

                if (++tags > TemplateLimits.Tags)
                {
                    throw new TemplateFault($"A template has at most {TemplateLimits.Tags} tags.", PositionOf(i));
                }

                i = textStart = isClosed ? end + 2 : end;
            }
            else
            {
                text.Append(content[i++]);
            }
        }

        AddText();
        return Lines(pieces);

        void AddText()
        {
            if (text.Length > 0)
            {
                pieces.Add(new(false, text.ToString(), textStart));
                text.Clear();
            }
        }
    }

    /// <summary>Braces inside a quoted text do not end the tag.</summary>
    private (int End, bool IsClosed) EndOf(int start)
    {
        var quoted = false;
        for (var i = start; i < content.Length; i++)
        {
            switch (content[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '}' when !quoted && At(i, "}}"):
                    return (i, true);
                case '{' when !quoted && At(i, "{{"):
                    return Unclosed(start, "This tag is not closed before the next one begins. Close it with }}.");
            }
        }

        return Unclosed(start, quoted ? "A quoted text in this tag is not closed." : "This tag is not closed. Close it with }}, or write \\{{ for two braces of text.");
    }

    private (int End, bool IsClosed) Unclosed(int start, string message)
    {
        Errors.Add(new(message, PositionOf(start - 2)));
        if (Errors.Count >= TemplateLimits.Errors)
        {
            return (content.Length, false); // Enough to begin with.
        }

        var line = content.AsSpan(start).IndexOfAny('\r', '\n');
        var next = content.IndexOf("{{", start, StringComparison.Ordinal);
        return (Math.Min(line < 0 ? content.Length : start + line, next < 0 ? content.Length : next), false);
    }

    private static (int Line, int Column) Order(TemplatePosition position) => (position.Line, position.Column);

    /// <summary>A line with nothing but one silent tag leaves no empty line behind.</summary>
    private static List<Piece> Lines(List<Piece> pieces)
    {
        var result = new List<Piece>(pieces);
        for (var i = 0; i < pieces.Count; i++)
        {
            if (!pieces[i].IsSilent)
            {
                continue;
            }

            var before = i == 0 ? "" : pieces[i - 1] is { IsTag: false } b ? b.Text : "x";
            var after = i == pieces.Count - 1 ? "" : pieces[i + 1] is { IsTag: false } a ? a.Text : "x";
            var indent = before.Length - before.AsSpan().TrimEnd(" \t").Length;
            var aloneBefore = before.Length == indent ? i == 0 || i == 1 : before[^(indent + 1)] == '\n';
            var rest = after.Length - after.AsSpan().TrimStart(" \t\r").Length;
            var aloneAfter = rest == after.Length ? i == pieces.Count - 1 || (i == pieces.Count - 2 && after.Length == rest) : after[rest] == '\n';
            if (aloneBefore && aloneAfter)
            {
                Cut(i - 1, text => text[..^indent]);
                Cut(i + 1, text => text[Math.Min(text.Length, rest + 1)..]);
            }
        }

        return [.. result.Where(p => p.IsTag || p.Text.Length > 0)];

        void Cut(int index, Func<string, string> cut)
        {
            if (index >= 0 && index < result.Count && !result[index].IsTag)
            {
                // Between two such tags a text is cut at both ends, each measured on the text as it was.
                result[index] = result[index] with { Text = cut(result[index].Text) };
            }
        }
    }

    private bool At(int index, string text) => string.CompareOrdinal(content, index, text, 0, text.Length) == 0;

    private static IEnumerable<int> LineStarts(string content)
    {
        yield return 0;
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '\n')
            {
                yield return i + 1;
            }
        }
    }
}
