using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Web.Components.Controls;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components;

public sealed class TextDiffViewTests : StudioComponentTest
{
    [Fact]
    public async Task Render_ChangeFarBelow_FoldsWhatIsTheSame()
    {
        var before = string.Concat(Enumerable.Range(1, 20).Select(i => FormattableString.Invariant($"line {i}\n")));
        var view = RenderView(before, before.Replace("line 15", "row 15", StringComparison.Ordinal));

        Assert.Equal(["Show 12 unchanged lines"], view.FindAll("button").Select(b => b.TextContent));
        Assert.Equal(["13", "14", "15", "16", "17", "18", "19", "20"], view.FindAll(".diff-no").Select(n => n.TextContent));
        await view.Find("button").ClickAsync(new());

        Assert.Equal(20, view.FindAll(".diff-line").Count);
    }

    [Fact]
    public void Render_LineAddedAndRemoved_NumbersTheNewerText()
    {
        var view = RenderView("one\ntwo\nthree\n", "one\nthree\nfour\n");

        Assert.Equal(["1", "", "2", "3"], view.FindAll(".diff-no").Select(n => n.TextContent));
        Assert.Equal(["added: ↵", "added: four"], view.FindAll("ins").Select(i => i.TextContent));
        Assert.Equal(["removed: two", "removed: ↵"], view.FindAll("del").Select(i => i.TextContent));
    }

    [Fact]
    public void Render_Markup_IsText()
    {
        var view = RenderView("a", "<script>alert(1)</script>");

        Assert.Empty(view.FindAll("script"));
        Assert.Equal("added: <script>alert(1)</script>", view.Find("ins").TextContent);
    }

    [Fact]
    public void Blocks_Parts_KeepEveryLetter()
    {
        const string Before = "a b\n\nc d e\n";
        const string After = "a\nb c\n\n d";
        var blocks = TextDiffLines.Blocks(TextDiff.Words(Before, After)).SelectMany(b => b.Lines).ToList();

        Assert.Equal("abcd", string.Concat(blocks.SelectMany(l => l.Parts).Where(p => p.Kind != TextDiffKind.Removed && p.Text != "↵").Select(p => p.Text.Replace(" ", "", StringComparison.Ordinal))));
        Assert.Equal("abcde", string.Concat(blocks.SelectMany(l => l.Parts).Where(p => p.Kind != TextDiffKind.Added && p.Text != "↵").Select(p => p.Text.Replace(" ", "", StringComparison.Ordinal))));
    }

    private IRenderedComponent<TextDiffView> RenderView(string before, string after) =>
        Render<TextDiffView>(p => p.Add(v => v.Parts, TextDiff.Words(before, after)).Add(v => v.Label, "Text"));
}
