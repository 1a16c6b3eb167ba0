using System.Globalization;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Conversations.Intelligence;

/// <summary>How often the judges agree with a person, and that docs/conversation-analysis.md says so.</summary>
public sealed class AnalysisAccuracyTests
{
    private const int TopicsLookedAt = 3;

    private static readonly string s_document = File.ReadAllText(Path.Combine(Source.Root, "docs/conversation-analysis.md"));

    [Fact]
    public void Sentiment_OfLabelledTexts_IsAsPublished() =>
        AssertPublished("Mood", Measure(LabelledTexts.Moods, t => t.Sentiment, t => SentimentJudge.Of(t.Text).Value), 150, 0.9, 0.65);

    [Fact]
    public void Intent_OfLabelledTexts_IsAsPublished() =>
        AssertPublished("Intent", Measure(LabelledTexts.Intents, t => t.Intent, t => IntentJudge.Of(t.Text).Intent), 150, 0.9, 0.7);

    [Fact]
    public void QueryType_OfLabelledTexts_IsAsPublished() =>
        AssertPublished("Query type", Measure(LabelledTexts.Intents, t => t.QueryType, t => IntentJudge.Of(t.Text).QueryType), 150, 0.9, 0.7);

    [Fact]
    public void Resolution_OfLabelledConversations_IsAsPublished() =>
        AssertPublished("Resolution", Measure(LabelledTexts.Conversations, c => c.Expected.Value, c => c.Judged.Value), 40, 0.9, 0.65);

    [Fact]
    public void ResolvedAtTurn_OfResolvedConversations_IsTheTurnThatSaysSo()
    {
        var resolved = LabelledTexts.Conversations.Where(c => c.Expected.Value == Resolution.Resolved && c.Judged.Value == Resolution.Resolved).ToArray();

        Assert.All(resolved, c => Assert.Equal(c.ResolvedAtTurn, c.Judged.ResolvedAtTurn));
        Assert.True(resolved.Length > 20);
    }

    [Fact]
    public void ResolutionVerdicts_OfHeldConversations_AreAsOftenRightAsPublished()
    {
        var held = LabelledTexts.Conversations.Where(c => c.Held).ToArray();

        foreach (var value in (Resolution[])[Resolution.Resolved, Resolution.Unresolved])
        {
            var said = held.Where(c => c.Judged.Value == value).ToArray();
            Assert.Contains($"\"{value}\" was right in {said.Count(c => c.Resolution == value)} of {said.Length}", s_document, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Topics_OfLabelledTexts_AreAsPublished() =>
        AssertPublished("Topics", Measure(LabelledTexts.Topics, _ => true, t => TopicFinder.Of(t.Texts).Take(TopicsLookedAt).Any(f => t.Accepted.Contains(f, StringComparer.OrdinalIgnoreCase)), ofAll: true), 30, 0.9, 0.8);

    private static (Figures Tuned, Figures Held) Measure<T, TLabel>(T[] texts, Func<T, TLabel> label, Func<T, TLabel> judge, bool ofAll = false)
        where T : ILabelled
        where TLabel : notnull
    {
        var judged = texts.Select(t => (t.Held, Is: label(t), Said: judge(t))).ToLookup(t => t.Held, t => (t.Is, t.Said));
        return (Figures.Of([.. judged[false]], ofAll), Figures.Of([.. judged[true]], ofAll));
    }

    private static void AssertPublished(string name, (Figures Tuned, Figures Held) figures, int fewest, double tunedFloor, double heldFloor)
    {
        Assert.True(figures.Tuned.Count + figures.Held.Count >= fewest);
        Assert.True(figures.Held.Count * 3 >= figures.Tuned.Count + figures.Held.Count, "A third is held out.");
        Assert.True(figures.Tuned.Accuracy >= tunedFloor, $"{name}, tuned on: {figures.Tuned}");
        Assert.True(figures.Held.Accuracy >= heldFloor, $"{name}, held out: {figures.Held}");
        Assert.Contains($"| {name} | {figures.Tuned} | {figures.Held} |", s_document, StringComparison.Ordinal);
    }

    private sealed record Figures(int Count, double Accuracy, double? F1, double? MostFrequent)
    {
        public static Figures Of<TLabel>((TLabel Is, TLabel Said)[] judged, bool ofAll)
            where TLabel : notnull
        {
            var right = judged.Count(j => j.Is.Equals(j.Said)) / (double)judged.Length;
            return ofAll
                ? new(judged.Length, right, null, null)
                : new(judged.Length, right, judged.Select(j => j.Is).Distinct().Average(l => F1Of(judged, l)), judged.GroupBy(j => j.Is).Max(g => g.Count()) / (double)judged.Length);
        }

        private static double F1Of<TLabel>((TLabel Is, TLabel Said)[] judged, TLabel label)
            where TLabel : notnull
        {
            var hits = judged.Count(j => j.Is.Equals(label) && j.Said.Equals(label));
            return 2.0 * hits / (judged.Count(j => j.Is.Equals(label)) + judged.Count(j => j.Said.Equals(label)));
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{100 * Accuracy:0.0} % of {Count} | {(F1 is { } f1 ? f1.ToString("0.00", CultureInfo.InvariantCulture) : "–")} | {(MostFrequent is { } most ? (100 * most).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "–")}");
    }
}
