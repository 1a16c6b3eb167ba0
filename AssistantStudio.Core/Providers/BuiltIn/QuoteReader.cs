using AssistantStudio.Core.Knowledge;

namespace AssistantStudio.Core.Providers;

/// <summary>Divides a passage into what can be quoted by itself: sentences, lists, tables and code. Looks at each line once.</summary>
internal sealed class QuoteReader
{
    private readonly List<Quote> _quotes = [];
    private readonly List<string> _paragraph = [];
    private readonly string[] _lines;
    private readonly int _passage;
    private string _heading = "";
    private int _paragraphs;
    private int _at;

    private QuoteReader(int passage, string text) => (_passage, _lines) = (passage, ReadableText.Of(text).Split('\n'));

    public static IReadOnlyList<Quote> Read(int passage, string text)
    {
        var reader = new QuoteReader(passage, text);
        while (reader._at < reader._lines.Length)
        {
            reader.Block();
        }

        reader.EndParagraph();
        return reader._quotes;
    }

    private void Block()
    {
        var line = _lines[_at];
        if (string.IsNullOrWhiteSpace(line) || QuoteLines.IsRule(line))
        {
            EndParagraph();
            _at++;
        }
        else if (QuoteLines.IsHeading(line, out var heading))
        {
            EndParagraph();
            (_heading, _at) = (heading, _at + 1);
        }
        else if (QuoteLines.Fence(line) is { Length: > 0 } fence)
        {
            Code(fence);
        }
        else if (_at + 1 < _lines.Length && line.Contains('|', StringComparison.Ordinal) && QuoteLines.IsTableRule(_lines[_at + 1]))
        {
            Table();
        }
        else if (QuoteLines.IsItem(line, out _))
        {
            List();
        }
        else
        {
            _paragraph.Add(line.TrimStart('>', ' ', '\t'));
            _at++;
        }
    }

    private void Code(string fence)
    {
        EndParagraph();
        var start = _at;
        SkipCode(fence);
        var isClosed = _at > start + 1 && QuoteLines.Closes(_lines[_at - 1], fence);
        var text = string.Join('\n', _lines[start.._at]).TrimEnd();
        Add(QuoteKind.Code, isClosed ? text : $"{text}\n{fence}", []);
    }

    private void SkipCode(string fence)
    {
        _at++;
        while (_at < _lines.Length && !QuoteLines.Closes(_lines[_at], fence))
        {
            _at++;
        }

        _at = Math.Min(_at + 1, _lines.Length);
    }

    private void Table()
    {
        EndParagraph();
        var head = $"{_lines[_at].Trim()}\n{_lines[_at + 1].Trim()}";
        var rows = new List<string>();
        for (_at += 2; _at < _lines.Length && _lines[_at].Contains('|', StringComparison.Ordinal); _at++)
        {
            if (_lines[_at].Length <= ExtractiveLimits.RowLength)
                rows.Add(_lines[_at].Trim());
        }

        Add(QuoteKind.Table, head, rows);
    }

    private void List()
    {
        EndParagraph();
        var indent = QuoteLines.Indent(_lines[_at]);
        var items = new List<string>();
        var item = new List<string>();
        while (_at < _lines.Length && GoesOn(indent))
        {
            var line = _lines[_at];
            if (QuoteLines.IsItem(line, out _) && QuoteLines.Indent(line) <= indent + 1 && item.Count > 0)
            {
                items.Add(string.Join('\n', item).TrimEnd());
                item.Clear();
            }

            if (QuoteLines.Fence(line) is { Length: > 0 } fence)
            {
                var start = _at;
                SkipCode(fence);
                item.AddRange(_lines[start.._at].Select(l => Outdented(l, indent)));
                continue;
            }

            item.Add(Outdented(line, indent));
            _at++;
        }

        items.Add(string.Join('\n', item).TrimEnd());
        Add(QuoteKind.List, string.Join('\n', items), items);
    }

    /// <summary>A blank line ends a list unless an item or something indented follows.</summary>
    private bool GoesOn(int indent)
    {
        var line = _lines[_at];
        if (!string.IsNullOrWhiteSpace(line))
        {
            return !QuoteLines.IsHeading(line, out _) && (QuoteLines.Indent(line) > indent || QuoteLines.Fence(line).Length == 0);
        }

        var next = _at + 1;
        return next < _lines.Length && !string.IsNullOrWhiteSpace(_lines[next]) && (QuoteLines.IsItem(_lines[next], out _) || QuoteLines.Indent(_lines[next]) > indent + 1);
    }

    private static string Outdented(string line, int indent) => line[Math.Min(indent, QuoteLines.Indent(line))..].TrimEnd();

    private void EndParagraph()
    {
        if (_paragraph.Count == 0)
        {
            return;
        }

        if (QuoteLines.LookLikeCode(_paragraph))
        {
            Add(QuoteKind.Code, $"```\n{string.Join('\n', _paragraph)}\n```", []);
        }
        else
        {
            _paragraphs++;
            var text = string.Join('\n', _paragraph);
            foreach (var sentence in TextBreaks.Sentences(text, new(0, text.Length)).SelectMany(s => Pieces(text, s)))
            {
                Add(QuoteKind.Sentence, sentence, []);
            }
        }

        _paragraph.Clear();
    }

    /// <summary>Lines without full stops, such as a log has, are no sentence.</summary>
    private static IEnumerable<string> Pieces(string text, TextSpan sentence) =>
        (sentence.Length <= ExtractiveLimits.SentenceLength ? [sentence] : TextBreaks.Lines(text, sentence)).Select(s => text[s.Start..s.End].ReplaceLineEndings(" "));

    private void Add(QuoteKind kind, string text, IReadOnlyList<string> parts)
    {
        var leadIn = "";
        if (kind != QuoteKind.Sentence && _quotes is [.., { Kind: QuoteKind.Sentence } before] && before.Text.EndsWith(':') && before.Heading == _heading)
        {
            leadIn = before.Text;
            _quotes.RemoveAt(_quotes.Count - 1);
        }

        _quotes.Add(new(_passage, _quotes.Count, _paragraphs, kind, text, parts, leadIn, _heading));
    }
}
