using System.Text.RegularExpressions;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Search;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.BuiltIn;

/// <summary>The judged questions over the product's own guide, each with its passage among five others.</summary>
public sealed partial class ExtractiveGuideTests
{
    private const int Others = 5;

    private static readonly IReadOnlyList<(string Document, TextChunk Chunk, string Text)> s_guide =
        [.. Source.Files("docs/guide", ".md").SelectMany(f => Chunks(Path.GetFileName(f.Path), f.Text))];

    /// <param name="hardest">The others are those that have most words of the question; else they are from all over the guide.</param>
    /// <param name="floor">What share of the questions must be right.</param>
    [Theory]
    [InlineData(false, 0.85)]
    [InlineData(true, 0.8)]
    public void Of_QuestionsOfTheGuide_CiteTheRightPassageFirst(bool hardest, double floor)
    {
        var missed = new List<string>();
        foreach (var (i, question) in QuestionSamples.All.Index())
        {
            var (passages, right) = Passages(question, i, hardest);
            var answer = ExtractiveAnswer.Of(question.Text, passages, null);
            if (Citation().Match(answer) is not { Success: true } first || int.Parse(first.Groups[1].Value, null) != right)
            {
                missed.Add($"{question.Text} [{right}]: {answer}");
            }
        }

        Assert.True(QuestionSamples.All.Count >= 20);
        Assert.True(missed.Count <= (1 - floor) * QuestionSamples.All.Count, string.Join("\n\n", missed));
    }

    [Fact]
    public void Of_QuestionThatTheGuideDoesNotAnswer_FindsNothing()
    {
        var passages = s_guide.Select((p, i) => new SourcePassage(i + 1, p.Document, p.Chunk.HeadingPath, p.Text)).ToList();

        Assert.Equal(ExtractiveAnswer.Nothing, ExtractiveAnswer.Of("How do I bake sourdough bread?", passages, null));
    }

    [Fact]
    public void Of_QuestionsOfTheGuide_SayOnlyWhatStandsInIt()
    {
        foreach (var (i, question) in QuestionSamples.All.Index())
        {
            var (passages, _) = Passages(question, i, hardest: true);
            var known = passages.ToDictionary(p => p.Number, p => Words(p.Text));
            foreach (var (text, number) in Cited(ExtractiveAnswer.Of(question.Text, passages, "detailed")))
            {
                Assert.All(Words(text), word => Assert.Contains(word, known[number]));
            }
        }
    }

    /// <summary>The right passage stands at another place each time.</summary>
    private static (IReadOnlyList<SourcePassage> Passages, int Right) Passages((string Text, string Document, string Heading) question, int at, bool hardest)
    {
        var words = QuestionWords.Of(question.Text);
        int Shared((string Document, TextChunk Chunk, string Text) p) => System.Numerics.BitOperations.PopCount(words.In($"{p.Chunk.HeadingPath} {p.Text}").Bits);
        var right = s_guide.Where(p => p.Document == question.Document && p.Chunk.HeadingPath == question.Heading).MaxBy(Shared);
        var wrong = s_guide.Where(p => p.Chunk.HeadingPath != question.Heading).ToList();
        var others = hardest ? wrong.OrderByDescending(Shared).Take(Others).ToList() : [.. Enumerable.Range(0, Others).Select(i => wrong[(at + (i * wrong.Count / Others)) % wrong.Count])];
        others.Insert(at % (Others + 1), right);
        return ([.. others.Select((p, i) => new SourcePassage(i + 1, p.Document, p.Chunk.HeadingPath, p.Text))], (at % (Others + 1)) + 1);
    }

    private static IEnumerable<(string, TextChunk, string)> Chunks(string name, string markdown)
    {
        var cut = Chunker.Cut(MarkdownFormat.Read(markdown, name, new()), new());
        return cut.Chunks.Select(c => (name, c, cut.Text.Substring(c.Start, c.Length)));
    }

    private static HashSet<string> Words(string text) => [.. SearchTokens.Of(text, indexing: true).Select(t => t.Text)];

    private static IEnumerable<(string Text, int Number)> Cited(string answer)
    {
        var start = 0;
        foreach (Match citation in Citation().Matches(answer))
        {
            yield return (answer[start..citation.Index], int.Parse(citation.Groups[1].Value, null));
            start = citation.Index + citation.Length;
        }

        Assert.Equal("", answer[start..]);
    }

    [GeneratedRegex(@"\[(\d+)\](?!\()")]
    private static partial Regex Citation();
}
