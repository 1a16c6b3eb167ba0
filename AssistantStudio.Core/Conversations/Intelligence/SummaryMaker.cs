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

    /// <summary>One line, and the question with which it belongs.</summary>
    private sealed record Line(string Text, int Weight, int Exchange, int Order);

    /// <summary>Less room holds nothing that can be understood.</summary>
    private const int FewestTokens = 8;

    public static string Of(IReadOnlyList<SummaryTurn> turns, int maxTokens)
    {
        var lines = LinesOf(turns);
        if (lines.Count == 0)
        {
            return "";
        }

        var last = lines[^1].Exchange;
        var weights = lines.GroupBy(l => l.Exchange).ToDictionary(g => g.Key, g => g.Max(l => l.Weight));
        var room = maxTokens + 1; // The last line has no break after it.
        var kept = new List<Line>();
        foreach (var exchange in lines.GroupBy(l => l.Exchange).OrderBy(e => e.Key == 0 ? 0 : e.Key == last ? 1 : 2).ThenByDescending(e => weights[e.Key]).ThenBy(e => e.Key))
        {
            foreach (var line in exchange)
            {
                // An answer without its question would seem to answer another one.
                var text = TokenCut.To(line.Text, Math.Max(0, room - 1));
                if (text.Length == 0 || (text.Length < line.Text.Length && (room < FewestTokens || kept.Count > 1)))
                {
                    break;
                }

                room -= TokenEstimate.Of(text) + 1;
                kept.Add(line with { Text = text });
            }
        }

        return string.Join('\n', kept.OrderBy(l => l.Order).Select(l => l.Text));
    }

    private static List<Line> LinesOf(IReadOnlyList<SummaryTurn> turns)
    {
        var lines = new List<Line>();
        var question = "";
        var exchange = 0;
        for (var i = 0; i < turns.Count; i++)
        {
            var sentences = Sentences.Of(turns[i].Text).Take(AnalysisLimits.SentencesPerTurn).Select(s => PlainText.Cut(s, AnalysisLimits.SentenceLength)).Where(s => PlainText.IsVisible(s) && !Facts.IsCourtesy(s)).ToArray();
            if (sentences.Length == 0)
            {
                continue;
            }

            var of = turns[i].IsFromUser ? Asking(sentences) : Answering(sentences, question);
            question = turns[i].IsFromUser ? of : question;
            exchange += turns[i].IsFromUser && lines.Count > 0 ? 1 : 0;
            lines.Add(new((turns[i].IsFromUser ? Asked : Answered) + Facts.Shorten(of, AnalysisLimits.TokensPerSentence), Facts.WeightOf(of), exchange, lines.Count));
        }

        return lines;
    }

    private static string Asking(string[] sentences) =>
        sentences.Select((s, i) => (Text: s, Weight: (IntentJudge.Of(s).Intent is Intent.Question or Intent.Request or Intent.Problem ? ForWish : 0) + Math.Min(Facts.WeightOf(s), Facts.Strong) + (s.EndsWith('?') ? ForFirst : 0) + (i == 0 ? 1 : 0)))
            .MaxBy(s => s.Weight).Text;

    private static string Answering(string[] sentences, string question)
    {
        var asked = MessageWords.Of(question).Select(w => w.Text).Where(w => !Knowledge.StopWords.Has(w)).ToHashSet(StringComparer.Ordinal);
        return sentences.Select((s, i) => (Text: s, Weight: (i == 0 ? ForFirst : 0) + Math.Min(Facts.WeightOf(s), Facts.Strong) + MessageWords.Of(s).Select(w => w.Text).Distinct().Count(asked.Contains) * ForSharedWord - (s.EndsWith('?') ? ForFirst : 0)))
            .MaxBy(s => s.Weight).Text;
    }
}
