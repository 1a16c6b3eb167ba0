using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using Xunit;

namespace AssistantStudio.Tests.Core.Conversations.Intelligence;

/// <summary>Whatever somebody sends, the answer is within its limits and can be stored.</summary>
public sealed class AnyTextTests
{
    private const int Long = 300_000;

    public static TheoryData<string, string> Texts => new()
    {
        { "one letter", new string('a', Long) },
        { "spaces", new string(' ', Long) },
        { "dots", new string('.', Long) },
        { "digits", string.Concat(Enumerable.Repeat("1-", Long / 2)) },
        { "questions", string.Concat(Enumerable.Repeat("?!)", Long / 3)) },
        { "denials", string.Concat(Enumerable.Repeat("not very ", Long / 9)) },
        { "clauses", string.Concat(Enumerable.Repeat("we use, ", Long / 8)) },
        { "lines", string.Concat(Enumerable.Repeat("my order TW-48213 is\n", Long / 21)) },
        { "emoji", string.Concat(Enumerable.Repeat("😀👍🏽", Long / 6)) },
        { "halves", string.Concat(Enumerable.Repeat("\ud83d x\ude00", Long / 4)) },
        { "mail", string.Concat(Enumerable.Repeat("a@b.", Long / 4)) },
        { "apostrophes", string.Concat(Enumerable.Repeat("a'", Long / 2)) },
        { "chinese", string.Concat(Enumerable.Repeat("退款政策。", Long / 5)) },
        { "arabic", string.Concat(Enumerable.Repeat("أين طلبي؟ ", Long / 10)) },
        { "bytes", new string([.. Bytes()]) },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Judges_AnyText_StayWithinTheirLimits(string name, string text)
    {
        Assert.NotEmpty(name);
        Assert.InRange(SentimentJudge.Of(text).Score, -1, 1);
        Assert.True(Enum.IsDefined(IntentJudge.Of(text).Intent));
        Assert.InRange(ResolutionJudge.Of([new(true, text, false), new(false, text, true), new(true, text, true)]).ResolvedAtTurn ?? 2, 0, 2);
        Assert.All(TopicFinder.Of([text, text]), t => Assert.True(t.Split(' ').Length <= AnalysisLimits.WordsPerTopic && PlainText.IsOneLine(t)));

        var title = TitleMaker.Of(text);
        Assert.InRange(title.Length, 1, AnalysisLimits.TitleLength);
        Assert.True(PlainText.IsOneLine(title) && PlainText.IsVisible(title));

        Assert.All(MemoryFinder.Of(text), m => Assert.True(m.Text.Length is > 0 and <= AnalysisLimits.MemoryLength && PlainText.IsOneLine(m.Text)));

        SummaryTurn[] turns = [new(true, text), new(false, text)];
        foreach (var summary in (string[])[SummaryMaker.Of(turns, 100), ConversationDigest.Fold(text, turns, 100)])
        {
            Assert.InRange(TokenEstimate.Of(summary), 0, 100);
            Assert.True(PlainText.IsStorable(summary));
        }
    }

    private static IEnumerable<char> Bytes()
    {
        var random = new Random(7);
        for (var i = 0; i < Long; i++)
        {
            yield return (char)random.Next(char.MaxValue);
        }
    }
}
