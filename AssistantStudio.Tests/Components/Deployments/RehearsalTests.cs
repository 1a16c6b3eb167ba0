using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Deployments;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Deployments;

/// <summary>The way back to a release that does not answer any more.</summary>
public sealed class RehearsalTests : DeploymentScreensTest
{
    [Fact]
    public async Task Back_ToOneThatDoesNotAnswer_SaysWhatItWasAskedAndWhatHelps()
    {
        await ReleaseToStagingAsync();
        await Scene.PromoteAsync(StudioEnvironment.Staging);
        var panel = Render<LaunchPanel>(p => p.Add(l => l.Launch, new LaunchRequest(Scene.AssistantId, "Returns desk", DeploymentKind.Rollback, StudioEnvironment.Production)));
        panel.WaitForElement("form");

        await panel.Find("form").SubmitAsync();

        Assert.Equal(
            "It did not go back. Version 1 was asked “Are you there?” first, and did not answer: The model is gone. Nothing was changed. Going back without asking is possible: tick the box above and say why.",
            Text(panel, ".note.bad"));
        Assert.Empty(Messages());
        Assert.Equal(2, (await StateAsync()).Current!.Version);
        await panel.FindAll("input[type=checkbox]")[^1].ChangeAsync(new() { Value = true });
        await panel.Find("#f-reason").ChangeAsync(new() { Value = "It has to" });
        await panel.Find("form").SubmitAsync();
        Assert.Equal(1, (await StateAsync()).Current!.Version);
    }

    protected override void Configure(IServiceCollection services) => services.AddScoped<IReleaseRehearsal>(_ => new Silent());

    private sealed class Silent : IReleaseRehearsal
    {
        public Task<IReadOnlyList<RehearsedQuestion>> RunAsync(LiveDeployment release, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<RehearsedQuestion>>([new("Are you there?", "", "The model is gone.", 12)]);

        public Task<RehearsedQuestion> AskAsync(LiveDeployment release, string question, TimeSpan patience, CancellationToken ct) => Task.FromResult(new RehearsedQuestion(question, "", "The model is gone.", 12));
    }
}
