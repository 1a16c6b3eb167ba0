using System.Collections.Frozen;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

/// <summary>How likely a sentence holds something that a later turn needs.</summary>
internal static class Facts
{
    /// <summary>From here on a sentence is a fact that is kept as long as there is room for any.</summary>
    public const int Strong = 3;

    private const int OfIdentifier = 3;
    private const int OfStatement = 3;
    private const int OfDecision = 2;
    private const int OfOwn = 2;
    private const int LongestForPiece = 400;
    private const int WordsOfCourtesy = 7;

    private static readonly PhraseSet s_own = new("""
        my|our|we|i'm|im|i've|we're|mein|meine|meinen|meinem|meiner|unser|unsere|unseren|unserem|unserer|wir|us
        i am|have|need|use|want|work|live|like|prefer|bought|ordered|paid|sent
        ich bin|habe|brauche|nutze|möchte|wohne|arbeite|bevorzuge
        """);

    private static readonly PhraseSet s_lasting = new("""
        my|our|mein|meine|unser|unsere ~ is|are|has|ist|sind|lautet|hat
        i'm|im|am the|a|an|from|in|based|responsible|allergic|called
        i|we|ich|wir ~ use|prefer|work|live|run|nutzen|nutze|verwenden|bevorzuge|bevorzugen|arbeite|heisse
        call me
        please|always|bitte always|never|immer|nie|use|answer
        from now on
        """);

    private static readonly PhraseSet s_decision = new("""
        let's|lets use|go|take|do|keep|stick|choose
        decided|agreed|confirmed|approved|chosen|chose|settled|entschieden|vereinbart|beschlossen|bestätigt|genehmigt
        go|going with
        we'll|i'll|i will|we will|will take|use|go|choose|keep
        wir nehmen|machen|bleiben
        deadline|budget|by|until|bis
        """);

    /// <summary>What an assistant says around its answer.</summary>
    private static readonly PhraseSet s_phrases = new("""
        you're|youre|are welcome
        happy|glad|pleased to help|assist|hear
        let me know if|when
        anything|something else
        how can|may i help|assist
        gern|gerne geschehen
        kann ich ~ helfen
        no problem|worries
        have a nice|good|great
        feel free
        """);

    private static readonly FrozenSet<string> s_dates = """
        monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december today tomorrow
        montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz mai juni juli oktober dezember morgen
        eur euro euros usd dollars kg street road avenue lane square strasse weg platz allee
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    public static int WeightOf(string sentence)
    {
        var words = MessageWords.Of(sentence);
        if (words.Count == 0 || IsCourtesy(sentence, words))
        {
            return 0;
        }

        var isQuestion = sentence.EndsWith('?');
        var weight = Identifiers.In(sentence).Count > 0 ? OfIdentifier : 0;
        weight += sentence.AsSpan().IndexOfAnyInRange('0', '9') >= 0 ? 1 : 0;
        weight += sentence.AsSpan().IndexOfAny("€$£@") >= 0 ? 1 : 0;
        weight += words.Any(w => s_dates.Contains(w.Text) || w.Text.EndsWith("strasse", StringComparison.Ordinal)) ? 1 : 0;
        weight += words.Skip(1).Any(w => char.IsUpper(sentence[w.Start]) && w.Text is not ("i" or "i'm" or "i'll" or "i've" or "i'd") && !w.BeginsSentence()) ? 1 : 0;
        return isQuestion ? weight
            : weight + (s_lasting.IsIn(words) ? OfStatement : s_own.IsIn(words) ? OfOwn : 0) + (s_decision.IsIn(words) ? OfDecision : 0);
    }

    public static bool IsCourtesy(string sentence) => IsCourtesy(sentence, MessageWords.Of(sentence));

    /// <summary>The sentence within a limit: of a longer one those parts that say something, and of one long part its beginning.</summary>
    public static string Shorten(string sentence, int maxTokens)
    {
        if (sentence.Length <= maxTokens * 2 || TokenEstimate.Of(sentence) <= maxTokens)
        {
            return TokenCut.To(sentence, maxTokens);
        }

        var parts = PartsOf(sentence);
        if (parts.Count < 2)
        {
            return TokenCut.To(sentence, maxTokens);
        }

        var kept = new bool[parts.Count];
        var room = maxTokens;
        foreach (var i in Enumerable.Range(0, parts.Count).OrderByDescending(i => Math.Min(WeightOf(parts[i]), Strong)).ThenBy(i => i))
        {
            var cost = TokenEstimate.Of(parts[i]) + 1;
            (kept[i], room) = cost <= room ? (true, room - cost) : (false, room);
        }

        var left = string.Join(" … ", parts.Where((_, i) => kept[i]));
        return left.Length == 0 ? TokenCut.To(parts.MaxBy(WeightOf)!, maxTokens) : TokenCut.To(left, maxTokens);
    }

    /// <summary>A text without any end of a sentence, such as a pasted table, in pieces.</summary>
    public static IEnumerable<string> PiecesOf(string sentence)
    {
        for (var start = 0; start < sentence.Length;)
        {
            var length = Math.Min(LongestForPiece, sentence.Length - start);
            if (start + length < sentence.Length && sentence.LastIndexOf(' ', start + length, length) is > 0 and var space && space > start)
            {
                length = space - start;
            }

            length -= start + length < sentence.Length && char.IsHighSurrogate(sentence[start + length - 1]) ? 1 : 0;
            yield return sentence.Substring(start, length).Trim();
            start += length;
        }
    }

    private static bool IsCourtesy(string sentence, List<MessageWord> words) =>
        sentence.AsSpan().IndexOfAnyInRange('0', '9') < 0 && words.Count <= WordsOfCourtesy
        && (s_phrases.IsIn(words) || IntentJudge.Of(sentence).Intent is Intent.Greeting or Intent.Thanks or Intent.Farewell);

    private static List<string> PartsOf(string sentence)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i + 1 < sentence.Length; i++)
        {
            if (sentence[i] is ',' or ';' or ':' or '–' or '(' or '…' && sentence[i + 1] == ' ')
            {
                parts.Add(sentence[start..i].Trim());
                start = i + 1;
            }
        }

        parts.Add(sentence[start..].Trim());
        parts.RemoveAll(p => p.Length == 0);
        return parts;
    }
}
