using System.Numerics;
using System.Text.RegularExpressions;
using AssistantStudio.Core.Search;

namespace AssistantStudio.Core.Providers;

/// <param name="Own">Which words of the question stand in it.</param>
/// <param name="Parts">The same for each of its parts.</param>
internal sealed record RankedQuote(Quote Quote, ulong Own, IReadOnlyList<ulong> Parts, double Score);

/// <summary>
/// Which parts of the passages answer a question best: by the words that they share with it, rare words before common ones.
/// The shares were chosen on 42 questions over the product's own guide: 36 then begin with the right passage.
/// </summary>
internal sealed partial class QuoteRanking
{
    /// <summary>The passages were found for the question: what they all have is what it is about, and must not count as nothing.</summary>
    private const double RarityShare = 0.33;

    /// <summary>What two words count on top that stand together as in the question.</summary>
    private const double PairShare = 0.5;

    /// <summary>What a word counts in the headings above a sentence, against one in the sentence itself.</summary>
    private const double AroundShare = 0.8;

    // As full-text search ranks passages (BM25).
    private const double Saturation = 1.2;
    private const double PassageLengthShare = 0.75;

    /// <summary>What is found first is likelier the answer.</summary>
    private const double OrderShare = 0.1;

    /// <summary>What the other items of a list add to its best one.</summary>
    private const double OthersShare = 0.3;

    /// <summary>A sentence that begins with such a word is about the one before it.</summary>
    private const double FollowingShare = 0.85;

    /// <summary>A table of contents names everything and answers nothing.</summary>
    private const double ContentsShare = 0.5;
    private const int FewestLinks = 3;
    private const int CharactersPerLink = 120;

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
    private readonly double _usualPassage;

    private QuoteRanking(QuestionWords words, IReadOnlyList<ReadPassage> passages)
    {
        _words = words;
        _usualPassage = Math.Max(1, passages.Average(p => p.Length));
        _weights = [.. Enumerable.Range(0, words.Count).Select(i => 1 + (RarityShare * Rarity(passages.Count, passages.Count(p => (p.Bits >> i & 1) != 0))))];
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
        var whole = Score(passage);
        foreach (var read in passage.Quotes.Where(q => q.Own.Bits != 0 || BitOperations.PopCount(q.Around.Bits) * 2 >= _words.Count))
        {
            var best = read.Parts.Max(p => Score(read.LeadIn | p, p.Length, read.Around));
            var score = best + (OthersShare * Math.Max(0, Score(read.Own, 0, read.Around) - best));
            score *= Follows(read.Quote) ? FollowingShare : 1;
            var share = (IsContents(read.Quote) ? ContentsShare : 1) * (1 + (OrderShare / (1 + read.Quote.Passage)));
            yield return new(read.Quote, read.Own.Bits, [.. read.Parts.Select(p => p.Bits)], (score + whole) * share);
        }
    }

    private double Score(ReadPassage passage)
    {
        var score = 0.0;
        var length = 1 - PassageLengthShare + (PassageLengthShare * passage.Length / _usualPassage);
        for (var i = 0; i < _weights.Length; i++)
        {
            score += _weights[i] * passage.Counts[i] * (Saturation + 1) / (passage.Counts[i] + (Saturation * length));
        }

        return score;
    }

    private double Score(WordsFound own, int length, WordsFound around)
    {
        var weight = Weight(own.Bits) + (PairShare * Weight(own.Pairs));
        var above = Weight(around.Bits & ~own.Bits) + (PairShare * Weight(around.Pairs & ~own.Pairs));
        return (weight + (AroundShare * above)) / (1 - LengthShare + (LengthShare * Math.Max(1, length / UsualLength)));
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

    private static bool Follows(Quote quote) =>
        quote.Kind == QuoteKind.Sentence && SearchTokens.Of(quote.Text, indexing: false).Select(t => t.Text).FirstOrDefault() is { } first && s_following.Contains(first);

    private static bool IsContents(Quote quote) =>
        quote.Kind == QuoteKind.List && Link().Count(quote.Text) is >= FewestLinks and var links && links * CharactersPerLink > quote.Text.Length;

    [GeneratedRegex(@"\]\(")]
    private static partial Regex Link();
}
