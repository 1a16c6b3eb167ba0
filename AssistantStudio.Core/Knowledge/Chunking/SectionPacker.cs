namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Fills chunks with the blocks of one section, as many as fit. Nothing outside the section has any influence, so an
/// edit elsewhere leaves these chunks as they are.
/// </summary>
internal sealed class SectionPacker(string text, ChunkingRules rules)
{
    // A token has hardly more characters than this; further back no overlap is looked for.
    private const int CharactersPerToken = 16;

    private readonly List<TextSpan> _pieces = [];
    private readonly int _overlap = Math.Min(rules.OverlapTokens, rules.MaxTokens / 2);

    /// <summary>The chunks of a section: its headings, of which those above the last have no text of their own, and its blocks.</summary>
    public IEnumerable<TextSpan> Pack(IReadOnlyList<PlacedBlock> headings, IReadOnlyList<PlacedBlock> blocks)
    {
        _pieces.Clear();
        var most = rules.MaxTokens;
        var bodyStart = 0;
        if (headings.Count > 0)
        {
            var head = new TextSpan(headings[0].Span.Start, headings[^1].Span.End);
            var tokens = head.Tokens(text) + NewLines(head.End, blocks.Count > 0 ? blocks[0].Span.Start : head.End);
            bodyStart = head.End;
            if (tokens <= rules.MaxTokens / 2)
            {
                // What the first block has left, so that no heading stands alone at the end of a chunk.
                most -= tokens;
                _pieces.Add(head);
            }
            else
            {
                foreach (var heading in headings)
                    BlockCutter.CutInto(_pieces, text, heading, most);
            }
        }

        foreach (var block in blocks)
        {
            BlockCutter.CutInto(_pieces, text, block, most);
            most = rules.MaxTokens;
        }

        return Fill(bodyStart);
    }

    private IEnumerable<TextSpan> Fill(int bodyStart)
    {
        var chunk = new TextSpan(0, 0);
        var tokens = 0;
        foreach (var piece in _pieces)
        {
            var more = piece.Tokens(text);
            var gap = chunk.Length > 0 ? NewLines(chunk.End, piece.Start) : 0;
            if (chunk.Length > 0 && !piece.InsideWord && tokens + gap + more <= rules.MaxTokens)
            {
                chunk = chunk with { End = piece.End };
                tokens += gap + more;
                continue;
            }

            var start = piece.Start;
            tokens = more;
            if (chunk.Length > 0)
            {
                yield return chunk;

                var room = Math.Min(_overlap, rules.MaxTokens - gap - more);
                var repeated = Repeated(new(Math.Max(chunk.Start + 1, bodyStart), chunk.End), room, out var taken);
                if (taken > 0)
                    (start, tokens) = (repeated, taken + gap + more);
            }

            chunk = new(start, piece.End);
        }

        if (chunk.Length > 0)
            yield return chunk;
    }

    /// <summary>Where the last sentences or lines of a chunk begin that have at most so many tokens.</summary>
    private int Repeated(TextSpan chunk, int most, out int taken)
    {
        taken = 0;
        var from = chunk.End;
        if (most <= 0)
            return from;

        // The window may begin anywhere; its first piece counts only if a sentence or a line really begins there.
        var window = new TextSpan(Math.Max(chunk.Start, chunk.End - (most * CharactersPerToken)), chunk.End);
        var pieces = TextBreaks.Lines(text, window).SelectMany(line => TextBreaks.Sentences(text, line)).Skip(1).ToList();
        for (var i = pieces.Count - 1; i >= 0; i--)
        {
            var tokens = new TextSpan(pieces[i].Start, chunk.End).Tokens(text);
            if (tokens > most)
                break;

            (from, taken) = (pieces[i].Start, tokens);
        }

        return from;
    }

    private int NewLines(int start, int end) => end > start ? text.AsSpan(start, end - start).Count('\n') : 0;
}
