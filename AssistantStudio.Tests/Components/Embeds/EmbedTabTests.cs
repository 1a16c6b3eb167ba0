using AngleSharp.Dom;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Embeds;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Conversations;
using AssistantStudio.Web.Components.Embeds;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Embeds;

public sealed class EmbedTabTests : ConversationScreensTest
{
    [Fact]
    public async Task Render_WhoMayNotDeployThere_SeesItAndChangesNothing()
    {
        await OpenAsync();
        Use(Role.Viewer);

        var tab = await ShowAsync();

        Assert.All(tab.FindAll("form input, form textarea, form select, form button[type=submit]"), field => Assert.True(field.IsDisabled(), field.OuterHtml));
        Assert.DoesNotContain("New key…", tab.Markup, StringComparison.Ordinal);
        Assert.Contains("Pages of the named sites show it", tab.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_WhileSomebodyTypes_ShowsWhatIsTyped()
    {
        var tab = await ShowAsync();

        await tab.Find("#f-title").ChangeAsync(new() { Value = "Ask us" });
        await tab.Find("#f-accent").ChangeAsync(new() { Value = "#FFDD00" });

        Assert.Equal("Ask us", tab.Find(".embed-preview-head").TextContent.Trim());
        Assert.Equal($"--embed-accent: #ffdd00; --embed-ink: {EmbedColours.Dark}", tab.Find(".embed-preview").GetAttribute("style"));
    }

    [Fact]
    public async Task Tab_SomebodyElseSaves_FollowsUntilItIsClosed()
    {
        var before = Scene.Studio.Get<ChangeFeed>().SubscriberCount;
        var tab = await ShowAsync();

        await OpenAsync();

        tab.WaitForAssertion(() => Assert.Equal("https://www.shop.example", tab.Find("#f-origins").GetAttribute("value")));
        await DisposeComponentsAsync();
        Assert.Equal(before, Scene.Studio.Get<ChangeFeed>().SubscriberCount);
    }

    private Task<EmbedSettings> OpenAsync() =>
        Scene.Admin.Get<EmbedService>().SetAsync(Scene.AssistantId, StudioEnvironment.Production, new() { Enabled = true, Origins = ["https://www.shop.example"] }, Cancel);

    private async Task<IRenderedComponent<EmbedTab>> ShowAsync()
    {
        var detail = await Scene.Admin.Get<AssistantService>().GetAsync(Scene.AssistantId.ToString(), Cancel);
        var tab = Render<EmbedTab>(p => p.Add(x => x.Detail, detail));
        tab.WaitForElement("#f-origins");
        return tab;
    }
}
