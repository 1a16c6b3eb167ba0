using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Chunking;

/// <summary>What holds for every document, tried on many by chance.</summary>
public sealed class ChunkerPropertyTests
{
    private const int Documents = 150;

    private static readonly ChunkingRules[] s_rules =
        [new(), new() { MaxTokens = 16, OverlapTokens = 8 }, new() { MaxTokens = 60, OverlapTokens = 1000 }, new() { MaxTokens = 60, OverlapTokens = 0 }];

    [Fact]
    public void Chunks_AreOrderedRangesThatCoverEverything()
    {
        foreach (var (seed, rules) in Cases())
        {
            var cut = Chunker.Cut(Knowledge.Documents.Random(seed), rules);
            var (start, end) = (-1, 0);
            foreach (var chunk in cut.Chunks)
            {
                Assert.True(chunk.Start > start && chunk.Length > 0 && chunk.Start + chunk.Length <= cut.Text.Length, $"Document {seed}: {chunk} is no range.");
                Assert.True(chunk.Start + chunk.Length > end, $"Document {seed}: {chunk} only repeats.");
                Assert.True(chunk.Start <= end || cut.Text.AsSpan(end, chunk.Start - end).IsWhiteSpace(), $"Document {seed}: text before {chunk} is lost.");
                (start, end) = (chunk.Start, chunk.Start + chunk.Length);
            }

            Assert.True(cut.Text.AsSpan(end).IsWhiteSpace(), $"Document {seed}: its end is lost.");
        }
    }

    [Fact]
    public void Chunks_AreNeverBiggerThanAllowed()
    {
        foreach (var (seed, rules) in Cases())
        {
            var cut = Chunker.Cut(Knowledge.Documents.Random(seed), rules);
            foreach (var chunk in cut.Chunks)
            {
                Assert.InRange(chunk.Tokens, 1, rules.MaxTokens);
                Assert.Equal(TokenEstimate.Of(cut.Text.Substring(chunk.Start, chunk.Length)), chunk.Tokens);
            }
        }
    }

    [Fact]
    public void Chunks_PartNoCharacter()
    {
        foreach (var (seed, rules) in Cases())
        {
            var cut = Chunker.Cut(Knowledge.Documents.Random(seed), rules);
            foreach (var chunk in cut.Chunks)
            {
                Assert.Equal(chunk.Start, TextBreaks.WholeCharacter(cut.Text, chunk.Start));
                Assert.Equal(chunk.Start + chunk.Length, TextBreaks.WholeCharacter(cut.Text, chunk.Start + chunk.Length));
            }
        }
    }

    [Fact]
    public void Edit_InOneSection_ChangesItsChunksOnly()
    {
        foreach (var (seed, rules) in Cases())
        {
            var document = Knowledge.Documents.Random(seed);
            var edited = document.Blocks.ToList();
            var at = edited.FindIndex(b => b.Kind == BlockKind.Paragraph);
            if (at < 0)
                continue;

            edited[at] = new(BlockKind.Paragraph, "Somebody wrote this anew.");
            var before = Chunker.Cut(document, rules);
            var after = Chunker.Cut(document with { Blocks = edited }, rules);

            Assert.Equal(Others(before, document.Blocks, at), Others(after, edited, at));
        }
    }

    /// <summary>The hashes of the chunks outside the section that the block belongs to.</summary>
    private static IEnumerable<string> Others(ChunkedDocument cut, IReadOnlyList<TextBlock> blocks, int at)
    {
        var placed = DocumentText.Of(new() { Title = "", Blocks = blocks }).Blocks;
        var first = at;
        while (first > 0 && placed[first - 1].Kind != BlockKind.Heading)
            first--;
        while (first > 0 && placed[first - 1].Kind == BlockKind.Heading)
            first--;
        var last = at;
        while (last + 1 < placed.Count && placed[last + 1].Kind != BlockKind.Heading)
            last++;

        return cut.Chunks.Where(c => c.Start < placed[first].Span.Start || c.Start >= placed[last].Span.End).Select(c => c.Hash);
    }

    private static IEnumerable<(int Seed, ChunkingRules Rules)> Cases() =>
        from seed in Enumerable.Range(1, Documents) from rules in s_rules select (seed, rules);
}
