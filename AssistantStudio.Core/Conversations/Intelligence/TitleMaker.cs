using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

/// <summary>Names a conversation after its first message that is more than a greeting.</summary>
internal static class TitleMaker
{
    private const string Untitled = "New conversation";
    private const string Cut = "…";

    /// <summary>A shorter sentence says too little alone: "VPN problem. The client asks for a token that I do not have."</summary>
    private const int ShortSentence = 16;

    /// <summary>A word that would have to be cut is cut rather than leaving less than this.</summary>
    private const int ShortestCut = 24;

    private const int SentencesLookedAt = 12;
    private const int WordsOfThanks = 5;

    private static readonly PhraseSet s_wishes = new("""
        can|could|would|will you
        i|we need you to
        i|we need|want|would|wish to
        i'd|we'd|would like to|you
        i would like to
        i'd|would like
        kannst|könntest|könnt du|ihr
        können|könnten sie|wir
        ich möchte|würde|will gerne|gern
        ich möchte
        is it possible to
        help me
        """);

    public static string Of(string firstUserText)
    {
        var title = "";
        var spoken = "";
        foreach (var sentence in Sentences.Of(PlainText.Cut(firstUserText, AnalysisLimits.JudgedLength)).Take(SentencesLookedAt))
        {
            var line = PlainText.Cut(sentence, AnalysisLimits.SentenceLength);
            spoken = spoken.Length == 0 && PlainText.IsVisible(line) ? line : spoken;
            var bare = WithoutLeadIn(line);
            title = bare.Length == 0 || !PlainText.IsVisible(bare) ? title : title.Length == 0 ? bare : $"{title.TrimEnd('.', ':')}: {bare}";
            if (title.Length >= ShortSentence)
            {
                break;
            }
        }

        title = Bare(title.Length > 0 ? title : spoken);
        return title.Length == 0 ? Untitled : AtMost(char.IsLower(title[0]) ? char.ToUpperInvariant(title[0]) + title[1..] : title);
    }

    private static string WithoutLeadIn(string sentence)
    {
        var words = MessageWords.Of(sentence);
        var at = 0;
        var isWrapped = false;
        while (at < words.Count)
        {
            var greeting = IntentWords.Greeting.LengthAt(words, at);
            var length = Math.Max(greeting, IntentWords.LeadIn.LengthAt(words, at));
            var wrapped = Math.Max(IntentWords.TellMe.LengthAt(words, at), s_wishes.LengthAt(words, at));
            if (Math.Max(length, wrapped) == 0)
            {
                break;
            }

            (at, isWrapped) = (at + Math.Max(length, wrapped), isWrapped || wrapped > 0);

            // "Hello Petra, ..."
            at += greeting > 0 && at + 1 < words.Count && words[at].Before == '\0' && words[at + 1].Before != '\0' && char.IsUpper(sentence[words[at].Start]) ? 1 : 0;
        }

        var end = words.Count;
        while (end > at && words[end - 1].Text is "please" or "pls" or "plz" or "bitte" or "thanks" or "thx" or "danke")
        {
            end--;
        }

        if (at >= end || (IntentWords.Thanks.LengthAt(words, at) > 0 && end - at <= WordsOfThanks))
        {
            return "";
        }

        var bare = sentence[words[at].Start..(end < words.Count ? words[end - 1].End : sentence.Length)];
        return isWrapped ? bare.TrimEnd('?', ' ') : bare;
    }

    private static string Bare(string title) => title.Replace("**", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal).Trim().TrimEnd('.', ',', ';', ':', '!', ' ').TrimStart(',', '.', ';', ':', '-', ' ');

    private static string AtMost(string title)
    {
        if (title.Length <= AnalysisLimits.TitleLength)
        {
            return title;
        }

        var space = title.LastIndexOf(' ', AnalysisLimits.TitleLength - Cut.Length);
        var cut = space >= ShortestCut ? title[..space] : PlainText.Cut(title, AnalysisLimits.TitleLength - Cut.Length);
        return cut.TrimEnd('.', ',', ';', ':', '!', '?', '-', ' ') + Cut;
    }
}
