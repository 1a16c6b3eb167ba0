using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Assistants;
using AssistantStudio.Web.Components.Deployments;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Deployments;

public sealed class LaunchPanelTests : AssistantScreensTest
{
    [Fact]
    public async Task Deploy_FreezeItAnew_ShowsAndDeploysWhatIsThereToday()
    {
        var row = await AddAsync(prompt: "Answer politely.");
        await Ben.Get<AssistantService>().SetStatusAsync(row.Id, AssistantStatus.Active, null, null, Cancel);
        await Ben.Get<DeploymentService>().DeployAsync(row.Id, new() { Environment = StudioEnvironment.Development, Reason = "Test" }, Cancel);
        var prompt = (await Ben.Get<PromptService>().ListAsync(new(), Cancel)).Items.Single();
        await Ben.Get<PromptVersionService>().AddAsync(prompt.Id, new() { Content = "Answer in rhymes.", Publish = true }, Cancel);
        Services.AddSingleton(Ada.Get<DeploymentService>());
        var panel = Render<LaunchPanel>(p => p.Add(x => x.Launch, new(row.Id, row.Name, DeploymentKind.Deploy, StudioEnvironment.Development)));
        panel.WaitForElement("#launch-changes");
        Assert.Equal("What changes", Text(panel, "#launch-changes"));

        await panel.Find("input[type=checkbox]").ChangeAsync(new() { Value = true });
        panel.WaitForAssertion(() => Assert.Equal("What changes: 1 thing", Text(panel, "#launch-changes")));
        Assert.True(panel.Find("input[type=checkbox]").HasAttribute("checked"));
        await panel.Find("form").SubmitAsync();

        var current = (await Ben.Get<DeploymentListService>().StatesAsync(row.Id, Cancel)).Single(s => s.Environment == StudioEnvironment.Development).Current!;
        var snapshot = (await Ben.Get<DeploymentListService>().GetAsync(current.Id, Cancel)).Snapshot;
        Assert.Equal((1, "Answer in rhymes."), (current.Version, snapshot.Prompts.Single().Content));
    }
}
