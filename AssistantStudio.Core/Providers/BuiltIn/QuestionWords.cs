using System.Collections.Frozen;
using System.Numerics;
using System.Text;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <param name="Bits">Which of the words of a question a text has.</param>
/// <param name="Pairs">Which of them stand there after the one that they follow in the question, too.</param>
/// <param name="Length">How many words it has in all.</param>
internal readonly record struct WordsFound(ulong Bits, ulong Pairs, int Length)
{
    public static WordsFound operator |(WordsFound a, WordsFound b) => new(a.Bits | b.Bits, a.Pairs | b.Pairs, a.Length + b.Length);
}

/// <summary>
/// The words of a question that say what it is about, each with a bit, so that what a text has of them is one number. English
/// words are compared by their stems; of other languages one word may go on where the other ends: <c>Frist</c>, <c>Fristen</c>.
/// </summary>
internal sealed class QuestionWords
{
    /// <summary>No ending takes away the first letters.</summary>
    private const int FirstLetters = 2;

    private const int ShortestBeginning = 5;
    private const int LongestEnding = 3;

    /// <summary>A part of a compound: <c>Frist</c> in <c>Rückgabefrist</c>.</summary>
    private const int ShortestPart = 5;

    // What stands around a question and is in no list of words that are everywhere.
    private static readonly FrozenSet<string> s_asking = Set("many much get got want need please tell know show find let explain mean means possible someone somebody anybody something anything");

    // Without diacritics, as words are looked up. These tell another language, because English has none of them.
    private static readonly FrozenSet<string> s_foreign = Set("""
        wie der das dem den ist und ich nicht ein eine einen einem einer kann wo wann warum wer welche welcher welches wird werden mein meine unsere gibt mit fur sind
        comment quel quelle est les des une pour dans je quand pourquoi sont puis avec
        como cual los las una por para cuando donde puedo esta cuanto
        come quale il che per sono quando dove posso quanto
        hoe wat waar wanneer waarom het een kan zijn
        """);

    // These English has, too.
    private static readonly FrozenSet<string> s_foreignToo = Set("""
        die was in an am so man von vom zu zum zur bei auf aus im es er sie wir ihr mich mir dir sich auch oder als um uber nach bis durch haben hat habe muss soll darf lange viel viele wieviel
        le la de du et en il elle on nous vous que qui ce cette au aux ou sur mon ma mes
        el y o se mi de del al un qu lo con
        lo gli un di da si mi e
        de van op te ik je
        """);

    private readonly string[] _words;
    private readonly bool _isEnglish;
    private readonly Dictionary<string, ulong> _known = new(StringComparer.Ordinal);

    private QuestionWords(string[] words, bool isEnglish) => (_words, _isEnglish) = (words, isEnglish);

    public int Count => _words.Length;

    public static QuestionWords Of(string question)
    {
        string[] all = [.. SearchTokens.Of(PlainText.Cut(question, ExtractiveLimits.QuestionLength), indexing: false).Select(t => t.Text).Distinct(StringComparer.Ordinal)];
        var isEnglish = all.Count(s_foreign.Contains) <= all.Count(StopWords.Has) && all.All(w => Ascii.IsValid(w));
        var words = all.Where(w => isEnglish ? !StopWords.Has(w) && !s_asking.Contains(w) : !s_foreign.Contains(w) && !s_foreignToo.Contains(w))
            .Select(w => isEnglish ? PorterStemmer.Of(w) : w)
            .Distinct(StringComparer.Ordinal)
            .Take(ExtractiveLimits.QuestionWords);
        return new([.. words], isEnglish);
    }

    /// <summary>What a text has of them.</summary>
    /// <param name="counts">Where to count how often it has each; null: nobody asks.</param>
    public WordsFound In(string text, int[]? counts = null)
    {
        var (found, pairs, before) = (0UL, 0UL, 0UL);
        var length = 0;
        foreach (var token in SearchTokens.Of(text, indexing: true))
        {
            var bits = Bits(token.Text);
            found |= bits;
            pairs |= (before << 1) & bits;
            before = bits != 0 ? bits : StopWords.Has(token.Text) ? before : 0;
            length++;
            for (; counts is not null && bits != 0; bits &= bits - 1)
            {
                counts[BitOperations.TrailingZeroCount(bits)]++;
            }
        }

        return new(found, pairs, length);
    }

    private ulong Bits(string token)
    {
        if (!_isEnglish)
        {
            return Matching(token);
        }

        if (!MayBeOne(token))
        {
            return 0;
        }

        // The same words come again and again, and to stem one takes a while.
        if (!_known.TryGetValue(token, out var bits))
        {
            _known[token] = bits = Matching(PorterStemmer.Of(token));
        }

        return bits;
    }

    private bool MayBeOne(string token)
    {
        foreach (var word in _words)
        {
            var first = Math.Min(FirstLetters, Math.Min(word.Length, token.Length));
            if (token.AsSpan(0, first).SequenceEqual(word.AsSpan(0, first)))
            {
                return true;
            }
        }

        return false;
    }

    private ulong Matching(string word)
    {
        var bits = 0UL;
        for (var i = 0; i < _words.Length; i++)
        {
            if (_words[i] == word || (!_isEnglish && AreForms(_words[i], word)))
            {
                bits |= 1UL << i;
            }
        }

        return bits;
    }

    private static bool AreForms(string a, string b)
    {
        var (shorter, longer) = a.Length <= b.Length ? (a, b) : (b, a);
        return (shorter.Length >= ShortestBeginning && longer.Length - shorter.Length <= LongestEnding && longer.StartsWith(shorter, StringComparison.Ordinal))
            || (shorter.Length >= ShortestPart && longer.EndsWith(shorter, StringComparison.Ordinal));
    }

    private static FrozenSet<string> Set(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
