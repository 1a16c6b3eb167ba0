using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Core.Deployments;

/// <summary>What is asked again and again, and what comes of an answer that does not.</summary>
public sealed class DeploymentQuestionTests
{
    private const string Question = "How long may I send it back?";

    private readonly Speaker _speaker = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Ask_WhenItIsDue_KeepsWhatBecameOfIt(DatabaseProvider provider)
    {
        await using var scene = await SceneAsync(provider);
        var id = await GiveAsync(scene, 30);

        await AskAsync(scene);
        await AskAsync(scene);

        var state = await scene.StateAsync(StudioEnvironment.Development);
        Assert.Equal(new AskedQuestion(scene.Studio.Clock.GetUtcNow().UtcDateTime, 12, null), state.Asked);
        Assert.Equal([(id, Question)], _speaker.Asked);
        scene.Studio.Clock.Advance(TimeSpan.FromMinutes(29));
        await AskAsync(scene);
        Assert.Single(_speaker.Asked);
        scene.Studio.Clock.Advance(TimeSpan.FromMinutes(1));
        await AskAsync(scene);
        Assert.Equal(2, _speaker.Asked.Count);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Ask_BySeveralNodesAtOnce_IsAskedOnce(DatabaseProvider provider)
    {
        await using var scene = await SceneAsync(provider);
        await GiveAsync(scene, 30);

        // Each node keeps its own list of what it is asking.
        var nodes = Enumerable.Range(0, 4).Select(_ => ActivatorUtilities.CreateInstance<DeploymentQuestions>(scene.Studio.Services));
        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.AskDueAsync(Cancel), Cancel)));

        Assert.Single(_speaker.Asked);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Ask_NoAnswerTwiceInARow_DegradesUntilItAnswers(DatabaseProvider provider)
    {
        await using var scene = await SceneAsync(provider);
        await GiveAsync(scene, 5);
        _speaker.Problem = "The model is gone.";

        await AskAndLookAsync(scene);
        Assert.Equal(DeploymentStatus.Active, (await scene.StateAsync(StudioEnvironment.Development)).Current!.Status);
        scene.Studio.Clock.Advance(TimeSpan.FromMinutes(5));
        await AskAndLookAsync(scene);
        var down = (await scene.StateAsync(StudioEnvironment.Development)).Current!;
        _speaker.Problem = null;
        scene.Studio.Clock.Advance(TimeSpan.FromMinutes(5));
        await AskAndLookAsync(scene);
        var up = (await scene.StateAsync(StudioEnvironment.Development)).Current!;

        Assert.Equal((DeploymentStatus.Degraded, "It did not answer the question that it is asked again and again, 2 times in a row. The model is gone."), (down.Status, down.StatusReason));
        Assert.Equal((DeploymentStatus.Active, "It has recovered."), (up.Status, up.StatusReason));
    }

    [Fact]
    public async Task Begin_WhileAnotherHangs_AsksTheNextAndNotTheSameTwice()
    {
        await using var scene = await SceneAsync();
        var first = await GiveAsync(scene, 5);
        var (questions, hangs) = (scene.Studio.Get<DeploymentQuestions>(), new TaskCompletionSource());
        _speaker.Hangs = hangs.Task;

        var begun = await questions.BeginDueAsync(Cancel);
        await Eventually.GetAsync(() => Task.FromResult(_speaker.Asked.Count), count => count == 1);
        var second = (await scene.PromoteAsync(StudioEnvironment.Development)).Id!.Value;
        await scene.Admin.Get<DeploymentService>().ScaleAsync(scene.AssistantId, StudioEnvironment.Testing, new() { Question = Question, QuestionMinutes = 5 }, Cancel);
        _speaker.Hangs = Task.CompletedTask;
        scene.Studio.Clock.Advance(TimeSpan.FromMinutes(10)); // Both are due.
        var next = await questions.BeginDueAsync(Cancel);
        var state = await Eventually.GetAsync(() => scene.StateAsync(StudioEnvironment.Testing), s => s.Asked is not null);
        hangs.SetResult();
        await questions.RestAsync();

        Assert.Equal((1, 1), (begun, next));
        Assert.Null(state.Asked!.Problem);
        Assert.Equal([first, second], _speaker.Asked.Select(a => a.Deployment));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Look_NobodyAsksAfterEverythingFailed_StaysDegradedUntilSomebodyIsAnswered(DatabaseProvider provider)
    {
        await using var scene = await SceneAsync(provider);
        var id = await GiveAsync(scene, 30);
        await AskAsync(scene);
        for (var i = 0; i < HealthJudge.LeastRequests; i++)
        {
            Count(scene, id, failed: true);
        }

        var down = await LookAsync(scene);
        scene.Studio.Clock.Advance(TimeSpan.FromMinutes(10));
        var silent = await LookAsync(scene);
        Count(scene, id, failed: false);
        var answered = await LookAsync(scene);

        Assert.Equal([DeploymentStatus.Degraded, DeploymentStatus.Degraded, DeploymentStatus.Active], [down, silent, answered]);
    }

    [Fact]
    public async Task Look_NobodyAsksAfterEverythingFailed_RecoversWhenItsQuestionIsAnswered()
    {
        await using var scene = await SceneAsync();
        var id = await GiveAsync(scene, 5);
        await AskAsync(scene);
        for (var i = 0; i < HealthJudge.LeastRequests; i++)
        {
            Count(scene, id, failed: true);
        }

        var down = await LookAsync(scene);
        scene.Studio.Clock.Advance(TimeSpan.FromMinutes(10));
        var silent = await LookAsync(scene);
        await AskAsync(scene);
        var answered = await LookAsync(scene);

        Assert.Equal([DeploymentStatus.Degraded, DeploymentStatus.Degraded, DeploymentStatus.Active], [down, silent, answered]);
    }

    [Fact]
    public async Task Ask_WhileItIsStopped_IsNotAskedAndBeginsAnew()
    {
        await using var scene = await SceneAsync();
        var id = await GiveAsync(scene, 5);
        _speaker.Problem = "The model is gone.";
        await AskAsync(scene);
        await scene.Admin.Get<DeploymentService>().SetStatusAsync(id, DeploymentStatus.Stopped, "Too dear", Cancel);
        scene.Studio.Clock.Advance(TimeSpan.FromHours(1));

        await AskAndLookAsync(scene);
        Assert.Single(_speaker.Asked);
        await scene.Admin.Get<DeploymentService>().SetStatusAsync(id, DeploymentStatus.Active, null, Cancel);
        await AskAndLookAsync(scene);

        Assert.Equal(2, _speaker.Asked.Count);
        Assert.Equal(DeploymentStatus.Active, (await scene.StateAsync(StudioEnvironment.Development)).Current!.Status);
    }

    [Fact]
    public async Task Question_OfTheOneBefore_IsThatOfTheNext()
    {
        await using var scene = await SceneAsync();
        await GiveAsync(scene, 5);
        await AskAsync(scene);
        await scene.ChangeAsync("Second.");

        var next = await scene.DeployAsync();
        Assert.Null((await scene.StateAsync(StudioEnvironment.Development)).Asked);
        await AskAsync(scene);

        Assert.Equal((next.Id!.Value, Question), _speaker.Asked[^1]);
    }

    [Fact]
    public async Task Question_TakenAway_IsAskedNoMoreAndBlamesNobody()
    {
        await using var scene = await SceneAsync();
        await GiveAsync(scene, 5);
        _speaker.Problem = "The model is gone.";
        await AskAndLookAsync(scene);
        scene.Studio.Clock.Advance(TimeSpan.FromMinutes(5));
        await AskAndLookAsync(scene);

        await scene.Admin.Get<DeploymentService>().ScaleAsync(scene.AssistantId, StudioEnvironment.Development, new() { Question = " " }, Cancel);
        scene.Studio.Clock.Advance(TimeSpan.FromMinutes(5));
        await AskAndLookAsync(scene);

        var state = await scene.StateAsync(StudioEnvironment.Development);
        Assert.Equal(2, _speaker.Asked.Count);
        Assert.Equal((DeploymentStatus.Active, null, null), (state.Current!.Status, state.Asked, state.Resources!.Question));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(1_441)]
    public async Task Minutes_OutsideOfADay_AreRefused(int minutes)
    {
        await using var scene = await SceneAsync();
        await scene.DeployAsync();

        var refused = await Assert.ThrowsAsync<ValidationException>(() => scene.Admin.Get<DeploymentService>().ScaleAsync(
            scene.AssistantId, StudioEnvironment.Development, new() { Question = Question, QuestionMinutes = minutes }, Cancel));

        Assert.Equal(["Minutes between two questions: between 5 and 1,440."], refused.Errors["resources.questionMinutes"]);
    }

    private Task<DeploymentScene> SceneAsync(DatabaseProvider provider = DatabaseProvider.Sqlite) =>
        DeploymentScene.CreateAsync(provider, configure: services => services.AddScoped<IReleaseRehearsal>(_ => _speaker));

    private static async Task<Guid> GiveAsync(DeploymentScene scene, int minutes)
    {
        var id = (await scene.DeployAsync()).Id!.Value;
        await scene.Admin.Get<DeploymentService>().ScaleAsync(scene.AssistantId, StudioEnvironment.Development, new() { Question = Question, QuestionMinutes = minutes }, Cancel);
        return id;
    }

    private static Task AskAsync(DeploymentScene scene) => scene.Studio.Get<DeploymentQuestions>().AskDueAsync(Cancel);

    private static void Count(DeploymentScene scene, Guid id, bool failed) => scene.Studio.Get<TrafficBook>().Note(scene.Studio.Ours.Id, id, TimeSpan.FromSeconds(1), failed, 10);

    private static async Task<DeploymentStatus> LookAsync(DeploymentScene scene)
    {
        await scene.Studio.Get<DeploymentWatch>().LookAsync(Cancel);
        return (await scene.StateAsync(StudioEnvironment.Development)).Current!.Status;
    }

    private static async Task AskAndLookAsync(DeploymentScene scene)
    {
        await AskAsync(scene);
        await scene.Studio.Get<DeploymentWatch>().LookAsync(Cancel);
    }

    private sealed class Speaker : IReleaseRehearsal
    {
        private readonly Lock _lock = new();

        public List<(Guid Deployment, string Question)> Asked { get; } = [];

        public int Count
        {
            get
            {
                lock (_lock)
                {
                    return Asked.Count;
                }
            }
        }

        public string? Problem { get; set; }

        public Task<IReadOnlyList<RehearsedQuestion>> RunAsync(LiveDeployment release, CancellationToken ct) => Task.FromResult<IReadOnlyList<RehearsedQuestion>>([]);

        public Task Hangs { get; set; } = Task.CompletedTask;

        public async Task<RehearsedQuestion> AskAsync(LiveDeployment release, string question, TimeSpan patience, CancellationToken ct)
        {
            var hangs = Hangs;
            lock (_lock)
            {
                Asked.Add((release.Id, question));
            }

            await hangs.WaitAsync(ct);
            return new(question, Problem is null ? "A month." : "", Problem, 12);
        }
    }
}
