using System.Globalization;
using System.Numerics;
using System.Text;
using AssistantStudio.Core.Knowledge;

namespace AssistantStudio.Core.Providers;

/// <summary>Writes the chosen quotes as Markdown, each followed by the number of its passage.</summary>
internal static class QuoteWriter
{
    private const string Ellipsis = "…";

    /// <param name="chosen">The most direct first; the others are brought into reading order, passage by passage.</param>
    public static string Write(QuestionWords words, IReadOnlyList<RankedQuote> chosen, IReadOnlyList<SourcePassage> passages)
    {
        var order = chosen.Select(c => c.Quote.Passage).Distinct().ToList();
        var inOrder = chosen.Skip(1).OrderBy(c => order.IndexOf(c.Quote.Passage)).ThenBy(c => c.Quote.Place).Prepend(chosen[0]);
        var text = new StringBuilder();
        Quote? before = null;
        foreach (var ranked in inOrder)
        {
            var quote = ranked.Quote;
            var cited = string.Create(CultureInfo.InvariantCulture, $"[{passages[quote.Passage].Number}]");
            var goesOn = quote.Kind == QuoteKind.Sentence && before is { Kind: QuoteKind.Sentence } && before.Passage == quote.Passage;
            text.Append(before is null ? "" : goesOn ? " " : "\n\n").Append(quote.Kind switch
            {
                QuoteKind.Sentence => $"{Sentence(words, quote.Text)} {cited}",
                QuoteKind.List => $"{LeadIn(words, quote)}{List(words, ranked)} {cited}",
                QuoteKind.Table => $"{LeadIn(words, quote)}{Table(ranked)}\n\n{cited}",
                _ => $"{LeadIn(words, quote)}{quote.Text}\n\n{cited}",
            });
            before = quote;
        }

        return text.ToString();
    }

    private static string LeadIn(QuestionWords words, Quote quote) => quote.LeadIn.Length == 0 ? "" : Sentence(words, quote.LeadIn) + "\n\n";

    private static string Sentence(QuestionWords words, string text) => MarkdownMarks.Close(text.Length <= ExtractiveLimits.SentenceLength ? text : Excerpt(words, text));

    /// <summary>The first place where as many of the words as possible stand together, cut between words.</summary>
    private static string Excerpt(QuestionWords words, string text)
    {
        const int Half = ExtractiveLimits.SentenceLength / 2;
        var (start, most) = (0, -1);
        for (var at = 0; at < text.Length; at += Half)
        {
            var count = BitOperations.PopCount(words.In(text.Substring(at, Math.Min(2 * Half, text.Length - at))).Bits);
            (start, most) = count > most ? (at, count) : (start, most);
        }

        var end = Math.Min(text.Length, start + (2 * Half));
        (start, end) = (start == 0 ? 0 : Between(text, start, end), end == text.Length ? end : Between(text, end, end));
        return $"{(start > 0 ? Ellipsis : "")}{text[start..end].Trim()}{(end < text.Length ? Ellipsis : "")}";
    }

    /// <summary>The next space, if one is near; else no half of a character.</summary>
    private static int Between(string text, int at, int end)
    {
        var space = text.AsSpan(at, Math.Min(40, Math.Max(end, text.Length) - at)).IndexOf(' ');
        return space >= 0 ? at + space : TextBreaks.WholeCharacter(text, at);
    }

    private static string List(QuestionWords words, RankedQuote ranked)
    {
        var quote = ranked.Quote;
        var isSteps = QuoteLines.IsItem(quote.Parts[0], out var isStep) && isStep;
        var items = quote.Text.Length <= (isSteps || quote.Parts.Count <= ExtractiveLimits.Items ? ExtractiveLimits.StepsLength : ExtractiveLimits.ListLength) ? quote.Parts : Best(ranked, ExtractiveLimits.Items);
        return string.Join('\n', items.Select(i => Item(words, i)));
    }

    private static string Item(QuestionWords words, string item)
    {
        // The mark of the item is no mark to be closed; code within an item is left as it is.
        var mark = item.AsSpan().IndexOf(' ') + 1;
        return item.Length > ExtractiveLimits.StepsLength ? item[..mark].Replace('•', '-') + Sentence(words, item[mark..].ReplaceLineEndings(" "))
            : item.Contains("```", StringComparison.Ordinal) || mark == 0 ? item
            : item[..mark].Replace('•', '-') + MarkdownMarks.Close(item[mark..]);
    }

    private static string Table(RankedQuote ranked) => string.Join('\n', Best(ranked, ExtractiveLimits.Rows).Prepend(ranked.Quote.Text));

    /// <summary>The parts that have most of the words, in their order; the first ones if none has any.</summary>
    private static IEnumerable<string> Best(RankedQuote ranked, int most)
    {
        var highest = ranked.Parts.Max(BitOperations.PopCount);
        return ranked.Quote.Parts.Zip(ranked.Parts, (text, bits) => (text, Count: BitOperations.PopCount(bits)))
            .Where(p => p.Count * 2 >= highest + (highest == 0 ? 0 : 1))
            .Take(most)
            .Select(p => p.text);
    }
}
