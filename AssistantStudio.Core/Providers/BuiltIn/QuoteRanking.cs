using System.Numerics;
using AssistantStudio.Core.Search;

namespace AssistantStudio.Core.Providers;

/// <param name="Own">Which words of the question stand in it.</param>
/// <param name="Parts">The same for each of its parts.</param>
internal sealed record RankedQuote(Quote Quote, ulong Own, IReadOnlyList<ulong> Parts, double Score);

/// <summary>Which parts of the passages answer a question best: by the words that they share with it, rare words before common ones.</summary>
internal sealed class QuoteRanking
{
    /// <summary>What a word counts in the headings above, and elsewhere in the passage, against one in the sentence itself.</summary>
    private const double AroundShare = 0.5;
    private const double PassageShare = 0.25;

    /// <summary>What is found first is likelier the answer.</summary>
    private const double OrderShare = 0.1;

    /// <summary>What the other items of a list add to its best one.</summary>
    private const double OthersShare = 0.3;

    /// <summary>A sentence that begins with such a word is about the one before it.</summary>
    private const double FollowingShare = 0.85;

    private const double LengthShare = 0.2;
    private const double UsualLength = 20;

    /// <summary>One word in so many must be in a passage, or it is about something else.</summary>
    private const int OneOf = 3;

    private const int EnoughWords = 5;

    private static readonly HashSet<string> s_following = new(StringComparer.Ordinal)
    {
        "it", "its", "they", "them", "their", "this", "that", "these", "those", "he", "she", "there", "then", "otherwise", "both", "and", "but", "so", "diese", "dieser", "dieses", "dann", "sonst", "und", "aber",
    };

    private readonly QuestionWords _words;
    private readonly double[] _weights;

    private QuoteRanking(QuestionWords words, IReadOnlyList<ReadPassage> passages)
    {
        _words = words;
        _weights = [.. Enumerable.Range(0, words.Count).Select(i => Rarity(passages.Count, passages.Count(p => (p.Bits >> i & 1) != 0)))];
    }

    /// <summary>The best first; empty: nothing in the passages is about it.</summary>
    public static IReadOnlyList<RankedQuote> Of(QuestionWords words, IReadOnlyList<SourcePassage> passages)
    {
        ReadPassage[] read = [.. passages.Select((p, i) => ReadPassage.Of(words, p, i))];
        var ranking = new QuoteRanking(words, read);
        return
        [
            .. read.Where(ranking.IsAboutIt).SelectMany(ranking.Rank)
                .OrderByDescending(q => q.Score).ThenBy(q => q.Quote.Passage).ThenBy(q => q.Quote.Place)
                .DistinctBy(q => (q.Quote.Text, string.Join('\n', q.Quote.Parts)))
                .Take(ExtractiveLimits.Candidates),
        ];
    }

    private static double Rarity(double all, double with) => Math.Log(1 + ((all - with + 0.5) / (with + 0.5)));

    private bool IsAboutIt(ReadPassage passage)
    {
        var needed = _words.Count < OneOf ? 1 : Math.Clamp((_words.Count + OneOf - 1) / OneOf, 2, EnoughWords);
        return BitOperations.PopCount(passage.Bits) >= needed;
    }

    private IEnumerable<RankedQuote> Rank(ReadPassage passage)
    {
        foreach (var (quote, parts, around) in passage.Quotes)
        {
            var own = parts.Aggregate(0UL, (bits, p) => bits | p.Bits);
            if (own == 0 && BitOperations.PopCount(around) * 2 < _words.Count)
            {
                continue;
            }

            var best = parts.Max(p => Score(p.Bits, p.Length, around, passage.Bits));
            var score = best + (OthersShare * Math.Max(0, Score(own, (int)UsualLength, around, passage.Bits) - best));
            score *= 1 + (OrderShare / (1 + quote.Passage));
            score *= quote.Kind == QuoteKind.Sentence && Follows(quote.Text) ? FollowingShare : 1;
            yield return new(quote, own, [.. parts.Select(p => p.Bits)], score);
        }
    }

    private double Score(ulong own, int length, ulong around, ulong passage)
    {
        var weight = Weight(own) + (AroundShare * Weight(around & ~own)) + (PassageShare * Weight(passage & ~own & ~around));
        return weight / (1 - LengthShare + (LengthShare * Math.Max(1, length / UsualLength)));
    }

    private double Weight(ulong bits)
    {
        var weight = 0.0;
        for (; bits != 0; bits &= bits - 1)
        {
            weight += _weights[BitOperations.TrailingZeroCount(bits)];
        }

        return weight;
    }

    private static bool Follows(string text) => SearchTokens.Of(text, indexing: false).Select(t => t.Text).FirstOrDefault() is { } first && s_following.Contains(first);

    private sealed record ReadPassage(ulong Bits, IReadOnlyList<(Quote Quote, (ulong Bits, int Length)[] Parts, ulong Around)> Quotes)
    {
        public static ReadPassage Of(QuestionWords words, SourcePassage passage, int index)
        {
            var above = words.In($"{passage.Title} {passage.Heading}").Bits;
            var quotes = QuoteReader.Read(index, passage.Text)
                .Where(q => q.Kind != QuoteKind.Code || q.Text.Length <= ExtractiveLimits.CodeLength)
                .Select(q => (q, q.Parts.Count > 0 ? q.Parts.Select(words.In).ToArray() : [words.In(q.Text)], above | words.In($"{q.Heading} {q.LeadIn}").Bits))
                .ToList();
            var all = quotes.Aggregate(above, (bits, q) => bits | q.Item3 | q.Item2.Aggregate(0UL, (own, p) => own | p.Bits));
            return new(all, quotes);
        }
    }
}
