using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Deployments;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Deployments;

public sealed class LimitsCardTests : DeploymentScreensTest
{
    [Fact]
    public async Task Save_OfWhatWasChanged_HoldsAtOnceAndLeavesTheRest()
    {
        var card = await RenderAsync();
        await Scene.Second.Get<DeploymentService>().ScaleAsync(Scene.AssistantId, StudioEnvironment.Production, new() { QueueLength = 7 }, Cancel);
        await card.Find("#f-slots").ChangeAsync(new() { Value = "12" });
        await card.Find("#f-requestsPerMinute").ChangeAsync(new() { Value = "1,500" });

        await card.Find("form").SubmitAsync();

        var stored = (await StateAsync()).Resources!;
        Assert.Equal<(int, int?, int)>((12, 1_500, 7), (stored.Slots, stored.RequestsPerMinute, stored.QueueLength));
        Assert.Contains("In production, also for those that wait already.", Assert.Single(Messages()), StringComparison.Ordinal);
        Assert.True(card.Find("form button[type=submit]").HasAttribute("disabled"), "Nothing is left to save.");
    }

    [Fact]
    public async Task Save_OfALimitThatWasEmptied_TakesItAway()
    {
        await Scene.Admin.Get<DeploymentService>().ScaleAsync(Scene.AssistantId, StudioEnvironment.Production, new() { TokensPerMinute = 90_000 }, Cancel);
        var card = await RenderAsync();
        Assert.Equal("90,000", card.Find("#f-tokensPerMinute").GetAttribute("value"));
        await card.Find("#f-tokensPerMinute").ChangeAsync(new() { Value = "" });

        await card.Find("form").SubmitAsync();

        Assert.Null((await StateAsync()).Resources!.TokensPerMinute);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("many")]
    [InlineData("")]
    public async Task Save_OfWhatCannotBe_SaysSoBesideTheField(string slots)
    {
        var card = await RenderAsync();
        await card.Find("#f-slots").ChangeAsync(new() { Value = slots });

        await card.Find("form").SubmitAsync();

        Assert.Equal("true", card.Find("#f-slots").GetAttribute("aria-invalid"));
        Assert.Equal(50, (await StateAsync()).Resources!.Slots);
    }

    [Fact]
    public async Task Save_OfALimitOfNothing_IsRefusedAndNotTakenForNoLimit()
    {
        var card = await RenderAsync();
        await card.Find("#f-requestsPerMinute").ChangeAsync(new() { Value = "0" });

        await card.Find("form").SubmitAsync();

        Assert.Equal("true", card.Find("#f-requestsPerMinute").GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task Gauges_AsTimePasses_FollowWhatIsTaken()
    {
        var card = await RenderAsync();
        Assert.Equal("0 of 50 now", card.FindAll(".limit-now")[0].TextContent.Trim());
        Assert.Contains("Nothing was refused", card.Find(".limits-refused").TextContent, StringComparison.Ordinal);
        var gates = Scene.Studio.Get<DeploymentGates>();
        var live = (await Scene.Studio.Get<LiveDeployments>().OfAsync(Scene.Admin.Access, Scene.AssistantId, StudioEnvironment.Production, Cancel)) with { Resources = new() { Slots = 1, QueueLength = 0 } };

        using var place = await gates.EnterAsync(live, Cancel);
        await Assert.ThrowsAsync<LimitExceededException>(async () => await gates.EnterAsync(live, Cancel));
        Clock.Advance(TimeSpan.FromSeconds(2));

        card.WaitForAssertion(() => Assert.Equal("1 of 50 now", card.FindAll(".limit-now")[0].TextContent.Trim()));
        Assert.Contains("1 because too many were waiting", card.Find(".limits-refused").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_OfWhoMayOnlyLook_HasNothingToSave()
    {
        await using var viewer = Scene.Studio.As(Role.Viewer);
        Use(viewer);
        var state = (await viewer.Get<DeploymentListService>().StatesAsync(Scene.AssistantId, Cancel))[^1];

        var card = Render<LimitsCard>(p => p.Add(c => c.State, state));

        Assert.Empty(card.FindAll("form"));
        Assert.All(card.FindAll("input"), i => Assert.True(i.HasAttribute("disabled")));
    }

    private async Task<IRenderedComponent<LimitsCard>> RenderAsync()
    {
        var state = await StateAsync();
        return Render<LimitsCard>(p => p.Add(c => c.State, state));
    }
}
