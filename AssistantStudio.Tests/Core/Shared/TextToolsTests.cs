using AssistantStudio.Core.Shared;
using Xunit;

namespace AssistantStudio.Tests.Core.Shared;

public sealed class TextToolsTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("same text", "same text", "=same text")]
    [InlineData("", "new", "+new")]
    [InlineData("old", "", "-old")]
    [InlineData("Answer in three sentences.", "Answer in two short sentences.", "=Answer in |-three|+two short|= sentences.")]
    [InlineData("a b c", "c b a", null)]
    [InlineData("one\ntwo\nthree", "one\nthree", "=one\n|-two\n|=three")]
    public void Words_TwoTexts_AreToldApartByWords(string before, string after, string? expected)
    {
        var parts = TextDiff.Words(before, after);

        AssertJoins(before, after, parts);
        if (expected is not null)
        {
            Assert.Equal(expected, string.Join('|', parts.Select(p => $"{"=-+"[(int)p.Kind]}{p.Text}")));
        }
    }

    [Fact]
    public void Words_RandomTexts_JoinToBothTexts()
    {
        var random = new Random(7);
        string Text() => string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => "ab \n,é👍"[random.Next(6)]));
        for (var i = 0; i < 3_000; i++)
        {
            var (before, after) = (Text(), Text());
            AssertJoins(before, after, TextDiff.Words(before, after));
        }
    }

    [Fact]
    public void Words_EntirelyDifferentLongTexts_AreReplacedWhole()
    {
        var before = string.Join(' ', Enumerable.Range(0, 20_000));
        var after = string.Join(' ', Enumerable.Range(50_000, 20_000));

        var parts = TextDiff.Words(before, after);

        AssertJoins(before, after, parts);
        Assert.InRange(parts.Count, 2, 3);
    }

    [Theory]
    [InlineData("Refund policy: 30 days!", "refund-policy-30-days")]
    [InlineData("  Überblick – Größe  ", "uberblick-gro-e")]
    [InlineData("日本語", "prompt")]
    [InlineData("---", "prompt")]
    public void From_AnyTitle_IsASlug(string title, string expected)
    {
        Assert.Equal(expected, Slug.From(title, "prompt", 80));
        Assert.True(Slug.IsValid(Slug.From(title, "prompt", 80)));
    }

    [Fact]
    public void Candidates_OfASlug_AreFewDifferentAndWithinTheLength()
    {
        var candidates = Slug.Candidates("abcdefghijklmnopqrst", 20).ToArray();

        Assert.Equal(["abcdefghijklmnopqrst", "abcdefghijklmnopqr-2", "abcdefghijklmnopqr-3"], candidates[..3]);
        Assert.Equal(candidates.Length, candidates.Distinct().Count());
        Assert.InRange(candidates.Length, 20, 50);
        Assert.All(Slug.Candidates(new string('a', 80), 80), c => Assert.True(c.Length <= 80 && Slug.IsValid(c), c));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("The quick brown fox jumps over the lazy dog.", 10)]
    [InlineData("日本語", 3)]
    [InlineData("1234567", 3)]
    public void Of_Text_IsAboutWhatTokenizersCount(string text, int tokens) => Assert.Equal(tokens, TokenEstimate.Of(text));

    private static void AssertJoins(string before, string after, IReadOnlyList<TextDiffPart> parts)
    {
        Assert.Equal(before, string.Concat(parts.Where(p => p.Kind != TextDiffKind.Added).Select(p => p.Text)));
        Assert.Equal(after, string.Concat(parts.Where(p => p.Kind != TextDiffKind.Removed).Select(p => p.Text)));
        Assert.DoesNotContain(parts, p => p.Text.Length == 0);
        Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.NotEqual(pair.First.Kind, pair.Second.Kind));
    }
}
