using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>What cannot be done as it was asked: whoever asked is told which part of the request it is.</summary>
[Collection(Serving.Name)]
public sealed class ServingRefusalTests(ServingFixture serving)
{
    private const string Hi = """[{"role":"user","content":"Hi"}]""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Embeddings_OfALengthThatTheBuiltInModelHasNot_AreTheCallersMistake()
    {
        var host = await serving.HostAsync();

        var error = await EmbedAsync(host, HashedEmbeddingGenerator.ModelId, 100);

        Assert.Equal((400, "invalid_request_error", "dimensions"), (error.Status, error.Type, error.Param));
        Assert.Contains("384", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embeddings_LongerThanTheCatalogueKnows_AreRefusedWithoutACall()
    {
        var host = await serving.HostAsync();
        await using var vendor = await LoopbackServer.StartAsync(context => context.Response.WriteAsync("{}"));
        await AddEmbeddingsAsync(host, vendor, "text-embedding-3-small");

        var error = await EmbedAsync(host, "text-embedding-3-small", 4_000);

        Assert.Equal((400, "dimensions", 0), (error.Status, error.Param, vendor.Requests));
        Assert.Contains("1,536", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"This model does not support specifying dimensions.","type":"invalid_request_error","param":null,"code":null}}""", 400, "dimensions")]
    [InlineData(400, """{"error":{"message":"Invalid value for 'dimensions'. Must be at most 1536.","type":"invalid_request_error","param":"dimensions","code":null}}""", 400, "dimensions")]
    [InlineData(422, """{"detail":[{"loc":["body","dimensions"],"msg":"Input should be at most 1536 dimensions"}]}""", 400, "dimensions")]
    [InlineData(400, """{"error":{"message":"We do not like this.","type":"invalid_request_error"}}""", 400, null)]
    [InlineData(401, """{"error":{"message":"Invalid key","type":"authentication_error"}}""", 502, null)]
    [InlineData(200, """{"data":[{"index":0,"embedding":[0.1,0.2,0.3]}],"usage":{"prompt_tokens":1}}""", 400, "dimensions")]
    public async Task Embeddings_ThatTheVendorDoesNotMake_SayWhoseMistakeItIs(int status, string body, int told, string? param)
    {
        var host = await serving.HostAsync();
        await using var vendor = await LoopbackServer.StartAsync(context =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json");
            return context.Response.WriteAsync(body, context.RequestAborted);
        });
        await AddEmbeddingsAsync(host, vendor, "text-embedding-ada-002");

        var error = await EmbedAsync(host, "text-embedding-ada-002", 512);

        Assert.Equal((told, param, 1), (error.Status, error.Param, vendor.Requests));
    }

    [Theory]
    [InlineData("chat/completions", "\"logprobs\":true", "logprobs")]
    [InlineData("chat/completions", "\"top_logprobs\":3", "top_logprobs")]
    [InlineData("chat/completions", "\"n\":2", "n")]
    [InlineData("chat/completions", "\"modalities\":[\"text\",\"audio\"]", "modalities")]
    [InlineData("chat/completions", "\"audio\":{\"voice\":\"alloy\",\"format\":\"mp3\"}", "audio")]
    [InlineData("chat/completions", "\"logit_bias\":{\"50256\":-100}", "logit_bias")]
    [InlineData("chat/completions", "\"web_search_options\":{}", "web_search_options")]
    [InlineData("chat/completions", "\"function_call\":{\"name\":\"f\"}", "function_call")]
    [InlineData("chat/completions", "\"verbosity\":\"low\"", "verbosity")]
    [InlineData("responses", "\"top_logprobs\":3", "top_logprobs")]
    [InlineData("responses", "\"include\":[\"message.output_text.logprobs\"]", "include")]
    [InlineData("responses", "\"max_tool_calls\":2", "max_tool_calls")]
    [InlineData("responses", "\"background\":true", "background")]
    [InlineData("responses", "\"text\":{\"verbosity\":\"high\"}", "text.verbosity")]
    public async Task Parameter_ThatWouldChangeTheAnswer_IsRefusedByName(string path, string field, string param)
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();

        var error = await SendAsync(host, path, $$"""{"model":"{{desk.Slug}}","messages":{{Hi}},"input":"Hi",{{field}}}""");

        Assert.Equal((400, "unsupported_parameter", param), (error.Status, error.Code, error.Param));
    }

    [Theory]
    [InlineData("chat/completions")]
    [InlineData("responses")]
    public async Task Parameters_ThatChangeNothing_AreTaken(string path)
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();

        var error = await SendAsync(host, path, $$$"""
            {"model":"{{{desk.Slug}}}","messages":{{{Hi}}},"input":"Hi",
             "n":1,"logprobs":false,"top_logprobs":0,"modalities":["text"],"audio":null,"logit_bias":{},"function_call":"auto","functions":[],"web_search_options":null,"verbosity":"medium",
             "background":false,"include":["reasoning.encrypted_content"],"max_tool_calls":null,"truncation":"disabled","previous_response_id":null,"text":{"format":{"type":"text"},"verbosity":"medium"},
             "metadata":{"a":"b"},"store":true,"service_tier":"flex","user":"u","safety_identifier":"s","prompt_cache_key":"k","prompt_cache_retention":"24h","prediction":{"type":"content","content":"x"},"something_new":[1]}
            """);

        Assert.Equal(200, error.Status);
    }

    [Theory]
    [InlineData("chat/completions", """[{"role":"user","content":"Hi"},{"role":"tool","tool_call_id":"call_x","content":"12"}]""", "messages[1].tool_call_id")]
    [InlineData("chat/completions", """[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_b","content":"12"}]""", "messages[2].tool_call_id")]
    [InlineData("chat/completions", """[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"call_b","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_b","content":"12"},{"role":"user","content":"And?"}]""", "messages[1].tool_calls")]
    [InlineData("chat/completions", """[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_a","type":"function","function":{"name":"f","arguments":"{}"}}]}]""", "messages[1].tool_calls")]
    [InlineData("responses", """[{"role":"user","content":"Hi"},{"type":"function_call_output","call_id":"call_x","output":"12"}]""", "input[1].call_id")]
    [InlineData("responses", """[{"role":"user","content":"Hi"},{"type":"function_call","call_id":"call_a","name":"f","arguments":"{}"},{"role":"user","content":"And?"}]""", "input[1].call_id")]
    public async Task Tool_WithoutItsCallOrItsResult_IsRefused(string path, string messages, string param)
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();

        var error = await SendAsync(host, path, $$"""{"model":"{{desk.Slug}}","{{(path == "responses" ? "input" : "messages")}}":{{messages}}}""");

        Assert.Equal((400, "invalid_request_error", param), (error.Status, error.Type, error.Param));
    }

    [Theory]
    [InlineData("chat/completions", null, "messages[1].content")]
    [InlineData("chat/completions", "new", "messages[1].content")]
    [InlineData("responses", null, "input")]
    public async Task Message_ThatIsTooLong_IsRefusedAsSuch(string path, string? conversation, string param)
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();
        var messages = JsonSerializer.Serialize(new object[] { new { role = "system", content = "Be brief." }, new { role = "user", content = new string('x', ConversationLimits.MessageLength + 1) } });

        var error = await SendAsync(host, path, $$"""{"model":"{{desk.Slug}}","{{(path == "responses" ? "input" : "messages")}}":{{messages}}}""", conversation: conversation);

        Assert.Equal((400, "string_above_max_length", param), (error.Status, error.Code, error.Param));
    }

    [Fact]
    public async Task Key_ThatNamesAnEnvironment_MayAskThereWithTheRightToTalk()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(environment: StudioEnvironment.Testing);
        var named = await host.AddKeyAsync(k => k with { Permissions = [Permission.Chat], Environments = [StudioEnvironment.Testing] });
        var unnamed = await host.AddKeyAsync(k => k with { Permissions = [Permission.Chat] });
        var elsewhere = await host.AddKeyAsync(k => k with { Permissions = [Permission.Chat], Environments = [StudioEnvironment.Staging] });

        var (may, lacksTheRight, isForAnother) = (await AskAsync(host, named.Token, $"{desk.Slug}@testing"), await AskAsync(host, unnamed.Token, $"{desk.Slug}@testing"), await AskAsync(host, elsewhere.Token, $"{desk.Slug}@testing"));
        using var http = host.Http(named.Token);
        using var listing = await http.GetAsync("/v1/models", Cancel);
        using var kept = await ServingTests.AskAsync(http, $"{desk.Slug}@testing", "I am Ada.", "new");
        using var goesOn = await ServingTests.AskAsync(http, $"{desk.Slug}@testing", "Who am I?", kept.Headers.GetValues("X-Conversation-Id").Single());

        Assert.Equal((200, 403, 403), (may.Status, lacksTheRight.Status, isForAnother.Status));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (kept.StatusCode, goesOn.StatusCode));
        Assert.Contains($"\"{desk.Slug}@testing\"", await listing.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_ThatNamesAnEnvironment_MayNotDoMoreThanItsOwner()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(environment: StudioEnvironment.Testing);
        var (owner, key) = await AddEditorsKeyAsync(host);
        var before = await AskAsync(host, key, $"{desk.Slug}@testing");

        await host.AsAdminAsync(s => s.GetRequiredService<UserService>().ChangeAsync(owner, new() { Role = Role.Viewer }, Cancel));
        var after = await AskAsync(host, key, $"{desk.Slug}@testing");

        Assert.Equal((200, 403, "permission_denied"), (before.Status, after.Status, after.Code));
    }

    [Fact]
    public async Task Key_WithoutARight_IsToldWhichOneEverywhere()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync(environment: StudioEnvironment.Staging);
        var key = await host.AddKeyAsync(k => k with { Permissions = [Permission.Chat] });
        using var http = host.Http(key.Token);

        var served = await AskAsync(host, key.Token, $"{desk.Slug}@staging");
        using var reply = await http.GetAsync("/api/v1/prompts", Cancel);
        var problem = await reply.IsProblemAsync(HttpStatusCode.Forbidden, "forbidden");

        Assert.StartsWith("This API key does not have the right assistants_try (try drafts in the playground).", served.Message, StringComparison.Ordinal);
        Assert.StartsWith("This API key does not have the right prompts_view (see prompts).", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_InCapitals_IsTheSameAssistant()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();
        using var http = host.Http();

        using var model = await http.GetAsync($"/v1/models/{desk.Slug.ToUpperInvariant()}", Cancel);

        Assert.Equal(200, (await AskAsync(host, StudioHost.AdminKey, desk.Slug.ToUpperInvariant())).Status);
        Assert.Equal(HttpStatusCode.OK, model.StatusCode);
    }

    [Fact]
    public async Task Model_OfTheOtherKind_IsSaidToBeOne()
    {
        var host = await serving.HostAsync();
        var desk = await host.AddAsync();

        var chat = await AskAsync(host, StudioHost.AdminKey, HashedEmbeddingGenerator.ModelId);
        var responses = await SendAsync(host, "responses", $$"""{"model":"{{HashedEmbeddingGenerator.ModelId}}","input":"Hi"}""");
        var embeddings = await EmbedAsync(host, desk.Slug, null);
        var neither = await AskAsync(host, StudioHost.AdminKey, "nobody-has-this-name");

        Assert.All([chat, responses, embeddings, neither], e => Assert.Equal((404, "model_not_found", "model"), (e.Status, e.Code, e.Param)));
        Assert.All([chat, responses], e => Assert.Contains("/v1/embeddings", e.Message, StringComparison.Ordinal));
        Assert.Contains("/v1/chat/completions", embeddings.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/v1/", neither.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_ForAssistantsByTheirShortNames_IsForThem()
    {
        var host = await serving.HostAsync();
        var (desk, other, third) = (await host.AddAsync(), await host.AddAsync(), await host.AddAsync());
        using var http = host.Http();

        using var made = await http.PostAsJsonAsync("/api/v1/api-keys", new { name = "Shop", assistants = new[] { desk.Slug, other.AssistantId.ToString() } }, Cancel);
        var key = await made.JsonAsync();
        var token = key.GetProperty("token").GetString()!;
        using var unknown = await http.PostAsJsonAsync("/api/v1/api-keys", new { name = "Shop", assistants = new[] { desk.Slug, "no-such-desk" } }, Cancel);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal([desk.AssistantId, other.AssistantId], key.GetProperty("key").GetProperty("assistants").EnumerateArray().Select(a => a.GetGuid()));
        Assert.Equal((200, 200, 404), ((await AskAsync(host, token, desk.Slug)).Status, (await AskAsync(host, token, other.Slug)).Status, (await AskAsync(host, token, third.Slug)).Status));
        var problem = await unknown.IsProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Contains("no-such-desk", problem.GetProperty("errors").GetProperty("assistants")[0].GetString(), StringComparison.Ordinal);
    }

    private static async Task<(Guid Owner, string Key)> AddEditorsKeyAsync(ServingHost host)
    {
        var link = await host.AsAdminAsync(s => s.GetRequiredService<AccountLinkService>().InviteAsync($"{Guid.NewGuid():N}@people.example", Role.Editor, Cancel));
        var joined = await host.Studio.AsAsync(Grant.None, s => s.GetRequiredService<AccountLinkUse>().AcceptInvitationAsync(link.Token, "Test Editor", "a phrase that is long", null, Cancel));
        var grant = new Grant { Source = AccessSource.Browser, ActorName = "Test Editor", OrganizationId = host.Admin.OrganizationId, UserId = joined.UserId, Permissions = RolePermissions.Of(Role.Editor) };
        var made = await host.Studio.AsAsync(grant, s => s.GetRequiredService<ApiKeyService>().CreateAsync(new() { Name = "Shop", Permissions = [Permission.Chat], Environments = [StudioEnvironment.Testing] }, Cancel));
        return (joined.UserId, made.Token);
    }

    private static async Task AddEmbeddingsAsync(ServingHost host, LoopbackServer vendor, string model) => await host.AsAdminAsync(async s =>
    {
        var integrations = s.GetRequiredService<IntegrationService>();
        foreach (var old in (await integrations.ListAsync(new(), Cancel)).Items.Where(i => i.Name == "Embeddings"))
        {
            await integrations.DeleteAsync(old.Id, null, null, Cancel);
        }

        return await integrations.CreateAsync(new() { Kind = ProviderKind.OpenAi, Name = "Embeddings", BaseUrl = vendor.At("127.0.0.1", "/v1").AbsoluteUri, ApiKey = "sk-test", Models = [model] }, null, Cancel);
    });

    private static Task<Told> AskAsync(ServingHost host, string key, string model) => SendAsync(host, "chat/completions", $$"""{"model":"{{model}}","messages":{{Hi}}}""", key);

    private static Task<Told> EmbedAsync(ServingHost host, string model, int? dimensions) =>
        SendAsync(host, "embeddings", JsonSerializer.Serialize(new { model, input = "Where is my parcel?", dimensions }));

    private static async Task<Told> SendAsync(ServingHost host, string path, string body, string key = StudioHost.AdminKey, string? conversation = null)
    {
        using var http = host.Http(key);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/" + path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (conversation is not null)
        {
            request.Headers.Add("X-Conversation-Id", conversation);
        }

        using var reply = await http.SendAsync(request, Cancel);
        var json = await reply.JsonAsync();
        return json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
            ? new((int)reply.StatusCode, error.GetProperty("type").GetString(), error.GetProperty("code").GetString(), error.GetProperty("param").GetString(), error.GetProperty("message").GetString()!)
            : new((int)reply.StatusCode, null, null, null, "");
    }

    private sealed record Told(int Status, string? Type, string? Code, string? Param, string Message);
}
