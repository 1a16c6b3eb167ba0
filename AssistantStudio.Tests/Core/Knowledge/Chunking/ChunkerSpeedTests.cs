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

    /// <summary>A library of 10 MB. It takes under a second; the rest is for a machine that is busy with other tests.</summary>
    [Fact]
    public void Cut_TwoThousandMarkdownDocuments_TakesAMoment()
    {
        var limits = new ExtractionLimits();
        var text = string.Concat(Enumerable.Range(0, 8).Select(i =>
            $"## Section {i}\n\n{Sentences(6)} See [the *page*](https://example.com/{i}).\n\n- one\n- two\n  - three\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```csharp\nvar a = {i};\n```\n\n{Sentences(4, "other")}\n\n"));
        var watch = Stopwatch.StartNew();
        var chunks = 0;
        for (var i = 0; i < 2_000; i++)
            chunks += Chunker.Cut(MarkdownFormat.Read($"# Document {i}\n\n{text}", "file", limits), new()).Chunks.Count;

        TestContext.Current.SendDiagnosticMessage($"{2_000L * text.Length} characters in {watch.ElapsedMilliseconds} ms");
        Assert.InRange(chunks, 2_000 * 8, 2_000 * 30);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, s_moment);
    }
}
