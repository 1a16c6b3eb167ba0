namespace AssistantStudio.Core.Search;

/// <summary>Where a search was found: the field, and the text around the hit. Plain text in parts; whoever shows it marks the hit.</summary>
public sealed record SearchSnippet(string Field, string Before, string Hit, string After)
{
    /// <summary>The first field that has one of the words, the fields in the order given; nothing when none has.</summary>
    internal static SearchSnippet? Of(TextSearch? search, params IEnumerable<(string Field, string Text)> fields)
    {
        if (search is null)
        {
            return null;
        }

        foreach (var (field, text) in fields)
        {
            // As while indexing: a single character of a text without spaces must be found where it stands last.
            var hit = SearchTokens.Of(text, indexing: true).FirstOrDefault(t => search.Words.Any(w => t.Text.StartsWith(w, StringComparison.Ordinal)));
            if (hit.Text is not null)
            {
                return new(field, TextBefore(text, hit.Start), text[hit.Start..hit.End], TextAfter(text, hit.End));
            }
        }

        return null;
    }

    private static string TextBefore(string text, int hit)
    {
        var from = hit - SearchLimits.SnippetSide;
        if (from <= 0)
        {
            return OneLine(text[..hit]);
        }

        var space = text.AsSpan(from, SearchLimits.SnippetSide).IndexOfAny(' ', '\n');
        from += space < 0 ? 0 : space + 1;
        from += from < hit && char.IsLowSurrogate(text[from]) ? 1 : 0;
        return "…" + OneLine(text[from..hit]);
    }

    private static string TextAfter(string text, int hit)
    {
        var length = text.Length - hit;
        if (length <= SearchLimits.SnippetSide)
        {
            return OneLine(text[hit..]);
        }

        length = SearchLimits.SnippetSide;
        var space = text.AsSpan(hit, length).LastIndexOfAny(' ', '\n');
        length = space < 1 ? length : space;
        length -= char.IsHighSurrogate(text[hit + length - 1]) ? 1 : 0;
        return OneLine(text.Substring(hit, length)) + "…";
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace('\t', ' ');
}
