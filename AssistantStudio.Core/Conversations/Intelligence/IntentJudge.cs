namespace AssistantStudio.Core.Conversations;

/// <summary>What a message is for, and what kind of answer it calls for.</summary>
internal readonly record struct MessageIntent(Intent Intent, QueryType QueryType);

/// <summary>
/// Judges a message by the words with which its sentences begin and by phrases in them. What asks for something outweighs
/// what only tells, and annoyance outweighs both; greetings and thanks count only when nothing else is said.
/// </summary>
internal static class IntentJudge
{
    private const int FewWords = 4;
    private const int WordsOfFarewell = 8;
    private const int SentencesLookedAt = 30;

    public static MessageIntent Of(string text)
    {
        var words = MessageWords.Of(text);
        words.RemoveAll(w => !char.IsLetterOrDigit(w.Text[0]));
        if (words.Count == 0)
        {
            return new(Intent.Other, QueryType.Other);
        }

        if (IsEscalation(words))
        {
            return new(Intent.Escalation, QueryType.Other);
        }

        var body = WithoutGreeting(words);
        if (body.Count == 0)
        {
            return new(Intent.Greeting, QueryType.SmallTalk);
        }

        var sentences = SentencesOf(text, body);
        var complains = IntentWords.Complaint.IsIn(body);
        var isThanks = !complains && IntentWords.Thanks.IsIn(body);
        if (isThanks || (IntentWords.Farewell.IsIn(body) && body.Count <= WordsOfFarewell))
        {
            sentences.RemoveAll(s => IsCourtesy(s.Words) && !s.IsAsked);
            if (sentences.Count == 0)
            {
                return new(isThanks ? Intent.Thanks : Intent.Farewell, QueryType.SmallTalk);
            }
        }

        return Weigh(text, sentences, complains);
    }

    private static MessageIntent Weigh(string text, List<Sentence> sentences, bool complains)
    {
        var intents = sentences.Take(SentencesLookedAt).Select(s => (Intent: IntentOf(s), Sentence: s)).ToArray();
        if (complains && !intents.Any(i => i.Intent == Intent.Request && !IntentWords.Complaint.IsIn(i.Sentence.Words)))
        {
            return new(Intent.Complaint, QueryType.Other);
        }

        foreach (var wanted in (Intent[])[Intent.Question, Intent.Request, Intent.Problem, Intent.Feedback])
        {
            foreach (var (intent, sentence) in intents)
            {
                if (intent == wanted)
                {
                    return new(intent, intent switch
                    {
                        Intent.Question => QueryTypeOfQuestion(sentence.Words),
                        Intent.Request => QueryTypeOfRequest(sentence.Words),
                        Intent.Problem => QueryType.Troubleshooting,
                        _ => QueryType.Other,
                    });
                }
            }
        }

        return ByMood(text, sentences);
    }

    /// <summary>Who asks for nothing and names no trouble, but is pleased or not, judges.</summary>
    private static MessageIntent ByMood(string text, List<Sentence> sentences) => SentimentJudge.Of(text).Value switch
    {
        Sentiment.Positive when sentences.Sum(s => s.Words.Count) >= FewWords => new(Intent.Feedback, QueryType.Other),
        Sentiment.Negative when sentences.Any(s => s.Words.Any(w => w.Text is "you" or "your" or "sie" or "ihr" or "ihre" or "ihren" or "euer" or "eure")) => new(Intent.Complaint, QueryType.Other),
        Sentiment.Negative => new(Intent.Problem, QueryType.Troubleshooting),
        _ => new(Intent.Other, QueryType.Other),
    };

    private static Intent IntentOf(Sentence sentence)
    {
        var words = WithoutLeadIn(sentence.Words, out var isPolite);
        if (words.Count == 0)
        {
            return Intent.Other;
        }

        if (IntentWords.TellMe.LengthAt(words, 0) is > 0 and var told)
        {
            var rest = words[told..];
            return rest.Count > 0 && (IntentWords.QuestionStart.LengthAt(rest, 0) > 0 || rest[0].Text is "if" or "about" or "ob" || sentence.IsAsked) ? Intent.Question : Intent.Request;
        }

        if (IntentWords.Wish.LengthAt(words, 0) > 0)
        {
            return IntentWords.HowTo.IsIn(words) ? Intent.Question : Intent.Request;
        }

        if (!sentence.IsAsked && (IntentWords.Feedback.LengthAt(words, 0) > 0 || (IntentWords.Feedback.IsIn(words) && IntentWords.QuestionStart.LengthAt(words, 0) == 0)))
        {
            return Intent.Feedback;
        }

        var isOrder = words.Count > 1 && IntentWords.Order.LengthAt(words, 0) > 0;
        return (sentence.IsAsked && !isOrder) || IntentWords.QuestionStart.LengthAt(words, 0) > 0 ? Intent.Question
            : isOrder || (isPolite && !IntentWords.Problem.IsIn(words)) ? Intent.Request
            : IntentWords.Problem.IsIn(words) ? Intent.Problem
            : IntentWords.Feedback.IsIn(words) ? Intent.Feedback
            : Intent.Other;
    }

    private static QueryType QueryTypeOfQuestion(List<MessageWord> words) => 0 switch
    {
        _ when IntentWords.SmallTalk.IsIn(words) => QueryType.SmallTalk,
        _ when IntentWords.Comparison.IsIn(words) => QueryType.Comparison,
        _ when IntentWords.Meaning.LengthAt(words, 0) > 0 && words.Any(w => w.Text is "mean" or "means" or "bedeutet") => QueryType.Factual,
        _ when IntentWords.Opinion.IsIn(words) => QueryType.Opinion,
        _ when IntentWords.Trouble.IsIn(words) && (IntentWords.Problem.IsIn(words) || words[0].Text is "why" or "warum" or "wieso" or "weshalb") => QueryType.Troubleshooting,
        _ when IntentWords.Status.IsIn(words) => QueryType.Status,
        _ when IntentWords.HowTo.IsIn(words) && (IntentWords.Problem.IsIn(words) || IntentWords.Trouble.IsIn(words)) => QueryType.Troubleshooting,
        _ when IntentWords.Amount.IsIn(words) => QueryType.Factual,
        _ when IntentWords.HowTo.IsIn(words) => QueryType.HowTo,
        _ => QueryType.Factual,
    };

    private static QueryType QueryTypeOfRequest(List<MessageWord> words) => 0 switch
    {
        _ when IntentWords.Comparison.IsIn(words) => QueryType.Comparison,
        _ when IntentWords.Opinion.IsIn(words) => QueryType.Opinion,
        _ when words.Any(w => w.Text is "status" or "eta") => QueryType.Status,
        _ when words.Any(w => w.Text is "how" or "wie") => QueryType.HowTo,
        _ when words.Any(w => w.Text is "explain" or "define" or "describe" or "erkläre" or "erklären") => QueryType.Factual,
        _ => QueryType.Other,
    };

    private static bool IsEscalation(List<MessageWord> words)
    {
        var at = IntentWords.Escalation.IndexIn(words);
        return at >= 0 ? !IsDenied(words, at) || IntentWords.Escalation.IsIn(words[(at + 1)..]) : words.Count <= 2 && IntentWords.Person.IsIn(words);
    }

    /// <summary>"I don't want to talk to a person."</summary>
    private static bool IsDenied(List<MessageWord> words, int at)
    {
        for (var before = at - 1; before >= 0 && at - before <= FewWords; before--)
        {
            if (words[before].Text is "dont" or "not" or "no" or "nicht" or "kein" or "keinen")
            {
                return true;
            }
        }

        return false;
    }

    private static List<MessageWord> WithoutGreeting(List<MessageWord> words)
    {
        var at = 0;
        while (at < words.Count && IntentWords.Greeting.LengthAt(words, at) is > 0 and var length)
        {
            at += length;
        }

        // "Hello Petra, ..."
        return at > 0 && at + 1 < words.Count && words[at].Before == '\0' && words[at + 1].Before != '\0' ? words[(at + 1)..] : words[at..];
    }

    private static List<MessageWord> WithoutLeadIn(List<MessageWord> words, out bool isPolite)
    {
        var at = 0;
        isPolite = false;
        while (at < words.Count && IntentWords.LeadIn.LengthAt(words, at) is > 0 and var length)
        {
            isPolite |= words[at].Text is "please" or "pls" or "plz" or "kindly" or "bitte";
            at += length;
        }

        isPolite |= words[^1].Text is "please" or "pls" or "plz" or "bitte";
        return words[at..];
    }

    /// <summary>Nothing but thanks, a farewell and what belongs to them.</summary>
    private static bool IsCourtesy(List<MessageWord> words) =>
        words.Count <= FewWords || IntentWords.Thanks.IsIn(words) || IntentWords.Farewell.IsIn(words) || IntentWords.AroundThanks.IsIn(words);

    private static List<Sentence> SentencesOf(string text, List<MessageWord> words)
    {
        var sentences = new List<Sentence>();
        for (var from = 0; from < words.Count;)
        {
            var to = from + 1;
            while (to < words.Count && !words[to].BeginsSentence())
            {
                to++;
            }

            var end = to < words.Count ? words[to].Start : text.Length;
            sentences.Add(new(words[from..to], text.AsSpan(words[to - 1].End, end - words[to - 1].End).IndexOfAny('?', '？') >= 0));
            from = to;
        }

        return sentences;
    }

    private readonly record struct Sentence(List<MessageWord> Words, bool IsAsked);
}
