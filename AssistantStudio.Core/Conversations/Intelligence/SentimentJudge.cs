using System.Collections.Frozen;

namespace AssistantStudio.Core.Conversations;

/// <summary>How somebody sounds, and how much so: from -1 to 1.</summary>
internal readonly record struct SentimentScore(Sentiment Value, double Score);

/// <summary>
/// Weighs the words of a message: what is denied turns round, "very" weighs more, what comes after "but" counts more than
/// what came before. A question that only names trouble is no mood, and praise in front of trouble is none either.
/// </summary>
internal static class SentimentJudge
{
    /// <summary>So much sum of weights makes a score of about a half.</summary>
    private const double HalfWay = 3;

    /// <summary>Below this a message is neutral.</summary>
    private const double Least = 0.2;

    private const double Denied = -0.8;
    private const double MostOfDenied = 1.5;
    private const double More = 1.4;
    private const double Less = 0.6;
    private const double BeforeBut = 0.4;
    private const double InQuestion = 0.2;
    private const double Shouting = -2;
    private const double Exclaimed = 1.2;
    private const int DenialReaches = 3;
    private const int LettersOfShouting = 8;

    /// <summary>So many words after praise are looked at for trouble.</summary>
    private const int AfterPraise = 20;

    private static readonly FrozenSet<string> s_denials = Words("""
        not no never none nothing neither nor without hardly dont doesnt didnt isnt arent wasnt werent cant cannot couldnt wont wouldnt shouldnt hasnt havent hadnt aint
        nicht kein keine keinen keiner keines nie niemals nichts ohne kaum
        """);

    private static readonly FrozenSet<string> s_more = Words("""
        very really so extremely absolutely totally incredibly super too completely highly much such truly quite far especially sehr wirklich so total absolut extrem echt viel zu richtig besonders
        """);

    private static readonly FrozenSet<string> s_less = Words("slightly somewhat bit little rather fairly etwas bisschen wenig ziemlich");

    private static readonly FrozenSet<string> s_but = Words("but however although though yet aber jedoch trotzdem doch");

    public static SentimentScore Of(string text)
    {
        var words = MessageWords.Of(text);
        var sum = SumOf(text, words);
        sum += IsShouted(text) ? Shouting * (sum > 0 ? -1 : 1) : 0;
        sum *= text.AsSpan().TrimEnd().EndsWith("!", StringComparison.Ordinal) ? Exclaimed : 1;
        var score = Math.Round(sum / (Math.Abs(sum) + HalfWay), 3);
        return new(score >= Least ? Sentiment.Positive : score <= -Least ? Sentiment.Negative : Sentiment.Neutral, score);
    }

    private static double SumOf(string text, List<MessageWord> words)
    {
        double sum = 0;
        for (var from = 0; from < words.Count;)
        {
            var to = from + 1;
            while (to < words.Count && !words[to].BeginsSentence())
            {
                to++;
            }

            var end = to < words.Count ? words[to].Start : text.Length;
            var sentence = words.GetRange(from, to - from);
            sum += Sentence(sentence, EndsWithQuestion(text, words[to - 1].End, end));
            from = to;
        }

        return IsIrony(words) ? -Math.Abs(sum) - 1 : sum;
    }

    private static double Sentence(List<MessageWord> words, bool isQuestion)
    {
        double sum = 0;
        for (var i = 0; i < words.Count;)
        {
            if (s_but.Contains(words[i].Text))
            {
                sum *= BeforeBut;
            }

            if (SentimentPhrases.Moodless.LengthAt(words, i) is > 0 and var nothing)
            {
                i += nothing;
            }
            else if (SentimentPhrases.Positive.LengthAt(words, i) is > 0 and var good)
            {
                (sum, i) = (sum + 2, i + good);
            }
            else if (SentimentPhrases.Negative.LengthAt(words, i) is > 0 and var bad)
            {
                (sum, i) = (sum - 2, i + bad);
            }
            else
            {
                sum += Weight(words, i);
                i++;
            }
        }

        return isQuestion && SentimentPhrases.Asks.LengthAt(words, 0) > 0 && !SentimentPhrases.Negative.IsIn(words) ? sum * InQuestion : sum;
    }

    private static double Weight(List<MessageWord> words, int at)
    {
        double weight = SentimentLexicon.WeightOf(words[at].Text);
        if (weight == 0)
        {
            return 0;
        }

        for (var before = at - 1; before >= 0 && at - before <= DenialReaches && words[before + 1].Before == '\0'; before--)
        {
            var word = words[before].Text;
            weight *= before == at - 1 && s_more.Contains(word) ? More : before >= at - 2 && s_less.Contains(word) ? Less : 1;
            if (s_denials.Contains(word))
            {
                return Math.Clamp(weight * Denied, -MostOfDenied, MostOfDenied);
            }
        }

        return weight;
    }

    /// <summary>"Great, another update that breaks everything."</summary>
    private static bool IsIrony(List<MessageWord> words)
    {
        for (var i = 1; i < Math.Min(words.Count, DenialReaches + 1); i++)
        {
            if (words[i].Before != '\0')
            {
                return SentimentPhrases.Praise.LengthAt(words, i - 1) > 0 && Sentence(words[i..Math.Min(words.Count, i + AfterPraise)], isQuestion: false) < 0;
            }
        }

        return false;
    }

    private static bool EndsWithQuestion(string text, int from, int to) => text.AsSpan(from, to - from).Contains('?');

    /// <summary>A whole message in capitals, or one that ends in "?!".</summary>
    private static bool IsShouted(string text)
    {
        var (upper, lower) = (0, 0);
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, AnalysisLimits.JudgedLength)))
        {
            upper += char.IsUpper(c) ? 1 : 0;
            lower += char.IsLower(c) ? 1 : 0;
        }

        return (upper >= LettersOfShouting && lower == 0 && text.Contains(' ')) || text.AsSpan().TrimEnd().EndsWith("?!", StringComparison.Ordinal);
    }

    private static FrozenSet<string> Words(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
