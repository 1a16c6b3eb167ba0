using AssistantStudio.Core.Knowledge;
using Xunit;
using static AssistantStudio.Tests.Core.Knowledge.Documents;

namespace AssistantStudio.Tests.Core.Knowledge.Chunking;

public sealed class ChunkerTests
{
    private static readonly ChunkingRules s_small = new() { MaxTokens = 40, OverlapTokens = 0 };

    [Fact]
    public void Cut_SmallDocument_WritesMarkdownAndOneChunkForEachSection()
    {
        var cut = Chunker.Cut(
            Of("Returns", H(1, "Returns"), P("Send it back."), H(2, "Who pays"), List("you", "we"), H(3, "Postage"), P("Free.")), new());

        Assert.Equal("# Returns\n\nSend it back.\n\n## Who pays\n\n- you\n- we\n\n### Postage\n\nFree.", cut.Text);
        Assert.Equal(
            [
                ("Returns", "# Returns\n\nSend it back."),
                ("Returns › Who pays", "## Who pays\n\n- you\n- we"),
                ("Returns › Who pays › Postage", "### Postage\n\nFree."),
            ],
            Parts(cut));
    }

    [Fact]
    public void Cut_Chunk_CountsAndHashesWhatIsEmbedded()
    {
        var chunk = Assert.Single(Chunker.Cut(Of("A", P("b")), new()).Chunks);

        // printf 'A\nb' | sha256sum
        Assert.Equal(new(0, 1, "A", 1, "ab9b7a24409e006c096ee24a61d4b572ab40bd83b4e5cba9250f0f88c1f588c3"), chunk);
    }

    [Fact]
    public void Cut_NoBlocks_GivesNoChunks()
    {
        var cut = Chunker.Cut(Of("Empty", P(" \n\t"), Code("")), new());

        Assert.Equal("", cut.Text);
        Assert.Empty(cut.Chunks);
    }

    [Fact]
    public void Cut_HeadingsWithoutText_GoToTheNextSection()
    {
        var cut = Chunker.Cut(Of("Guide", H(1, "Install"), H(2, "Linux"), P("apt install"), H(2, "Windows"), H(1, "Use"), P("Run it.")), new());

        Assert.Equal(
            [
                ("Guide › Install › Linux", "# Install\n\n## Linux\n\napt install"),
                ("Guide › Use", "## Windows\n\n# Use\n\nRun it."),
            ],
            Parts(cut));
    }

    [Fact]
    public void Cut_OnlyHeadings_GivesOneChunk()
    {
        var cut = Chunker.Cut(Of("Outline", H(1, "One"), H(1, "Two"), H(2, "Three")), new());

        Assert.Equal([("Outline › Two › Three", "# One\n\n# Two\n\n## Three")], Parts(cut));
    }

    [Fact]
    public void Cut_BlocksThatFitAlone_StayWhole()
    {
        var list = List([.. Enumerable.Repeat("three small words", 7)]);
        var table = Table(string.Join('\n', Enumerable.Repeat("| a | b |", 6)));
        var cut = Chunker.Cut(Of("T", P("Some words before the list."), list, table), s_small);

        Assert.Equal(["Some words before the list.", list.Text, table.Text], Texts(cut));
    }

    [Fact]
    public void Cut_BigParagraph_IsCutBetweenSentences()
    {
        var cut = Chunker.Cut(Of("T", H(1, "Head"), P(Sentences(10))), s_small);

        Assert.Equal([3, 4, 3], Texts(cut).Select(t => t.Count(c => c == '.')));
        Assert.All(Texts(cut).Skip(1), t => Assert.StartsWith("Item", t, StringComparison.Ordinal));
        Assert.All(cut.Chunks, c => Assert.Equal("T › Head", c.HeadingPath));
    }

    [Fact]
    public void Cut_SectionOfSeveralChunks_RepeatsWholeSentences()
    {
        var cut = Chunker.Cut(Of("T", P(Sentences(12))), new() { MaxTokens = 40, OverlapTokens = 12 });

        var texts = Texts(cut);
        Assert.Equal(4, texts.Count);
        foreach (var (before, after) in texts.Zip(texts.Skip(1)))
            Assert.StartsWith(before[(before[..^1].LastIndexOf('.') + 2)..], after, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_NewSection_RepeatsNothing()
    {
        var cut = Chunker.Cut(Of("T", H(1, "A"), P(Sentences(3)), H(1, "B"), P(Sentences(3))), new() { MaxTokens = 40, OverlapTokens = 12 });

        Assert.Equal(["# A", "# B"], Texts(cut).Select(t => t[..3]));
    }

    [Fact]
    public void Cut_BigList_IsCutBetweenOuterItems()
    {
        var item = "- outer words are here\n  - inner words are here too\n  - more inner words";
        var cut = Chunker.Cut(Of("T", new TextBlock(BlockKind.List, string.Join('\n', Enumerable.Repeat(item, 6)))), s_small);

        Assert.Equal(3, cut.Chunks.Count);
        Assert.All(Texts(cut), t => Assert.Equal(item + "\n" + item, t));
    }

    [Fact]
    public void Cut_BigTable_IsCutBetweenRows()
    {
        var cut = Chunker.Cut(Of("T", Table(string.Join('\n', Enumerable.Range(10, 20).Select(i => $"| row {i} | value |")))), s_small);

        Assert.All(Texts(cut), t => Assert.All(t.Split('\n'), line => Assert.Matches(@"^\| row \d\d \| value \|$", line)));
    }

    [Fact]
    public void Cut_BigCode_IsCutAtBlankLines()
    {
        var function = "def f(a):\n    b = a\n    return b";
        var cut = Chunker.Cut(Of("T", Code(string.Join("\n\n", Enumerable.Repeat(function, 6)))), s_small);

        Assert.All(Texts(cut), t => Assert.StartsWith("def f", t, StringComparison.Ordinal));
        Assert.All(Texts(cut), t => Assert.EndsWith("return b", t, StringComparison.Ordinal));
    }

    [Fact]
    public void Cut_LongHeading_IsShortenedInThePathOnly()
    {
        var heading = string.Concat(Enumerable.Repeat("🙂", 300));
        var cut = Chunker.Cut(Of("T", H(1, heading), P("Text.")), new());

        Assert.Equal("T › " + string.Concat(Enumerable.Repeat("🙂", 80)) + "…", cut.Chunks[^1].HeadingPath);
        Assert.Contains(heading, cut.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_TextWithoutSpaces_PartsNoCharacter()
    {
        var cut = Chunker.Cut(Of("T", P("x" + string.Concat(Enumerable.Repeat("🙂", 200)))), s_small);

        Assert.All(Texts(cut), t => Assert.False(char.IsLowSurrogate(t[0]) || char.IsHighSurrogate(t[^1])));
        Assert.Equal(cut.Text, string.Concat(Texts(cut)));
    }

    [Fact]
    public void Cut_Chinese_IsCutBehindItsFullStops()
    {
        var cut = Chunker.Cut(Of("退货", P(string.Concat(Enumerable.Repeat("您可以在十四天内退货。", 12)))), s_small);

        Assert.All(Texts(cut), t => Assert.EndsWith("。", t, StringComparison.Ordinal));
        Assert.Equal(cut.Text, string.Concat(Texts(cut)));
    }

    [Theory]
    [InlineData(15, 0)]
    [InlineData(100, -1)]
    public void Cut_RulesOutOfRange_AreRefused(int most, int overlap) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Chunker.Cut(Of("T"), new() { MaxTokens = most, OverlapTokens = overlap }));

    private static IEnumerable<(string Path, string Text)> Parts(ChunkedDocument cut) => cut.Chunks.Select(c => (c.HeadingPath, cut.Text.Substring(c.Start, c.Length)));

    private static IReadOnlyList<string> Texts(ChunkedDocument cut) => [.. Parts(cut).Select(p => p.Text)];
}
