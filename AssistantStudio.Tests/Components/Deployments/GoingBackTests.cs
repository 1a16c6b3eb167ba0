using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Deployments;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Deployments;

public sealed class GoingBackTests : DeploymentScreensTest
{
    [Fact]
    public async Task Back_AfterItAnswered_ShowsWhatItWasAsked()
    {
        await ReleaseSecondAsync();
        var panel = await OpenAsync();

        await panel.Find("form").SubmitAsync();

        panel.WaitForElement(".rehearsed li");
        Assert.Equal("Where is my order?", panel.Find(".rehearsed li .m").TextContent);
        Assert.NotEqual("", panel.FindAll(".rehearsed li p")[1].TextContent);
        Assert.Equal(1, (await StateAsync()).Current!.Version);
    }

    [Fact]
    public async Task Back_WithoutAsking_NeedsAReason()
    {
        await ReleaseSecondAsync();
        var panel = await OpenAsync();
        await panel.FindAll("input[type=checkbox]")[^1].ChangeAsync(new() { Value = true });

        await panel.Find("form").SubmitAsync();
        Assert.Equal("true", panel.Find("#f-reason").GetAttribute("aria-invalid"));
        Assert.Equal(2, (await StateAsync()).Current!.Version);
        await panel.Find("#f-reason").ChangeAsync(new() { Value = "It burns" });
        await panel.Find("form").SubmitAsync();

        Assert.Equal(1, (await StateAsync()).Current!.Version);
        Assert.Empty(panel.FindAll(".rehearsed"));
    }

    private async Task ReleaseSecondAsync()
    {
        await ReleaseToStagingAsync();
        await Scene.PromoteAsync(StudioEnvironment.Staging);
    }

    private async Task<IRenderedComponent<LaunchPanel>> OpenAsync()
    {
        var panel = Render<LaunchPanel>(p => p.Add(l => l.Launch, new LaunchRequest(Scene.AssistantId, "Returns desk", DeploymentKind.Rollback, StudioEnvironment.Production)));
        panel.WaitForElement("form");
        Assert.Equal(2, (await StateAsync()).Current!.Version);
        return panel;
    }
}
