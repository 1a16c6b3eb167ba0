using AssistantStudio.Core.Search;
using Xunit;

namespace AssistantStudio.Tests.Core.Search;

/// <summary>What is left of a text when it is indexed, and which words count as one letter apart.</summary>
public sealed class SearchTokenTests
{
    [Theory]
    [InlineData("Refund-Policy, v2!", "refund policy v2")]
    [InlineData("Crème BRÛLÉE naïve", "creme brulee naive")]
    [InlineData("Straße Łódź Ærø", "strasse lodz aero")]
    [InlineData("ＡＢＣ ﬁne ①", "abc fine 1")]
    [InlineData("re\u200Bfund re\u00ADfund \u202Eabc\u202C", "refund refund abc")]
    [InlineData("Ёлка Йод", "елка иод")]
    [InlineData("Ὀδυσσεύς", "οδυσσευσ")]
    [InlineData("مُحَمَّد", "محمد")]
    [InlineData("退款政策", "退款 款政 政策 策")]
    [InlineData("a退款b", "a 退款 款 b")]
    [InlineData("한국어 정책", "한국어 정책")]
    [InlineData("ok 👍🏽!", "ok u1f44d")]
    [InlineData("\"x\" OR (y*) NEAR/2 -z : {w}", "x or y near 2 z w")]
    [InlineData("a\0b\ud83dc\udc4d", "a b c")]
    [InlineData(" \t***\n", "")]
    public void Fold_AnyText_LeavesItsWords(string text, string words) => Assert.Equal(words, SearchTokens.Fold(text));

    [Fact]
    public void Fold_LongTexts_StayWithinTheLimits()
    {
        Assert.InRange(SearchTokens.Fold(string.Concat(Enumerable.Repeat("退款政策", 50_000))).Length, SearchLimits.TextLength - 10, SearchLimits.TextLength);
        Assert.Equal(SearchLimits.WordLength, SearchTokens.Fold(new string('a', 100_000)).Length);
    }

    [Fact]
    public void Of_AnyText_SaysWhereEachWordStands()
    {
        const string Text = "Das «Straßen»-Fest 👍 in 東京都";

        var parts = SearchTokens.Of(Text, indexing: false).Select(t => Text[t.Start..t.End]);

        Assert.Equal(["Das", "Straßen", "Fest", "👍", "in", "東京", "京都"], parts);
    }

    [Theory]
    [InlineData("refund", "refumd", true)]
    [InlineData("refund", "refnd", true)]
    [InlineData("refund", "reffund", true)]
    [InlineData("refund", "refudn", true)]
    [InlineData("refund", "erfund", true)]
    [InlineData("refund", "efund", true)]
    [InlineData("refund", "xrefund", true)]
    [InlineData("refund", "refunds", true)]
    [InlineData("refund", "rfunds", false)]
    [InlineData("refund", "dnufer", false)]
    [InlineData("refund", "refnux", false)]
    public void DifferByOne_TwoWords_CountsSwappedNeighboursAsOne(string a, string b, bool expected)
    {
        Assert.Equal((expected, expected), (Spelling.DifferByOne(a, b), Spelling.DifferByOne(b, a)));

        // A word is found by a form that the two share; a swap shares one as well.
        Assert.True(!expected || Spelling.Forms(a).Intersect(Spelling.Forms(b)).Any());
    }
}
