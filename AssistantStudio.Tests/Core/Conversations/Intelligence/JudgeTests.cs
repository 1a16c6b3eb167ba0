using AssistantStudio.Core.Conversations;
using Xunit;

namespace AssistantStudio.Tests.Core.Conversations.Intelligence;

public sealed class JudgeTests
{
    [Theory]
    [InlineData("good", Sentiment.Positive)]
    [InlineData("not good", Sentiment.Negative)]
    [InlineData("not bad at all", Sentiment.Positive)]
    [InlineData("The menu is good, but the search is terrible", Sentiment.Negative)]
    [InlineData("Great, another update that breaks everything.", Sentiment.Negative)]
    [InlineData("Das ist schön", Sentiment.Positive)]
    [InlineData("Das ist schon da", Sentiment.Neutral)]
    [InlineData("What does error 12 mean?", Sentiment.Neutral)]
    [InlineData("pritner dosnt wrok agian", Sentiment.Negative)]
    [InlineData("请问我的订单在哪里", Sentiment.Neutral)]
    [InlineData("", Sentiment.Neutral)]
    public void Sentiment_OfWords_WeighsWhatStandsAroundThem(string text, Sentiment sentiment) => Assert.Equal(sentiment, SentimentJudge.Of(text).Value);

    [Fact]
    public void Sentiment_OfStrongerWords_ScoresHigher()
    {
        Assert.True(SentimentJudge.Of("slightly good").Score < SentimentJudge.Of("good").Score);
        Assert.True(SentimentJudge.Of("good").Score < SentimentJudge.Of("very good").Score);
        Assert.True(SentimentJudge.Of("bad").Score > SentimentJudge.Of("very bad, terrible and useless").Score);
        Assert.InRange(SentimentJudge.Of(string.Concat(Enumerable.Repeat("excellent perfect ", 1_000))).Score, 0.9, 1);
        Assert.InRange(SentimentJudge.Of(string.Concat(Enumerable.Repeat("terrible awful ", 1_000))).Score, -1, -0.9);
    }

    [Theory]
    [InlineData("Hi Petra, how do I reset my password?", Intent.Question, QueryType.HowTo)]
    [InlineData("Thanks. And is there one for pallets?", Intent.Question, QueryType.Factual)]
    [InlineData("I don't want to talk to a human. Just tell me the price.", Intent.Request, QueryType.Other)]
    [InlineData("Send the list to my manager.", Intent.Request, QueryType.Other)]
    [InlineData("Who is the manager of hall 3?", Intent.Question, QueryType.Factual)]
    [InlineData("   ", Intent.Other, QueryType.Other)]
    [InlineData("👍", Intent.Other, QueryType.Other)]
    public void Intent_OfMixedMessages_IsWhatIsWanted(string text, Intent intent, QueryType queryType) => Assert.Equal(new MessageIntent(intent, queryType), IntentJudge.Of(text));

    [Fact]
    public void Topics_OfRepeatedPhrases_AreThePhrasesNotTheirWords()
    {
        var topics = TopicFinder.Of(["The label printer is offline.", "Which toner does the label printer take?", "Label printers need SAP, and SAP needs the toner."]);

        Assert.Equal(["label printer", "SAP", "toner"], topics);
    }

    [Fact]
    public void Topics_OfManyTexts_AreAtMostFive()
    {
        Assert.Equal(5, TopicFinder.Of(["pallet scanner toner forklift trailer invoice customs", "customs, pallet, scanner, toner, forklift, trailer, invoice"]).Count);
        Assert.Empty(TopicFinder.Of([]));
        Assert.Empty(TopicFinder.Of(["and the of", "12 34", "😀"]));
    }

    [Fact]
    public void Resolution_AfterAnotherQuestion_IsOpenAgain()
    {
        ResolutionTurn[] solved = [new(true, "How do I print?", true), new(false, "Press Print.", true), new(true, "That worked, thanks!", true)];

        Assert.Equal(new(Resolution.Resolved, 2), ResolutionJudge.Of(solved));
        Assert.Equal(new(Resolution.Resolved, 2), ResolutionJudge.Of([.. solved, new(false, "You are welcome!", false), new(true, "bye", true)]));
        Assert.Equal(new(Resolution.Unknown, null), ResolutionJudge.Of([.. solved, new(true, "How do I scan?", true), new(false, "Press Scan.", true)]));
        Assert.Equal(new(Resolution.Unresolved, null), ResolutionJudge.Of([.. solved, new(true, "How do I scan?", true), new(false, "I found nothing.", false)]));
        Assert.Equal(new(Resolution.Unresolved, null), ResolutionJudge.Of([.. solved, new(true, "It stopped again", true)]));
    }
}
