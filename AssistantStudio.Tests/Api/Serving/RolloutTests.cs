using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI.Chat;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>What callers see while releases come and go.</summary>
[Collection(Serving.Name)]
public sealed class RolloutTests(ServingFixture serving)
{
    private const int Switches = 50;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Switching_FiftyTimesUnderLoad_FailsNobodyAndMixesNothing()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(input => input with { Instructions = "release one" });
        await host.AsAdminAsync(s => s.GetRequiredService<AssistantService>().ChangeAsync(desk.AssistantId, new() { Instructions = "release two" }, Cancel));
        host.Fake.Reply = (asked, _) => FakeModel.Say(asked.System.Contains("release two", StringComparison.Ordinal) ? "two" : "one");
        using var http = host.Http();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var seen = new ConcurrentBag<(HttpStatusCode Status, string? Release, string? Text)>();
        var callers = Enumerable.Range(0, 8).Select(_ => Task.Run(() => CallAsync(http, desk.Slug, seen, end.Token), Cancel)).ToList();

        await SwitchAsync(host, desk.AssistantId);
        await end.CancelAsync();
        await Task.WhenAll(callers);

        Assert.All(seen, s => Assert.Equal(HttpStatusCode.OK, s.Status));
        var byRelease = seen.GroupBy(s => s.Release, s => s.Text).ToDictionary(g => g.Key!, g => g.Distinct().ToList());
        Assert.Equal(2, byRelease.Count);
        Assert.All(byRelease.Values, texts => Assert.Single(texts));
        Assert.Equal(["one", "two"], byRelease.Values.SelectMany(t => t).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Canary_ThatIsWorse_IsTakenBackByItself(bool streaming)
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(input => input with { Instructions = "good" });
        await host.AsAdminAsync(s => s.GetRequiredService<AssistantService>().ChangeAsync(desk.AssistantId, new() { Instructions = "bad" }, Cancel));
        host.Fake.Reply = (asked, _) => asked.System.Contains("bad", StringComparison.Ordinal) ? throw new ModelCallException(ProviderFault.Unreadable, "Nothing that can be read.") : FakeModel.Say("Fine.");
        using var http = host.Http();

        using var begun = await http.PostAsJsonAsync($"/api/v1/assistants/{desk.AssistantId}/deploy", new { environment = "production", weight = 50, reason = "Try it" }, Cancel);
        Assert.Equal(HttpStatusCode.OK, begun.StatusCode);
        for (var i = 0; i < 240; i++)
        {
            using var reply = await http.PostAsJsonAsync("/v1/chat/completions", new { model = desk.Slug, stream = streaming, messages = new[] { new { role = "user", content = "Hi" } } }, Cancel);
            await reply.Content.ReadAsStringAsync(Cancel);
        }

        await host.Studio.Services.GetRequiredService<DeploymentWatch>().LookAsync(Cancel);

        // The program's own watch may be at it at the same moment.
        var id = (await begun.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
        var row = await Eventually.GetAsync(() => host.AsAdminAsync(async s => (await s.GetRequiredService<DeploymentListService>().GetAsync(id, Cancel)).Row), r => r.Status == DeploymentStatus.RolledBack);
        Assert.Contains("Errors", row.StatusReason, StringComparison.Ordinal);
        for (var i = 0; i < 20; i++)
        {
            using var reply = await ServingTests.AskAsync(http, desk.Slug, "Hi");
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        }
    }

    [Fact]
    public async Task Canary_OfOneCaller_IsTheSameEachTimeAndTakesOver()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(input => input with { Instructions = "release one" });
        await host.AsAdminAsync(s => s.GetRequiredService<AssistantService>().ChangeAsync(desk.AssistantId, new() { Instructions = "release two" }, Cancel));
        host.Fake.Reply = (asked, _) => FakeModel.Say(asked.System.Contains("release two", StringComparison.Ordinal) ? "two" : "one");
        using var http = host.Http();
        using var saved = await http.PostAsJsonAsync($"/api/v1/assistants/{desk.AssistantId}/deploy", new { environment = "development", reason = "Saves it as version 2" }, Cancel);
        using var begun = await http.PutAsJsonAsync($"/api/v1/assistants/{desk.AssistantId}/canary?environment=production", new { version = 2, weight = 50, reason = "Try it" }, Cancel);
        Assert.Equal(HttpStatusCode.OK, begun.StatusCode);

        var first = await ByUserAsync(host, desk.Slug);
        var second = await ByUserAsync(host, desk.Slug);
        using var ended = await http.PutAsJsonAsync($"/api/v1/assistants/{desk.AssistantId}/canary?environment=production", new { end = "take_over" }, Cancel);
        var third = await ByUserAsync(host, desk.Slug);

        Assert.Equal(first, second);
        Assert.Equal(["one", "two"], first.Distinct().Order());
        Assert.All(third, t => Assert.Equal("two", t));
    }

    private static async Task<List<string>> ByUserAsync(ServingHost host, string slug)
    {
        var (texts, client) = (new List<string>(), host.Sdk().GetChatClient(slug));
        for (var user = 0; user < 20; user++)
        {
            texts.Add((await client.CompleteChatAsync([new UserChatMessage("Hi")], new() { EndUserId = $"user-{user}" }, Cancel)).Value.Content[0].Text);
        }

        return texts;
    }

    private static async Task CallAsync(HttpClient http, string slug, ConcurrentBag<(HttpStatusCode, string?, string?)> seen, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            using var reply = await ServingTests.AskAsync(http, slug, "Hi");
            var body = await reply.Content.ReadFromJsonAsync<JsonElement>(Cancel);
            seen.Add((reply.StatusCode, reply.Headers.TryGetValues("x-release", out var release) ? release.Single() : null,
                body.TryGetProperty("choices", out var choices) ? choices[0].GetProperty("message").GetProperty("content").GetString() : body.GetRawText()));
        }
    }

    /// <summary>The second release comes and goes, again and again.</summary>
    private static async Task SwitchAsync(ServingHost host, Guid assistant)
    {
        for (var i = 0; i < Switches; i++)
        {
            await host.AsAdminAsync(s => i % 2 == 0
                ? s.GetRequiredService<DeploymentService>().DeployAsync(assistant, new() { Environment = StudioEnvironment.Production, Reason = "Test" }, Cancel)
                : s.GetRequiredService<DeploymentService>().RollbackAsync(assistant, new() { Environment = StudioEnvironment.Production, Reason = "Test" }, Cancel));
        }
    }
}
