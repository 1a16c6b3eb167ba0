using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Deployments;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Deployments;

public sealed class CanaryScreensTests : DeploymentScreensTest
{
    [Fact]
    public async Task Launch_ToSomeOfTheConversations_BeginsACanary()
    {
        await ReleaseToStagingAsync();
        var panel = Render<LaunchPanel>(p => p.Add(l => l.Launch, Promotion(isCanary: true)));
        panel.WaitForElement("#f-weight");
        await panel.Find("#f-weight").ChangeAsync(new() { Value = "25" });
        await panel.Find("#f-minimumSample").ChangeAsync(new() { Value = "100" });
        await panel.Find("#f-reason").ChangeAsync(new() { Value = "Carefully" });

        await panel.Find("form").SubmitAsync();

        var state = await StateAsync();
        Assert.Equal<(int, int, int?)>((1, 2, 25), (state.Current!.Version, state.Canary!.Version, state.Canary.Weight));
        Assert.Equal(100, (await Scene.Admin.Get<CanaryService>().GetAsync(Scene.AssistantId, StudioEnvironment.Production, Cancel))!.Rule.MinimumSample);
        Assert.Contains("Version 2 answers 25 of a hundred conversations in production now.", Assert.Single(Messages()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weight", "95")]
    [InlineData("minimumSample", "3")]
    [InlineData("falseRevertPercent", "0,5")]
    public async Task Launch_OfACanaryThatCannotBe_SaysSoBesideTheField(string field, string text)
    {
        await ReleaseToStagingAsync();
        var panel = Render<LaunchPanel>(p => p.Add(l => l.Launch, Promotion(isCanary: true)));
        panel.WaitForElement("#f-weight");
        await panel.Find($"#f-{field}").ChangeAsync(new() { Value = text });
        await panel.Find("#f-reason").ChangeAsync(new() { Value = "Carefully" });

        await panel.Find("form").SubmitAsync();

        Assert.Equal("true", panel.Find($"#f-{field}").GetAttribute("aria-invalid"));
        Assert.Null((await StateAsync()).Canary);
    }

    [Fact]
    public async Task Launch_WhereNothingStands_OffersNoCanary()
    {
        var panel = Render<LaunchPanel>(p => p.Add(l => l.Launch, new LaunchRequest(Scene.AssistantId, "Returns desk", DeploymentKind.Rollback, StudioEnvironment.Production)));

        Assert.Empty(panel.FindAll("input[name=launch-share]"));
    }

    [Fact]
    public async Task Card_OfACanary_ShowsItBesideTheOtherAndWhatIsWaitedFor()
    {
        await BeginCanaryAsync();
        var state = await StateAsync();

        var card = Render<CanaryCard>(p => p.Add(c => c.State, state));

        card.WaitForElement(".canary-table");
        Assert.Equal("Version 1 answers 80 of a hundred conversations, version 2 20", card.Find(".split").GetAttribute("aria-label"));
        Assert.Equal(["Answers", "Failed", "95 of 100 within", "Rated badly"], card.FindAll("tbody th").Select(h => h.TextContent));
        Assert.Contains("When the canary has given 50 answers; it has given 0.", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Panel_WithAnotherWeight_ChangesTheCanary()
    {
        await BeginCanaryAsync();
        var view = (await Scene.Admin.Get<CanaryService>().GetAsync(Scene.AssistantId, StudioEnvironment.Production, Cancel))!;
        var panel = Render<CanaryPanel>(p => p.Add(c => c.Canary, view));
        await panel.Find("#f-weight").ChangeAsync(new() { Value = "60" });

        await panel.Find("form").SubmitAsync();

        Assert.Equal(60, (await StateAsync()).Canary!.Weight);
    }

    [Fact]
    public async Task EndPanel_TakingBackWithoutAReason_AsksForOne()
    {
        await BeginCanaryAsync();
        var view = (await Scene.Admin.Get<CanaryService>().GetAsync(Scene.AssistantId, StudioEnvironment.Production, Cancel))!;
        var panel = Render<CanaryEndPanel>(p => p.Add(c => c.Canary, view).Add(c => c.TakesOver, false));

        await panel.Find("form").SubmitAsync();
        Assert.Equal("true", panel.Find("#f-reason").GetAttribute("aria-invalid"));
        await panel.Find("#f-reason").ChangeAsync(new() { Value = "Not yet" });
        await panel.Find("form").SubmitAsync();

        var state = await StateAsync();
        Assert.Equal<(int, DeploymentRow?)>((1, null), (state.Current!.Version, state.Canary));
    }

    [Fact]
    public async Task EndPanel_TakingOver_AnswersEverybody()
    {
        await BeginCanaryAsync();
        var view = (await Scene.Admin.Get<CanaryService>().GetAsync(Scene.AssistantId, StudioEnvironment.Production, Cancel))!;
        var panel = Render<CanaryEndPanel>(p => p.Add(c => c.Canary, view).Add(c => c.TakesOver, true));

        await panel.Find("form").SubmitAsync();

        var state = await StateAsync();
        Assert.Equal<(int, DeploymentRow?)>((2, null), (state.Current!.Version, state.Canary));
    }

    [Fact]
    public async Task Desk_WithSomethingNewerInStaging_OffersToTryIt()
    {
        await ReleaseToStagingAsync();
        var (detail, states) = (await DetailAsync(), await Scene.Admin.Get<DeploymentListService>().StatesAsync(Scene.AssistantId, Cancel));

        var desk = Render<EnvironmentDesk>(p => p.Add(d => d.Detail, detail).Add(d => d.States, states));

        Assert.Equal("Production", desk.Find(".desk-switch button.on").TextContent.Trim());
        Assert.Contains(desk.FindAll("button"), b => b.TextContent.Trim() == "Try what stands in staging…");
        await PressAsync(desk, "Testing");
        Assert.Contains("returns-desk@testing", desk.Markup, StringComparison.Ordinal);
        Assert.Contains("There is nothing newer to try: deploy something to development first.", Text(desk, ".canary-none"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mark_OnTheBoard_SaysThatACanaryGoesOn()
    {
        await BeginCanaryAsync();

        var page = Render<DeploymentBoardPage>();

        page.WaitForElement(".lane.prod .canary-mark");
        Assert.Equal(("version 2", "20% of the conversations"), (page.Find(".lane.prod .canary-mark a").TextContent, page.Find(".lane.prod .canary-mark .num").TextContent));
        Assert.Single(page.FindAll(".lane.prod .canary-mark"));
    }

    private LaunchRequest Promotion(bool isCanary) =>
        new(Scene.AssistantId, "Returns desk", DeploymentKind.Promotion, StudioEnvironment.Production, StudioEnvironment.Staging, IsCanary: isCanary);
}
