using System.ClientModel;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI.Chat;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>Assistants as the vendor's own client sees them, and what it is told when something is wrong.</summary>
[Collection(Serving.Name)]
public sealed class ServingTests(ServingFixture serving)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chat_OfAnAssistantInProduction_IsAnsweredAndCounted()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();

        var answer = (await host.Sdk().GetChatClient(desk.Slug).CompleteChatAsync([new UserChatMessage("Where is 17?")], new() { EndUserId = "u-1", Temperature = 0.1f }, Cancel)).Value;

        Assert.Equal(("Hello there.", desk.Slug, 110), (answer.Content[0].Text, answer.Model, answer.Usage.TotalTokenCount));
        var asked = host.Fake.Questions[^1];
        Assert.StartsWith("You answer for Tarnwick.", asked.System, StringComparison.Ordinal);
        Assert.Equal<(string, float?)>(("Where is 17?", 0.1f), (asked.Last, asked.Options!.Temperature));
        var used = Assert.Single(await Eventually.GetAsync(() => host.UsageAsync(desk.AssistantId), u => u.Count > 0));
        Assert.Equal((desk.DeploymentId, UsageOutcome.Succeeded, 100L, 10L), (used.DeploymentId!.Value, used.Outcome, used.InputTokens, used.OutputTokens));
        Assert.NotNull(used.ApiKeyId);
        Assert.Null(used.ConversationId);
    }

    [Fact]
    public async Task Chat_InPieces_ComesInPiecesWithItsUsage()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();
        var (text, total) = (new StringBuilder(), 0);

        await foreach (var update in host.Sdk().GetChatClient(desk.Slug).CompleteChatStreamingAsync([new UserChatMessage("Hi")], cancellationToken: Cancel))
        {
            text.AppendJoin("", update.ContentUpdate.Select(c => c.Text));
            total = update.Usage?.TotalTokenCount ?? total;
        }

        Assert.Equal(("Hello there.", 110), (text.ToString(), total));
    }

    [Fact]
    public async Task Chat_InAnEnvironment_IsAnsweredByWhatStandsThere()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(environment: StudioEnvironment.Staging);

        var answer = (await host.Sdk().GetChatClient($"{desk.Slug}@staging").CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: Cancel)).Value;
        var failed = await Assert.ThrowsAsync<ClientResultException>(() => host.Sdk().GetChatClient(desk.Slug).CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: Cancel));

        Assert.Equal($"{desk.Slug}@staging", answer.Model);
        Assert.Equal(404, failed.Status);
    }

    [Fact]
    public async Task Responses_OfTheVendorsClient_AreAnswered()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();
        using var http = host.Http();

        using var reply = await http.PostAsJsonAsync("/v1/responses", new { model = desk.Slug, input = "Hi" }, Cancel);
        var body = await reply.Content.ReadFromJsonAsync<JsonElement>(Cancel);

        Assert.Equal("completed", body.GetProperty("status").GetString());
        Assert.Equal("Hello there.", body.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Embeddings_OfTheBuiltInModel_Come()
    {
        var host = await serving.HostAsync();
        var client = host.Sdk().GetEmbeddingClient(HashedEmbeddingGenerator.ModelId);

        var vectors = (await client.GenerateEmbeddingsAsync(["Where is my parcel?", "My parcel, where is it?"], cancellationToken: Cancel)).Value;

        Assert.Equal(2, vectors.Count);
        Assert.True(vectors[0].ToFloats().Length > 100);
    }

    [Fact]
    public async Task Models_OfTheCaller_AreThoseThatAnswer()
    {
        var host = await serving.HostAsync();
        var (desk, staged) = (await host.AddAsync(), await host.AddAsync(environment: StudioEnvironment.Staging));
        var key = await host.AddKeyAsync(k => k with { Assistants = [desk.AssistantId], Environments = [StudioEnvironment.Production] });

        var all = (await host.Sdk().GetOpenAIModelClient().GetModelsAsync(Cancel)).Value.Select(m => m.Id).ToList();
        var some = (await host.Sdk(key.Token).GetOpenAIModelClient().GetModelsAsync(Cancel)).Value.Select(m => m.Id).ToList();
        var one = (await host.Sdk().GetOpenAIModelClient().GetModelAsync($"{staged.Slug}@staging", Cancel)).Value;

        Assert.Superset(new HashSet<string> { desk.Slug, $"{staged.Slug}@staging", HashedEmbeddingGenerator.ModelId }, all.ToHashSet());
        Assert.Equal([desk.Slug], some);
        Assert.Equal($"{staged.Slug}@staging", one.Id);
    }

    [Fact]
    public async Task Conversation_ThatIsKeptHere_GoesOnWithItsHistory()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();
        using var http = host.Http();

        using var first = await AskAsync(http, desk.Slug, "I am Ada.", "new");
        var id = first.Headers.GetValues("X-Conversation-Id").Single();
        using var second = await AskAsync(http, desk.Slug, "Who am I?", id);
        using var foreign = await AskAsync(http, (await host.AddAsync()).Slug, "Who am I?", id);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.BadRequest], [first.StatusCode, second.StatusCode, foreign.StatusCode]);
        Assert.Equal(["I am Ada.", "Hello there.", "Who am I?"], host.Fake.Questions[^1].Messages.Where(m => m.Role != ChatRole.System).Select(m => m.Text));
        Assert.All(await host.UsageAsync(desk.AssistantId), u => Assert.Equal(id, u.ConversationId!.Value.ToString()));
    }

    [Fact]
    public async Task Conversation_ThatIsNotThere_IsToldApartFromAMissingAssistant()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();
        using var http = host.Http();

        using var unknown = await AskAsync(http, desk.Slug, "Who am I?", Guid.NewGuid().ToString());
        using var nobody = await AskAsync(http, "nobody", "Who am I?", Guid.NewGuid().ToString());

        var (conversation, assistant) = (await ErrorOfAsync(unknown), await ErrorOfAsync(nobody));
        Assert.Equal((HttpStatusCode.NotFound, "conversation_not_found", "X-Conversation-Id"), (unknown.StatusCode, conversation.Code, conversation.Param));
        Assert.Equal((HttpStatusCode.NotFound, "model_not_found", "model"), (nobody.StatusCode, assistant.Code, assistant.Param));

        static async Task<(string? Code, string? Param)> ErrorOfAsync(HttpResponseMessage reply)
        {
            var error = (await reply.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("error");
            return (error.GetProperty("code").GetString(), error.GetProperty("param").GetString());
        }
    }

    [Fact]
    public async Task Chat_WithWhatIsStopped_IsToldSoAndNotThatItIsGone()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();
        using var http = host.Http();
        using var stopped = await http.PutAsJsonAsync($"/api/v1/assistants/deployments/{desk.DeploymentId}/status", new { status = "stopped", reason = "Test" }, Cancel);

        using var answer = await AskAsync(http, desk.Slug, "Hello");
        using var nowhere = await AskAsync(http, desk.Slug + "@staging", "Hello");

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.NotFound), (answer.StatusCode, nowhere.StatusCode));
        Assert.Contains("is stopped in production", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_BeginningAConversationTwiceUnderOneKey_IsAskedOnce()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();
        using var http = host.Http();
        http.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        http.DefaultRequestHeaders.Add("X-Conversation-Id", "new");

        using var first = await AskAsync(http, desk.Slug, "Hello");
        using var second = await AskAsync(http, desk.Slug, "Hello");
        using var other = await AskAsync(http, desk.Slug, "Something else");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Conflict), (first.StatusCode, second.StatusCode, other.StatusCode));
        Assert.Equal(first.Headers.GetValues("X-Conversation-Id"), second.Headers.GetValues("X-Conversation-Id"));
        Assert.Single(await host.UsageAsync(desk.AssistantId));
    }

    [Fact]
    public async Task Request_SentTwiceUnderOneKey_IsAnsweredOnce()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();
        using var http = host.Http();
        http.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());

        using var first = await AskAsync(http, desk.Slug, "Hi");
        using var second = await AskAsync(http, desk.Slug, "Hi");

        Assert.Equal(await first.Content.ReadAsStringAsync(Cancel), await second.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(first.Headers.GetValues("x-deployment-id"), second.Headers.GetValues("x-deployment-id"));
        Assert.Equal(first.Headers.GetValues("x-release"), second.Headers.GetValues("x-release"));
        Assert.Single(await Eventually.GetAsync(() => host.UsageAsync(desk.AssistantId), u => u.Count > 0));
    }

    [Fact]
    public async Task Key_ForAnotherAssistantOrEnvironment_IsRefused()
    {
        var host = await serving.HostAsync();
        var (desk, other) = (await host.AddAsync(), await host.AddAsync());
        var ofOther = await host.AddKeyAsync(k => k with { Assistants = [other.AssistantId] });
        var ofStaging = await host.AddKeyAsync(k => k with { Environments = [StudioEnvironment.Staging] });
        var toLook = await host.AddKeyAsync(k => k with { Permissions = [Permission.AssistantsView] });

        Assert.Equal((404, "model_not_found"), await RefusalAsync(host, ofOther.Token, desk.Slug));
        Assert.Equal((403, "permission_denied"), await RefusalAsync(host, ofStaging.Token, desk.Slug));
        Assert.Equal((403, "permission_denied"), await RefusalAsync(host, toLook.Token, desk.Slug));
        Assert.Equal((401, "invalid_api_key"), await RefusalAsync(host, "as_nobody-knows-this-key-at-all", desk.Slug));
    }

    [Fact]
    public async Task Key_WithARateOfItsOwn_IsHeldToIt()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();
        var key = await host.AddKeyAsync(k => k with { RequestsPerMinute = 2 });
        using var http = host.Http(key.Token);

        using var first = await AskAsync(http, desk.Slug, "Hi");
        using var second = await AskAsync(http, desk.Slug, "Hi");
        using var third = await AskAsync(http, desk.Slug, "Hi");

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], [first.StatusCode, second.StatusCode, third.StatusCode]);
        Assert.InRange(third.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("rate_limit_exceeded", await CodeAsync(third));
    }

    [Fact]
    public async Task Key_WithABudgetOfItsOwn_IsHeldToIt()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(input => input with { Model = new(host.ProviderId, ServingHost.Model) });
        var key = await host.AddKeyAsync(k => k);
        await host.AsAdminAsync(s => s.GetRequiredService<BudgetService>().CreateAsync(new() { Scope = BudgetScope.ApiKey, Key = key.Key.Id.ToString(), Amount = 1, Action = BudgetAction.Stop }, Cancel));

        Assert.Equal((429, "insufficient_quota"), await RefusalAsync(host, key.Token, desk.Slug));
    }

    [Theory]
    [InlineData("GET", "/v1/chat/completions", 405, "method_not_supported")]
    [InlineData("POST", "/v1/unknown", 404, "unknown_url")]
    [InlineData("POST", "/v1/chat/completions", 400, "invalid_json")]
    public async Task Request_ThatMakesNoSense_IsRefusedInTheVendorsWords(string method, string path, int status, string code)
    {
        var host = await serving.HostAsync();
        using var http = host.Http();
        using var request = new HttpRequestMessage(new(method), path) { Content = method == "POST" ? new StringContent("{", Encoding.UTF8, "application/json") : null };

        using var reply = await http.SendAsync(request, Cancel);

        Assert.Equal((status, code), ((int)reply.StatusCode, await CodeAsync(reply)));
        Assert.StartsWith("req_", reply.Headers.GetValues("x-request-id").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api-key")]
    [InlineData("x-api-key")]
    public async Task Key_InAHeaderOfAnotherVendor_IsTaken(string header)
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();
        using var http = host.Http(null);
        http.DefaultRequestHeaders.Add(header, StudioHost.AdminKey);

        using var reply = await AskAsync(http, desk.Slug, "Hi");

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    [Fact]
    public async Task Caller_WhoGoes_StopsTheModelAndIsCounted()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();
        var stopped = new TaskCompletionSource();
        host.Fake.Reply = (_, ct) => ForEver(stopped, ct);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in host.Sdk().GetChatClient(desk.Slug).CompleteChatStreamingAsync([new UserChatMessage("Hi")], cancellationToken: leaving.Token))
            {
                await leaving.CancelAsync();
            }
        });

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        await Eventually.GetAsync(() => host.UsageAsync(desk.AssistantId), used => used is [{ Outcome: UsageOutcome.Cancelled }]);
    }

    [Fact]
    public async Task Model_ThatFailsBeforeItsFirstWord_IsAnErrorWithItsStatus()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();
        host.Fake.Reply = (_, _) => throw new ModelCallException(ProviderFault.ContextTooLong, "Too long for vendor-1.");

        Assert.Equal((400, "context_length_exceeded"), await RefusalAsync(host, StudioHost.AdminKey, desk.Slug));
    }

    internal static async Task<HttpResponseMessage> AskAsync(HttpClient http, string model, string text, string? conversation = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = JsonContent.Create(new { model, messages = new[] { new { role = "user", content = text } } }) };
        if (conversation is not null)
        {
            request.Headers.Add("X-Conversation-Id", conversation);
        }

        return await http.SendAsync(request, Cancel);
    }

    internal static async Task<string?> CodeAsync(HttpResponseMessage reply) =>
        (await reply.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("error").GetProperty("code").GetString();

    private static async Task<(int Status, string? Code)> RefusalAsync(ServingHost host, string key, string model)
    {
        using var http = host.Http(key);
        using var reply = await AskAsync(http, model, "Hi");
        return ((int)reply.StatusCode, await CodeAsync(reply));
    }

    private static async IAsyncEnumerable<AIContent> ForEver(TaskCompletionSource stopped, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        try
        {
            while (true)
            {
                yield return new TextContent("word ");
                await Task.Delay(20, ct);
            }
        }
        finally
        {
            stopped.TrySetResult();
        }
    }
}
