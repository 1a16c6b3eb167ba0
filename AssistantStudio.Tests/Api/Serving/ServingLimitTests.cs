using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>Each limit of a deployment, against callers that come over the network.</summary>
[Collection(Serving.Name)]
public sealed class ServingLimitTests(ServingFixture serving)
{
    private static readonly string[] s_ranks = ["usual", "lowered", "raised"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Slots_AreAllTaken_SomeWaitAndTheRestIsRefused()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(resources: new() { Slots = 2, QueueLength = 1, QueueWaitSeconds = 60 });
        var go = new TaskCompletionSource();
        host.Fake.Reply = (_, ct) => WaitAsync(go, ct);
        using var http = host.Http();

        var calls = Enumerable.Range(0, 3).Select(_ => ServingTests.AskAsync(http, desk.Slug, "Hi")).ToList();
        await Eventually.GetAsync(() => LoadAsync(host, desk), load => load is { Running: 2, Waiting: 1 });
        using var refused = await ServingTests.AskAsync(http, desk.Slug, "Hi");
        go.SetResult();
        var answered = await Task.WhenAll(calls);

        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limit_exceeded"), (refused.StatusCode, await ServingTests.CodeAsync(refused)));
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.All(answered, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Equal(1, (await LoadAsync(host, desk)).Rejected[Rejection.QueueFull]);
    }

    [Fact]
    public async Task Wait_IsOver_IsRefused()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(resources: new() { Slots = 1, QueueLength = 5, QueueWaitSeconds = 1 });
        var go = new TaskCompletionSource();
        host.Fake.Reply = (_, ct) => WaitAsync(go, ct);
        using var http = host.Http();

        var first = ServingTests.AskAsync(http, desk.Slug, "Hi");
        await Eventually.GetAsync(() => LoadAsync(host, desk), load => load.Running == 1);
        using var second = await ServingTests.AskAsync(http, desk.Slug, "Hi");
        go.SetResult();

        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
    }

    [Fact]
    public async Task Requests_OfAMinute_AreCounted()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(resources: new() { RequestsPerMinute = 3 });
        using var http = host.Http();

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var reply = await ServingTests.AskAsync(http, desk.Slug, "Hi");
            statuses.Add(reply.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses);
    }

    [Fact]
    public async Task Tokens_OfAMinute_AreCounted()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(resources: new() { TokensPerMinute = 150 });
        using var http = host.Http();

        using var first = await ServingTests.AskAsync(http, desk.Slug, "Hi"); // 110 tokens
        using var second = await ServingTests.AskAsync(http, desk.Slug, "Hi");
        using var third = await ServingTests.AskAsync(http, desk.Slug, "Hi");

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], [first.StatusCode, second.StatusCode, third.StatusCode]);
    }

    [Fact]
    public async Task Time_IsOver_BreaksTheAnswerOff()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(resources: new() { TimeoutSeconds = DeploymentLimits.MinTimeoutSeconds });
        host.Fake.Reply = (_, ct) => WaitAsync(new(), ct);
        using var http = host.Http();

        using var reply = await ServingTests.AskAsync(http, desk.Slug, "Hi");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "timed_out"), (reply.StatusCode, await ServingTests.CodeAsync(reply)));
    }

    [Fact]
    public async Task Scale_WhileSomeWait_LetsThemInAtOnce()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(resources: new() { Slots = 1, QueueWaitSeconds = 60 });
        var go = new TaskCompletionSource();
        host.Fake.Reply = (_, ct) => WaitAsync(go, ct);
        using var http = host.Http();
        var calls = Enumerable.Range(0, 2).Select(_ => ServingTests.AskAsync(http, desk.Slug, "Hi")).ToList();
        await Eventually.GetAsync(() => LoadAsync(host, desk), load => load is { Running: 1, Waiting: 1 });

        using var scaled = await http.PostAsJsonAsync($"/api/v1/assistants/{desk.AssistantId}/scale", new { environment = "production", resources = new { slots = 2 } }, Cancel);

        await Eventually.GetAsync(() => LoadAsync(host, desk), load => load is { Running: 2, Waiting: 0 });
        go.SetResult();
        Assert.All(await Task.WhenAll(calls), a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
    }

    [Theory]
    [InlineData("""{ "environment": "production", "resources": { "slots": 7, "maxSlots": 9 } }""", "maxSlots\":[\"There is no such field.\"]")]
    [InlineData("""{ "environment": "production", "dry_run": true, "resources": { "slots": 7 } }""", "\"dry_run\":[\"There is no such field.\"]")]
    [InlineData("""{ "environment": "production", "resources": {} }""", "Say what is to be different.")]
    [InlineData("""{ "environment": "production", "resources": { "slots": 0 } }""", "to have it answer nobody, stop it")]
    [InlineData("""{ "environment": "production", "resources": { "slots": 1000000 } }""", "between 1 and")]
    public async Task Scale_ToWhatIsNone_IsRefusedAndChangesNothing(string body, string says)
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();
        using var http = host.Http();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var refused = await http.PostAsync($"/api/v1/assistants/{desk.AssistantId}/scale", content, Cancel);
        using var fine = await http.PostAsJsonAsync($"/api/v1/assistants/{desk.AssistantId}/scale", new { environment = "production", resources = new { timeoutSeconds = 90 } }, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(says, await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        var limits = (await fine.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Cancel)).GetProperty("resources");
        Assert.Equal((50, 90), (limits.GetProperty("slots").GetInt32(), limits.GetProperty("timeoutSeconds").GetInt32()));
    }

    [Fact]
    public async Task Priority_OfThoseThatWaitForOneProvider_DecidesWhoGoesFirst()
    {
        var host = await serving.HostAsync();
        var narrow = (await host.AsAdminAsync(s => s.GetRequiredService<IntegrationService>().CreateAsync(
            new() { Kind = ProviderKind.OpenAi, Name = "Narrow", BaseUrl = "http://127.0.0.1:1/v1", ApiKey = "sk-test", Models = [ServingHost.Model], MaxConcurrent = 1 }, null, Cancel))).Id;
        Task<ServedDesk> AddAsync(string name, int priority) =>
            host.AddAsync(input => input with { Instructions = $"You are {name}.", Model = new(narrow, ServingHost.Model) }, resources: new() { Priority = priority });
        var (usual, lowered, raised) = (await AddAsync(s_ranks[0], 0), await AddAsync(s_ranks[1], -5), await AddAsync(s_ranks[2], 5));
        var (go, order) = (new TaskCompletionSource(), new System.Collections.Concurrent.ConcurrentQueue<string>());
        host.Fake.Reply = (asked, ct) =>
        {
            order.Enqueue(Array.Find(s_ranks, r => asked.System.Contains(r, StringComparison.Ordinal))!);
            return WaitAsync(go, ct);
        };
        using var http = host.Http();
        var gates = host.Studio.Services.GetRequiredService<ProviderGates>();
        var calls = new List<Task<HttpResponseMessage>>();

        foreach (var desk in new[] { usual, lowered, usual, raised })
        {
            calls.Add(ServingTests.AskAsync(http, desk.Slug, "Hi"));
            await Eventually.GetAsync(() => Task.FromResult(gates.LoadOf(narrow)), load => load == calls.Count);
        }

        go.SetResult();
        Assert.All(await Task.WhenAll(calls), a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Equal(["usual", "raised", "usual", "lowered"], order);
    }

    [Fact]
    public async Task Question_OfADeployment_IsAskedAsProgramsAskAndCountsNowhereButInTheLedger()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(resources: new() { Question = "Are you there?", RequestsPerMinute = 1 });
        var asked = new System.Collections.Concurrent.ConcurrentQueue<string>();
        host.Fake.Reply = (one, _) =>
        {
            asked.Enqueue(one.Last);
            return FakeModel.Say("I am.");
        };

        await host.Studio.Services.GetRequiredService<DeploymentQuestions>().AskDueAsync(Cancel);

        // The program's own watch may have been faster.
        var state = await Eventually.GetAsync(
            () => host.AsAdminAsync(async s => (await s.GetRequiredService<DeploymentListService>().StatesAsync(desk.AssistantId, Cancel)).Single(e => e.Environment == StudioEnvironment.Production)), s => s.Asked is not null);
        Assert.Null(state.Asked!.Problem);
        Assert.Equal(["Are you there?"], asked);
        Assert.Equal((0, 0), (state.Load!.Running, state.Load.RequestsInMinute));
        var used = await Eventually.GetAsync(() => host.UsageAsync(desk.AssistantId), u => u.Count > 0);
        Assert.Equal(desk.DeploymentId, Assert.Single(used).DeploymentId);
    }

    internal static Task<DeploymentLoad> LoadAsync(ServingHost host, ServedDesk desk) =>
        host.AsAdminAsync(async s => (await s.GetRequiredService<DeploymentListService>().StatesAsync(desk.AssistantId, Cancel)).Single(e => e.Environment == StudioEnvironment.Production).Load!);

    private static async IAsyncEnumerable<AIContent> WaitAsync(TaskCompletionSource go, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await go.Task.WaitAsync(ct);
        yield return new TextContent("Now.");
    }
}
