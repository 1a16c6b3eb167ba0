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

    private static readonly PhraseSet s_negative = new("""
        thanks|thx for nothing
        danke für nichts
        still|again no|not|nothing
        still|yet waiting
        not|dont|doesnt|didnt|cant|wont|isnt work|working|open|start|load|connect
        not|didnt|doesnt|dont help
        does|do|did|is not work|working|help
        no sense
        never works
        nothing works|happened|helps
        every single time
        again and again
        waiting for|since ~ hours|days|weeks|months
        i've|have been waiting
        third|fourth|second|fifth time
        nobody|no answers|answered|helps|reply
        had enough
        fed up
        tired of
        expected better
        keeps *
        taking|takes forever
        how long do i|we have to
        do you even
        money back
        charged|billed ~ twice
        cant work
        cant|cannot|couldnt|unable ~ log|login|sign|open|access|connect|start|print|reach|use|find|reply
        couldnt|cant be|get|getting worse
        waste of
        schon wieder
        immer noch nicht|kein|keine
        noch immer nicht|kein|keine
        reicht es
        so langsam reicht
        ich warte seit
        funktioniert|geht|klappt ~ nicht
        nichts geht|funktioniert
        could have been better
        cancel my contract
        where the hell
        give|gave up
        why we|do we pay
        had one job
        hung up on
        nothing to do with my|the question
        another|other|different carrier|provider|supplier|vendor
        how can ~ take
        two|three|four|five|six|several|many|ten|10|3|4|5 times
        was|were told|promised
        should have been|arrived|worked
        supposed to
        except the one|ones
        over an hour|week|month
        had to call|wait|do|start|explain
        on my own
        beyond me
        out of patience
        na toll|super|klasse|prima
        gar nichts mehr
        nichts mehr
        geht|funktioniert|klappt|hilft gar nicht
        auch noch das|der|die
        zum dritten|vierten|wiederholten mal
        seit tagen|wochen|stunden|monaten
        was soll das
        lässt ~ wünschen
        yeah right
        no use|way|sense|response|answer|reply|reaction|sign
        too many|much|long|late|slow|complicated|expensive|small|heavy
        will|does|do not open|close|start|print|fit|stop|turn|respond
        no longer
        goes|go wrong
        went|gone wrong
        worst than
        lost patience
        let ~ down
        make|makes|made me angry|mad|sick|cry
        can't|cant believe
        """);

    private static readonly PhraseSet s_positive = new("""
        no problem|problems|complaints|issues|worries
        not|isnt bad
        gar nicht schlecht
        nicht schlecht|übel
        never failed|fails
        couldnt be happier|better
        cant complain
        saved my day|life
        keep up the
        well done
        much better|easier|faster
        works|working again|now|fine
        exactly what i|we
        genau so|das|richtig
        klappt|funktioniert|geht wieder|jetzt
        how fast|quickly|easy
        kein|keine problem|probleme
        exactly what it should
        went out of
        thumbs|daumen up|hoch
        hut ab
        all|everything ~ there|back again
        ahead of schedule|time
        on time
        in no time
        first try
        can only praise
        more than happy|satisfied|pleased|expected
        better|faster|quicker|earlier|easier than expected|before|i
        no longer a problem|issue
        no more problems|errors|issues|trouble
        without any|a problem|problems|issue|issues|hitch
        life easier
        look|looking forward
        läuft wieder|jetzt|rund
        alles gut|klar|bestens|prima|super
        wie geschmiert
        besser|schneller als erwartet|gedacht|vorher
        gut gemacht
        weiter so
        nichts zu meckern
        big|huge improvement|help|relief|thanks
        five|5 stars
        worth every|the|it
        highly recommend
        so|sehr happy|glad|glücklich|froh
        """);

    /// <summary>Words of mood that say none here.</summary>
    private static readonly PhraseSet s_moodless = new("""
        i'd|we'd|would|you'd like
        looks|look|something|anything like
        as well
        good|guten|guter morning|afternoon|evening|day|morgen|tag|abend
        best|kind|warm|beste|viele|freundliche|freundlichen regards|wishes|grüsse|grüssen
        error|problem|issue code|codes|message|messages|number|type|report|reports|list
        well known
        in advance
        im voraus
        """);

    /// <summary>Praise with which an ironic message begins.</summary>
    private static readonly PhraseSet s_praise = new("great|wonderful|awesome|fantastic|brilliant|perfect|nice|lovely|super|toll|klasse|prima|fantastisch|wunderbar|spitze|sure");

    private static readonly PhraseSet s_asks = new("""
        how|what|where|when|which|who|whose|is|are|do|does|did|can|could|will|would|should|has|have|may
        wie|was|wo|wann|welche*|wer|ist|sind|kann|können|hat|haben|gibt|darf
        """);

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

            if (s_moodless.LengthAt(words, i) is > 0 and var nothing)
            {
                i += nothing;
            }
            else if (s_positive.LengthAt(words, i) is > 0 and var good)
            {
                (sum, i) = (sum + 2, i + good);
            }
            else if (s_negative.LengthAt(words, i) is > 0 and var bad)
            {
                (sum, i) = (sum - 2, i + bad);
            }
            else
            {
                sum += Weight(words, i);
                i++;
            }
        }

        return isQuestion && s_asks.LengthAt(words, 0) > 0 && !s_negative.IsIn(words) ? sum * InQuestion : sum;
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
                return s_praise.LengthAt(words, i - 1) > 0 && Sentence(words[i..Math.Min(words.Count, i + AfterPraise)], isQuestion: false) < 0;
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
