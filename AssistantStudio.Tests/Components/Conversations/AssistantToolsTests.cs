using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Assistants;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Conversations;

public sealed class AssistantToolsTests : ConversationScreensTest
{
    [Fact]
    public async Task Tools_Chosen_AreSavedAndNothingElseChanges()
    {
        var before = await DetailAsync();
        var tools = await OpenAsync();
        Assert.True(Box(tools, "calculator").HasAttribute("checked"));

        await Box(tools, "current_time").ChangeAsync(new() { Value = true });
        await tools.Find("form").SubmitAsync();

        var after = await DetailAsync();
        Assert.Equal(["calculator", "current_time"], after.Content.Tools.Order());
        Assert.Equal(before.Content.Instructions, after.Content.Instructions);
    }

    [Fact]
    public async Task Tools_OneThatIsGone_CanBeTakenAway()
    {
        await Scene.Admin.Get<AssistantService>().ChangeAsync(Scene.AssistantId, new() { Tools = ["calculator", "send_fax"] }, Cancel);
        var tools = await OpenAsync();
        Assert.Contains("There is no such tool any more.", tools.Markup, StringComparison.Ordinal);

        await tools.FindAll("label.check").Single(l => l.TextContent.Contains("send_fax", StringComparison.Ordinal)).QuerySelector("input")!.ChangeAsync(new() { Value = false });
        await tools.Find("form").SubmitAsync();

        Assert.Equal(["calculator"], (await DetailAsync()).Content.Tools);
    }

    [Fact]
    public async Task Tools_ForAViewer_AreReadOnly()
    {
        Use(Role.Viewer);

        var tools = await OpenAsync(readOnly: true);

        Assert.All(tools.FindAll("input[type=checkbox]"), box => Assert.True(box.HasAttribute("disabled")));
    }

    private Task<AssistantDetail> DetailAsync() => Scene.Admin.Get<AssistantService>().GetAsync(Scene.AssistantId.ToString(), Cancel);

    private async Task<IRenderedComponent<AssistantTools>> OpenAsync(bool readOnly = false)
    {
        var detail = await DetailAsync();
        return Render<AssistantTools>(p => p.Add(x => x.Detail, detail).Add(x => x.ReadOnly, readOnly));
    }

    private static AngleSharp.Dom.IElement Box(IRenderedComponent<AssistantTools> tools, string name) =>
        tools.FindAll(".tool-choice").Single(t => t.QuerySelector(".mono")!.TextContent == name).QuerySelector("input")!;
}
