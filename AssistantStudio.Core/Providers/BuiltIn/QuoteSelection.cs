using AssistantStudio.Core.Search;

namespace AssistantStudio.Core.Providers;

/// <summary>Takes the few quotes that an answer is made of: the best, what goes on from it, and what adds to it.</summary>
internal static class QuoteSelection
{
    /// <summary>Against the best, what another one must be worth.</summary>
    private const double LeastShare = 0.45;

    /// <summary>What the sentence after a chosen one gets of the best one's worth.</summary>
    private const double GoesOnShare = 0.25;

    private const double SamePassageShare = 1.15;

    /// <summary>What the share of words is worth that are not said yet.</summary>
    private const double SaidAlreadyShare = 0.7;

    /// <summary>From so many words in common on, two quotes say the same.</summary>
    private const double SameShare = 0.8;

    /// <summary>The most direct first.</summary>
    public static IReadOnlyList<RankedQuote> Choose(IReadOnlyList<RankedQuote> ranked, int most)
    {
        var best = ranked[0];
        var chosen = new List<RankedQuote> { best };
        var words = new List<HashSet<string>> { WordsOf(best.Quote) };
        var left = ranked.Skip(1).ToList();
        while (chosen.Count < most && left.Count > 0)
        {
            var said = chosen.Aggregate(0UL, (bits, q) => bits | q.Own);
            var next = left.MaxBy(q => Worth(q, best, chosen, said))!;
            if (Worth(next, best, chosen, said) < LeastShare * best.Score)
            {
                break;
            }

            left.Remove(next);
            var own = WordsOf(next.Quote);
            if (own.Count > 0 && !words.Exists(w => AreSame(w, own)) && !(next.Quote.Kind == QuoteKind.Code && chosen.Exists(c => c.Quote.Kind == QuoteKind.Code)))
            {
                chosen.Add(next);
                words.Add(own);
            }
        }

        return chosen;
    }

    private static double Worth(RankedQuote quote, RankedQuote best, List<RankedQuote> chosen, ulong said)
    {
        var worth = quote.Score * ((quote.Own & ~said) == 0 ? SaidAlreadyShare : 1) * (quote.Quote.Passage == best.Quote.Passage ? SamePassageShare : 1);
        var goesOn = chosen.Exists(c => c.Quote.Passage == quote.Quote.Passage && c.Quote.Paragraph == quote.Quote.Paragraph && c.Quote.Place + 1 == quote.Quote.Place);
        return worth + (goesOn ? GoesOnShare * best.Score : 0);
    }

    private static HashSet<string> WordsOf(Quote quote) =>
        SearchTokens.Of(quote.Parts.Count > 0 ? string.Join('\n', quote.Parts) : quote.Text, indexing: true).Select(t => t.Text).ToHashSet(StringComparer.Ordinal);

    /// <summary>One that holds the other says it, too.</summary>
    private static bool AreSame(HashSet<string> a, HashSet<string> b) => a.Count(b.Contains) >= SameShare * Math.Min(a.Count, b.Count) && Math.Min(a.Count, b.Count) * 2 >= Math.Max(a.Count, b.Count);
}
