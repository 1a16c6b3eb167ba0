using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Deployments;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Deployments;

public sealed class PipelineTests : DeploymentScreensTest
{
    [Fact]
    public async Task Tab_OfAPausedAssistant_SaysSoAndOffersNothingNew()
    {
        await ReleaseToStagingAsync();
        await Scene.Admin.Get<AssistantService>().SetStatusAsync(Scene.AssistantId, AssistantStatus.Inactive, "Test", null, Cancel);

        var tab = await OpenAsync();

        Assert.Contains("Returns desk is inactive, so it answers nobody", tab.Find(".note").TextContent, StringComparison.Ordinal);
        Assert.All(tab.FindAll(".pipeline .st"), s => Assert.Equal("Paused", s.TextContent.Trim()));
        Assert.DoesNotContain(Buttons(tab), b => b.StartsWith("Promote", StringComparison.Ordinal) || b.StartsWith("Deploy", StringComparison.Ordinal));
        Assert.Contains("Roll back… in staging", Buttons(tab));
    }

    [Fact]
    public async Task Tab_OfADraft_SaysWhatComesFirstAndLetsTheChecksSayMore()
    {
        var made = await Scene.Admin.Get<AssistantService>().CreateAsync(new() { Name = "Being built", Type = AssistantType.Support }, null, Cancel);

        var tab = Render<DeploymentsTab>(p => p.Add(t => t.Detail, made));
        tab.WaitForElement(".pipeline");

        Assert.Contains("Being built is a draft. Make it active", tab.Find(".note").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Deploy… to development"], Buttons(tab));
    }

    [Fact]
    public async Task RollBack_IsOfferedWhereAnotherReleaseAnsweredBefore()
    {
        await ReleaseToStagingAsync();

        var tab = await OpenAsync();

        Assert.Equal(["Roll back… in development", "Roll back… in testing", "Roll back… in staging"], Buttons(tab).Where(b => b.StartsWith("Roll back", StringComparison.Ordinal)));
        await Scene.RollbackAsync(StudioEnvironment.Staging);
        tab.WaitForAssertion(() => Assert.DoesNotContain("Roll back… in staging", Buttons(tab)));
        Assert.Contains("Promote version 2… to staging", Buttons(tab));
    }

    [Fact]
    public async Task Limits_TypedAndNotSaved_AreStillThereAfterALookAtAnotherEnvironment()
    {
        var tab = await OpenAsync();
        await tab.Find("#f-slots").ChangeAsync(new() { Value = "12" });

        await SwitchAsync("Testing");
        Assert.Equal("50", tab.Find("#f-slots").GetAttribute("value"));
        await SwitchAsync("Production, not saved");

        Assert.Equal("12", tab.Find("#f-slots").GetAttribute("value"));

        Task SwitchAsync(string environment) => tab.FindAll(".desk-switch button").Single(b => b.TextContent == environment).ClickAsync(new());
    }

    private static IEnumerable<string> Buttons(IRenderedComponent<DeploymentsTab> tab) => tab.FindAll(".pipeline button").Select(b => b.GetAttribute("aria-label") ?? "");

    private async Task<IRenderedComponent<DeploymentsTab>> OpenAsync()
    {
        var detail = await DetailAsync();
        var tab = Render<DeploymentsTab>(p => p.Add(t => t.Detail, detail));
        tab.WaitForElement(".pipeline");
        return tab;
    }
}
