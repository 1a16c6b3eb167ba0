using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Xunit;

namespace AssistantStudio.Tests.Components;

public sealed class TagInputTests : StudioComponentTest
{
    private static readonly string[] s_inUse = ["refunds", "returns", "reviewed", "style"];

    private IReadOnlyList<string> _tags = ["refunds"];

    [Fact]
    public async Task Enter_TypedTag_AddsItTrimmedAndSaysSo()
    {
        var input = RenderInput();

        await TypeAsync(input, " customers ");
        await KeyAsync(input, "Enter");

        Assert.Equal(["refunds", "customers"], _tags);
        Assert.Equal("Added customers.", input.Find("[role=status]").TextContent);
        Assert.Equal("", input.Find("input").GetAttribute("value"));
        Assert.NotNull(input.Find("[aria-label='Remove the tag refunds']"));
    }

    [Fact]
    public async Task Comma_SeveralTags_AddsThemAndKeepsTheRest()
    {
        var input = RenderInput();

        await TypeAsync(input, "a, b,Refunds, c");

        Assert.Equal(["refunds", "a", "b"], _tags);
        Assert.Equal("c", input.Find("input").GetAttribute("value"));
        Assert.Equal("Added a, b. Refunds is there already.", input.Find("[role=status]").TextContent);
    }

    [Fact]
    public async Task Leaving_TypedTag_IsNotLost()
    {
        var input = RenderInput();
        await TypeAsync(input, "late");

        await input.Find("input").FocusOutAsync(new());

        Assert.Equal(["refunds", "late"], _tags);
    }

    [Fact]
    public async Task Backspace_EmptyInput_RemovesTheLast()
    {
        var input = RenderInput();
        await TypeAsync(input, "x");
        await KeyAsync(input, "Backspace");
        Assert.Equal(["refunds"], _tags);

        await TypeAsync(input, "");
        await KeyAsync(input, "Backspace");

        Assert.Empty(_tags);
    }

    [Fact]
    public async Task Suggestions_ArrowAndEnter_TakesTheOneInUse()
    {
        var input = RenderInput();
        var typing = TypeAsync(input, "re");
        Clock.Advance(ShellLimits.PalettePause);
        await typing;

        input.WaitForAssertion(() => Assert.Equal(["returns", "reviewed"], input.FindAll("[role=option]").Select(o => o.TextContent)));
        Assert.Equal("true", input.Find("input").GetAttribute("aria-expanded"));
        await KeyAsync(input, "ArrowDown");
        await KeyAsync(input, "ArrowDown");
        Assert.Equal(input.Find("[aria-selected=true]").Id, input.Find("input").GetAttribute("aria-activedescendant"));
        await KeyAsync(input, "Enter");

        Assert.Equal(["refunds", "reviewed"], _tags);
        Assert.Empty(input.FindAll("[role=option]"));
    }

    [Fact]
    public async Task TooLong_StaysInTheInput()
    {
        var input = RenderInput();
        var text = new string('x', 41);

        await TypeAsync(input, text);
        await KeyAsync(input, "Enter");

        Assert.Equal(["refunds"], _tags);
        Assert.Equal(text, input.Find("input").GetAttribute("value"));
        Assert.Equal("A tag has at most 40 characters.", input.Find("[role=alert]").TextContent.Trim());

        await TypeAsync(input, "short");
        Assert.Empty(input.FindAll("[role=alert]"));
    }

    [Fact]
    public async Task TooLong_BesidesOthers_AllOfThemStay()
    {
        var input = RenderInput();
        var (first, second) = (new string('x', 41), new string('y', 42));

        await TypeAsync(input, $"{first},good,{second},");
        await KeyAsync(input, "Enter");

        Assert.Equal(["refunds", "good"], _tags);
        Assert.Equal($"{first}, {second}", input.Find("input").GetAttribute("value"));
    }

    [Fact]
    public async Task Typing_BeforeItIsATag_IsTold()
    {
        var told = new List<bool>();
        var input = Render<TagInput>(p => p.Add(t => t.Value, []).Add(t => t.PendingChanged, told.Add));

        await TypeAsync(input, "late");
        await TypeAsync(input, "later");
        await KeyAsync(input, "Enter");

        Assert.Equal([true, false], told);
    }

    [Fact]
    public void Render_Disabled_ShowsTagsWithoutAWayToRemoveThem()
    {
        var input = Render<TagInput>(p => p.Add(t => t.Value, ["refunds"]).Add(t => t.Disabled, true));

        Assert.Equal("refunds", input.Find(".tag").TextContent.Trim());
        Assert.Empty(input.FindAll("button"));
        Assert.True(input.Find("input").HasAttribute("disabled"));
    }

    [Fact]
    public void Render_MarkupInATag_IsText()
    {
        _tags = ["<img src=x onerror=alert(1)>"];

        var input = RenderInput();

        Assert.Empty(input.FindAll("img"));
        Assert.Equal("<img src=x onerror=alert(1)>", input.Find(".tag").TextContent.Trim());
    }

    /// <summary>The suggestions come after a pause; what does not wait for them does not wait here.</summary>
    private static Task TypeAsync(IRenderedComponent<TagInput> input, string text)
    {
        var typed = input.Find("input").InputAsync(new() { Value = text });
        return text == "re" ? typed : Task.CompletedTask;
    }

    private static Task KeyAsync(IRenderedComponent<TagInput> input, string key) => input.Find("input").KeyDownAsync(new KeyboardEventArgs { Key = key });

    private IRenderedComponent<TagInput> RenderInput()
    {
        IRenderedComponent<TagInput> input = null!;
        input = Render<TagInput>(p => p
            .Add(t => t.Value, _tags)
            .Add(t => t.ValueChanged, tags =>
            {
                _tags = tags;
                input.Render(again => again.Add(t => t.Value, tags));
            })
            .Add(t => t.Suggest, (typed, _) => Task.FromResult<IReadOnlyList<string>>([.. s_inUse.Where(t => t.StartsWith(typed, StringComparison.Ordinal))])));
        return input;
    }
}
