using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// What was asked and what was answered, in the words of the conversation: the first question and the last one always,
/// the others by what they name. A sample:
/// <code>
/// Asked: Where is my order TW-48213?
/// Answered: It left Bremen on 3 May.
/// </code>
/// </summary>
internal static class SummaryMaker
{
    private const string Asked = "Asked: ";
    private const string Answered = "Answered: ";

    /// <summary>The first sentence of a reply mostly is the answer.</summary>
    private const int ForFirst = 2;

    private const int ForSharedWord = 1;
    private const int ForWish = 3;

    private sealed record Line(string Text, int Weight, int Order);

    public static string Of(IReadOnlyList<SummaryTurn> turns, int maxTokens)
    {
        var lines = LinesOf(turns);
        if (lines.Count == 0)
        {
            return "";
        }

        var lastAsked = lines.FindLastIndex(l => l.Text.StartsWith(Asked, StringComparison.Ordinal));
        var room = maxTokens + 1; // The last line has no break after it.
        var kept = new List<Line>();
        foreach (var line in lines.OrderBy(l => l.Order <= 1 ? 0 : lastAsked >= 0 && l.Order >= lastAsked ? 1 : 2).ThenByDescending(l => l.Weight).ThenBy(l => l.Order))
        {
            var cost = TokenEstimate.Of(line.Text) + 1;
            if (cost <= room)
            {
                room -= cost;
                kept.Add(line);
            }
        }

        return kept.Count > 0 ? string.Join('\n', kept.OrderBy(l => l.Order).Select(l => l.Text)) : TokenCut.To(lines[0].Text, maxTokens);
    }

    private static List<Line> LinesOf(IReadOnlyList<SummaryTurn> turns)
    {
        var lines = new List<Line>();
        var question = "";
        for (var i = 0; i < turns.Count; i++)
        {
            var sentences = Sentences.Of(turns[i].Text).Take(AnalysisLimits.SentencesPerTurn).Where(s => PlainText.IsVisible(s) && !Facts.IsCourtesy(s)).ToArray();
            if (sentences.Length == 0)
            {
                continue;
            }

            var of = turns[i].IsFromUser ? Asking(sentences) : Answering(sentences, question);
            question = turns[i].IsFromUser ? of : question;
            lines.Add(new((turns[i].IsFromUser ? Asked : Answered) + Facts.Shorten(of, AnalysisLimits.TokensPerSentence), Facts.WeightOf(of), lines.Count));
        }

        return lines;
    }

    private static string Asking(string[] sentences) =>
        sentences.Select((s, i) => (Text: s, Weight: (IntentJudge.Of(s).Intent is Intent.Question or Intent.Request or Intent.Problem ? ForWish : 0) + Math.Min(Facts.WeightOf(s), Facts.Strong) + (i == 0 ? 1 : 0)))
            .MaxBy(s => s.Weight).Text;

    private static string Answering(string[] sentences, string question)
    {
        var asked = MessageWords.Of(question).Select(w => w.Text).Where(w => !Knowledge.StopWords.Has(w)).ToHashSet(StringComparer.Ordinal);
        return sentences.Select((s, i) => (Text: s, Weight: (i == 0 ? ForFirst : 0) + Math.Min(Facts.WeightOf(s), Facts.Strong) + MessageWords.Of(s).Select(w => w.Text).Distinct().Count(asked.Contains) * ForSharedWord - (s.EndsWith('?') ? ForFirst : 0)))
            .MaxBy(s => s.Weight).Text;
    }
}
