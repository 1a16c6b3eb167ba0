using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Deployments;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Xunit;

namespace AssistantStudio.Tests.Components.Deployments;

public sealed class BoardTests : DeploymentScreensTest
{
    [Fact]
    public async Task Card_DraggedToTheNextEnvironment_OpensThePanelAndPromotesNothing()
    {
        await ChangeInDevelopmentAsync();
        var page = Open();
        var opened = new List<string>();
        Services.GetRequiredService<DialogService>().OnSideOpen += (_, parameters, options) => opened.Add(options.Title ?? "");
        Assert.Equal("true", page.Find(".lane.dev .lane-card").GetAttribute("draggable"));

        await page.Find(".lane.dev .lane-card").DragStartAsync(new DragEventArgs());

        Assert.Equal(["Testing"], page.FindAll(".lane.drop[data-drop]").Select(l => l.GetAttribute("aria-label")));
        Assert.Equal(["Staging", "Production"], page.FindAll(".lane.no-drop").Select(l => l.GetAttribute("aria-label")));
        Assert.Contains("Drop it here to see what changes in testing", page.Find(".lane.test").TextContent, StringComparison.Ordinal);
        await page.Find(".lane.stage").DropAsync(new DragEventArgs());
        Assert.Empty(opened);
        await page.Find(".lane.dev .lane-card").DragStartAsync(new DragEventArgs());
        _ = page.Find(".lane.test").DropAsync(new DragEventArgs());

        page.WaitForAssertion(() => Assert.Equal(["Promote Returns desk to testing"], opened));
        Assert.Empty(page.FindAll(".lane.drop, .lane.no-drop"));
        Assert.Equal(1, (await Scene.StateAsync(StudioEnvironment.Testing)).Current!.Version);
    }

    [Fact]
    public async Task Card_LetGoElsewhere_IsAsBefore()
    {
        await ChangeInDevelopmentAsync();
        var page = Open();

        await page.Find(".lane.dev .lane-card").DragStartAsync(new DragEventArgs());
        await page.Find(".lane.dev .lane-card").DragEndAsync(new DragEventArgs());

        Assert.Empty(page.FindAll(".lane.drop, .lane.no-drop, .dragged"));
    }

    [Fact]
    public void Card_WithNothingToPromote_CannotBeDragged()
    {
        var page = Open();

        Assert.All(page.FindAll(".lane-card"), card => Assert.False(card.HasAttribute("draggable")));
    }

    [Fact]
    public async Task Card_WhoseReleaseIsTriedInTheNextEnvironment_SaysSoInPlaceOfTheButton()
    {
        await BeginCanaryAsync(weight: 30);

        var page = Open();

        Assert.DoesNotContain(page.FindAll(".lane.stage button"), b => b.TextContent.Contains("Promote", StringComparison.Ordinal));
        Assert.Equal("On trial in production 30% of the conversations", string.Join(' ', page.Find(".lane.stage .canary-mark").Children.Select(c => c.TextContent.Trim()).Where(t => t.Length > 0)));
    }

    [Fact]
    public async Task Board_NarrowedByItsAddress_ShowsThatEnvironmentAndThatState()
    {
        await BeginCanaryAsync();

        var page = Open(DeploymentBoardPage.HrefOf(StudioEnvironment.Production, BoardContent.Canary));

        Assert.Equal("Production", Assert.Single(page.FindAll(".lane")).GetAttribute("aria-label"));
        Assert.Contains("Canary, 20%", page.Find(".lane-card").TextContent, StringComparison.Ordinal);
        Assert.Equal("1 release found.", page.Find(".ph p").TextContent);
        await page.Find("#filter-shows").ChangeAsync(new() { Value = "Failed" });
        page.WaitForAssertion(() => Assert.Contains("Nothing is failed here.", page.Markup, StringComparison.Ordinal));
        Assert.EndsWith("/deployments?in=Production&shows=Failed", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        await page.Find("[aria-label='Clear the filter Environment']").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll(".lane").Count));
    }

    [Fact]
    public void Board_AsSomebodyTypes_ShowsWhatHasThatName()
    {
        var page = Open();

        Type("nobody");
        page.WaitForAssertion(() => Assert.Equal("0 releases found.", page.Find(".ph p").TextContent));
        Type("RETURNS");
        page.WaitForAssertion(() => Assert.Equal("4 releases found.", page.Find(".ph p").TextContent));

        void Type(string text)
        {
            _ = page.Find("#board-search").InputAsync(new() { Value = text });
            Clock.Advance(ShellLimits.SearchPause);
        }
    }

    [Fact]
    public async Task Board_OfAPausedAssistant_SaysThatItAnswersNobody()
    {
        await ChangeInDevelopmentAsync();
        var page = Open();

        await Scene.Admin.Get<AssistantService>().SetStatusAsync(Scene.AssistantId, AssistantStatus.Inactive, "Test", null, Cancel);

        page.WaitForAssertion(() =>
        {
            Clock.Advance(ShellLimits.LiveReloadPause); // A burst of changes is one reading.
            Assert.All(page.FindAll(".lane-card .st"), s => Assert.Equal("Paused", s.TextContent.Trim()));
        });
        Assert.DoesNotContain(page.FindAll(".lane-card button"), b => b.TextContent.Contains("Promote", StringComparison.Ordinal));
        var tile = Render<DeploymentsTile>();
        tile.WaitForElement(".kpi");
        Assert.Equal("1 paused in production", tile.FindAll(".kpi .d")[^1].TextContent.Trim());
        Assert.Equal("0 active", tile.FindAll(".kpi .v")[^1].TextContent.Trim());
        await page.Find("#filter-shows").ChangeAsync(new() { Value = "Paused" });
        page.WaitForAssertion(() => Assert.Equal("4 releases found.", page.Find(".ph p").TextContent));
        await page.Find("#filter-shows").ChangeAsync(new() { Value = "Active" });
        page.WaitForAssertion(() => Assert.Equal("0 releases found.", page.Find(".ph p").TextContent));
    }

    [Fact]
    public async Task Tile_OnHome_CountsAndLeadsToTheBoard()
    {
        await BeginCanaryAsync();

        var tile = Render<DeploymentsTile>();

        tile.WaitForElement(".kpi");
        Assert.Equal(["Development", "Testing", "Staging", "Production"], tile.FindAll(".kpi .l").Select(l => l.TextContent.Trim()));
        Assert.Equal(["1 active in development", "1 active in testing", "1 active in staging", "1 active in production"], tile.FindAll(".kpi .v").Select(v => v.TextContent.Trim()));
        Assert.Equal(["all is well", "all is well", "all is well", "1 canary in production"], tile.FindAll(".kpi .d").Select(d => d.TextContent.Trim()));
        Assert.Equal("/deployments?in=Production&shows=Canary", tile.FindAll(".kpi .d a").Single().GetAttribute("href"));
    }

    [Fact]
    public async Task Tile_WithoutDeployments_SaysWhatToDoNext()
    {
        await using var other = await Core.Deployments.DeploymentScene.CreateAsync();
        Use(other.Admin);

        var tile = Render<DeploymentsTile>();

        tile.WaitForElement(".empty");
        Assert.Equal(("Nothing deployed yet", "/assistants"), (tile.Find(".empty h2").TextContent, tile.Find(".empty a").GetAttribute("href")));
    }

    private async Task ChangeInDevelopmentAsync()
    {
        await Scene.ChangeAsync("Second.");
        await Scene.DeployAsync();
    }

    private IRenderedComponent<DeploymentBoardPage> Open(string address = "/deployments")
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        var page = Render<DeploymentBoardPage>();
        page.WaitForElement(".lane");
        return page;
    }
}
