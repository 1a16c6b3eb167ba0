using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

/// <summary>A turn of a conversation that is summed up.</summary>
internal sealed record SummaryTurn(bool IsFromUser, string Text);

/// <summary>
/// The running summary that stands for old turns in a model's window: a line for each sentence that later turns may need,
/// with who said it, in the order in which it was said. A sample:
/// <code>
/// User: My name is Petra Lang and I run the warehouse in Bremen.
/// Assistant: Order TW-48213 left on 3 May.
/// </code>
/// When room is short, what the user said of themselves and their things stays longest, then what the assistant said.
/// </summary>
internal static class ConversationDigest
{
    private const string User = "User: ";
    private const string Assistant = "Assistant: ";

    /// <summary>Strong facts of one turn: a pasted log must not push out what was said before and after it.</summary>
    private const int StrongPerTurn = 8;

    /// <summary>Of what is equally important, so many of the earliest are taken for one of the newest.</summary>
    private const int EarlyForOneNew = 2;

    /// <summary>Of one turn, from its beginning and from its end.</summary>
    private const int SentencesFromEachEnd = AnalysisLimits.SentencesPerTurn / 2;

    /// <summary>Less room holds no word after the one who says it.</summary>
    private const int FewestTokens = 8;

    private enum Rank
    {
        StrongOfUser,
        FactOfUser,
        FactOfAssistant,
        WordsOfUser,
        WordsOfAssistant,
    }

    private sealed record Item(string Speaker, string Text, Rank Rank, int Order);

    public static string Fold(string? earlier, IReadOnlyList<SummaryTurn> turns, int maxTokens)
    {
        var items = new List<Item>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in (earlier ?? "").Split('\n').Take(Math.Max(0, maxTokens)))
        {
            TakeLine(line.StartsWith(User, StringComparison.Ordinal) ? User : line.StartsWith(Assistant, StringComparison.Ordinal) ? Assistant : "", line);
        }

        foreach (var turn in turns)
        {
            TakeTurn(turn);
        }

        return Fit(items, maxTokens);

        void TakeTurn(SummaryTurn turn)
        {
            var (speaker, strong, first) = (turn.IsFromUser ? User : Assistant, 0, true);
            foreach (var sentence in SentencesOf(turn.Text))
            {
                var rank = RankOf(speaker, sentence);
                if (rank == Rank.StrongOfUser && ++strong > StrongPerTurn)
                {
                    rank = Rank.FactOfUser;
                }

                var isWords = rank is Rank.WordsOfUser or Rank.WordsOfAssistant;
                if ((!isWords || first) && !Facts.IsCourtesy(sentence))
                {
                    first = false;
                    Add(speaker, Facts.Shorten(sentence, AnalysisLimits.TokensPerSentence), rank);
                }
            }
        }

        void TakeLine(string speaker, string line)
        {
            var text = Sentences.OneLine(PlainText.Cut(line, AnalysisLimits.SentenceLength).AsSpan(speaker.Length));
            Add(speaker, Facts.Shorten(text, AnalysisLimits.TokensPerSentence), RankOf(speaker, text));
        }

        void Add(string speaker, string text, Rank rank)
        {
            if (PlainText.IsVisible(text) && seen.Add(speaker + text))
            {
                items.Add(new(speaker, text, rank, items.Count));
            }
        }
    }

    private static Rank RankOf(string speaker, string sentence) => (speaker, Facts.WeightOf(sentence)) switch
    {
        (Assistant, > 0) => Rank.FactOfAssistant,
        (Assistant, _) => Rank.WordsOfAssistant,
        (_, >= Facts.Strong) => Rank.StrongOfUser,
        (_, > 0) => Rank.FactOfUser,
        _ => speaker == User ? Rank.WordsOfUser : Rank.FactOfUser, // A summary that a model wrote says nobody's name.
    };

    private static IEnumerable<string> SentencesOf(string text)
    {
        var sentences = Sentences.Of(text).SelectMany(Facts.PiecesOf).Where(s => s.Length > 0).ToArray();
        return sentences.Length <= AnalysisLimits.SentencesPerTurn ? sentences : [.. sentences[..SentencesFromEachEnd], .. sentences[^SentencesFromEachEnd..]];
    }

    private static string Fit(List<Item> items, int maxTokens)
    {
        var ofUser = items.Where(i => i.Rank is Rank.StrongOfUser or Rank.FactOfUser).Sum(CostOf);
        if (ofUser > maxTokens)
        {
            items = [.. items.Select(i => i with { Text = Facts.Shorten(i.Text, AnalysisLimits.TokensPerShortSentence) }).Where(i => i.Text.Length > 0)];
        }

        var room = maxTokens + 1; // The last line has no break after it.
        var kept = new List<Item>();
        foreach (var item in items.GroupBy(i => i.Rank).OrderBy(g => g.Key).SelectMany(g => InTurnOf(g.Key, [.. g])))
        {
            if (CostOf(item) <= room)
            {
                room -= CostOf(item);
                kept.Add(item);
            }
        }

        var digest = string.Join('\n', kept.OrderBy(i => i.Order).Select(i => i.Speaker + i.Text));
        return digest.Length > 0 || items.Count == 0 || maxTokens < FewestTokens ? digest : Cut(items.MinBy(i => (i.Rank, i.Order))!, maxTokens);
    }

    private static string Cut(Item item, int maxTokens) => TokenCut.To(item.Speaker + item.Text, maxTokens);

    private static int CostOf(Item item) => TokenEstimate.Of(item.Speaker + item.Text) + 1;

    /// <summary>Facts: mostly the earliest first, with some of the newest. What is only said around them: the newest first.</summary>
    private static IEnumerable<Item> InTurnOf(Rank rank, Item[] items)
    {
        if (rank is not (Rank.StrongOfUser or Rank.FactOfUser))
        {
            return items.Reverse();
        }

        var ordered = new List<Item>(items.Length);
        for (var (early, late) = (0, items.Length - 1); early <= late;)
        {
            for (var i = 0; i < EarlyForOneNew && early <= late; i++)
            {
                ordered.Add(items[early++]);
            }

            if (early <= late)
            {
                ordered.Add(items[late--]);
            }
        }

        return ordered;
    }
}
