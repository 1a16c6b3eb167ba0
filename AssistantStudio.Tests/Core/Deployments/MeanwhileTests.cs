using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Core.Deployments;

/// <summary>Checks take seconds, and so do questions that are asked first. What somebody else does meanwhile is not undone by who does not know of it.</summary>
public sealed class MeanwhileTests
{
    private readonly Meanwhile _meanwhile = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Canary_WhileAnotherReleaseIsDeployed_DoesNotBegin(DatabaseProvider provider)
    {
        await using var scene = await SceneAsync(provider);
        await scene.ChangeAsync("Third.");
        _meanwhile.During = () => scene.DeployAsync(by: scene.Second);

        var refused = await Assert.ThrowsAsync<ConflictException>(() => scene.DeployAsync(change: d => d with { Version = 1, Weight = 10 }));

        Assert.Equal("deployment_running", refused.Code);
        var state = await scene.StateAsync(StudioEnvironment.Development);
        Assert.Equal<(int, DeploymentRow?)>((3, null), (state.Current!.Version, state.Canary));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Deploy_WhileACanaryBegins_HearsOfIt(DatabaseProvider provider)
    {
        await using var scene = await SceneAsync(provider);
        await scene.ChangeAsync("Third.");
        _meanwhile.During = () => scene.DeployAsync(by: scene.Second, change: d => d with { Version = 1, Weight = 10 });

        var refused = await Assert.ThrowsAsync<ConflictException>(() => scene.DeployAsync());

        Assert.Equal("deployment_running", refused.Code);
        var state = await scene.StateAsync(StudioEnvironment.Development);
        Assert.Equal((2, 1), (state.Current!.Version, state.Canary!.Version));
    }

    [Fact]
    public async Task Rollback_WhileTheRepairIsDeployed_LeavesTheRepair()
    {
        await using var scene = await SceneAsync();
        await scene.ChangeAsync("Third.");
        _meanwhile.Asked = () => scene.DeployAsync(by: scene.Second);

        var refused = await Assert.ThrowsAsync<ConflictException>(() => scene.RollbackAsync(StudioEnvironment.Development));

        Assert.Equal(("deployment_running", 3), (refused.Code, (await scene.StateAsync(StudioEnvironment.Development)).Current!.Version));
    }

    [Fact]
    public async Task Deploy_AfterTheDifferenceWasShown_OnlyInPlaceOfWhatWasShown()
    {
        await using var scene = await SceneAsync();
        await scene.ChangeAsync("Third.");
        var shown = await scene.DeployAsync(change: d => d with { DryRun = true });
        await scene.RollbackAsync(StudioEnvironment.Development);

        var refused = await Assert.ThrowsAsync<ConflictException>(() => scene.DeployAsync(change: d => d with { Expects = shown.Seen }));

        Assert.Equal(("deployment_running", 1), (refused.Code, (await scene.StateAsync(StudioEnvironment.Development)).Current!.Version));
    }

    /// <summary>With two releases, and the second of them answering.</summary>
    private async Task<DeploymentScene> SceneAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var scene = await DeploymentScene.CreateAsync(provider, configure: services => services.AddScoped<IReadinessCheck>(_ => _meanwhile).AddScoped<IReleaseRehearsal>(_ => _meanwhile));
        await scene.DeployAsync();
        await scene.ChangeAsync("Second.");
        await scene.DeployAsync();
        return scene;
    }

    /// <summary>Does something else the next time that a release is checked, or asked.</summary>
    private sealed class Meanwhile : IReadinessCheck, IReleaseRehearsal
    {
        public Func<Task>? During { get; set; }

        public Func<Task>? Asked { get; set; }

        public string Id => "meanwhile";

        public string Title => "Meanwhile";

        public async Task<ReadinessFinding?> CheckAsync(ReadinessSubject subject, CancellationToken ct)
        {
            var during = During;
            During = null;
            await (during?.Invoke() ?? Task.CompletedTask);
            return null;
        }

        public async Task<IReadOnlyList<RehearsedQuestion>> RunAsync(LiveDeployment release, CancellationToken ct)
        {
            await (Asked?.Invoke() ?? Task.CompletedTask);
            return [new("Are you there?", "I am.", null, 1)];
        }

        public Task<RehearsedQuestion> AskAsync(LiveDeployment release, string question, TimeSpan patience, CancellationToken ct) => Task.FromResult(new RehearsedQuestion(question, "I am.", null, 1));
    }
}
