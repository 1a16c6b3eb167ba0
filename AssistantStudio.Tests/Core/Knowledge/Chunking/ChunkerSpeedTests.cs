using System.Diagnostics;
using AssistantStudio.Core.Knowledge;
using Xunit;
using static AssistantStudio.Tests.Core.Knowledge.Documents;

namespace AssistantStudio.Tests.Core.Knowledge.Chunking;

/// <summary>Texts on which a careless search takes the square of their length: minutes instead of the moment allowed here.</summary>
public sealed class ChunkerSpeedTests
{
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Patterns => [".", ".)", "a", "a ", "。", "🙂", "\n", " ", "- a\n", "A. ", "7", "\n\n", "! \n", "\ud800"];

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Cut_ManyCharactersOfOneKind_TakesAMoment(string pattern)
    {
        var text = string.Concat(Enumerable.Repeat(pattern, 300_000 / pattern.Length));
        var watch = Stopwatch.StartNew();
        foreach (var kind in Enum.GetValues<BlockKind>())
            Chunker.Cut(Of("T", new TextBlock(kind, "start " + text + " end", 1)), new());

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, s_moment);
    }

    [Fact]
    public void Cut_ManySmallSections_TakesAMoment()
    {
        var blocks = Enumerable.Range(0, 40_000).SelectMany(i => new[] { H(1 + (i % 6), $"Section {i}"), P("Text.") }).ToList();
        var watch = Stopwatch.StartNew();

        Assert.Equal(40_000, Chunker.Cut(Of("T", blocks), new()).Chunks.Count);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, s_moment);
    }
}
