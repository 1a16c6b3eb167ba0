using System.ClientModel;
using System.Net;
using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Api;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Models;
using OpenAI.Responses;
using Xunit;

#pragma warning disable OPENAI001 // The vendor calls its client of Responses experimental.

namespace AssistantStudio.Tests.Api;

/// <summary>The vendor's own client, as it is, gets from us what it gets from its vendor.</summary>
public sealed class OpenAiForeignClientTests
{
    private static readonly BinaryData s_city = BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chat_Whole_IsRead()
    {
        await using var server = await OpenAiServer.StartAsync();
        server.Model.Reply = (_, _) => FakeModel.Say("It is \"late\".", " 🙂");

        var answer = (await Chat(server).CompleteChatAsync(
            [new SystemChatMessage("Be brief."), new UserChatMessage("Where is 17?")],
            new() { Temperature = 0.5f, MaxOutputTokenCount = 50, StopSequences = { "END" }, EndUserId = "u-1" }, Cancel)).Value;

        Assert.Equal(("It is \"late\". 🙂", "shop", server.Now, OpenAI.Chat.ChatFinishReason.Stop), (answer.Content[0].Text, answer.Model, answer.CreatedAt, answer.FinishReason));
        Assert.StartsWith("chatcmpl-", answer.Id, StringComparison.Ordinal);
        Assert.Equal((100, 10, 110), (answer.Usage.InputTokenCount, answer.Usage.OutputTokenCount, answer.Usage.TotalTokenCount));
        var asked = server.Asked.Single();
        Assert.Equal<(float?, int?, string?)>((0.5f, 50, "u-1"), (asked.Options.Temperature, asked.Options.MaxOutputTokens, asked.User));
        Assert.Equal(["END"], asked.Options.StopSequences!);
        Assert.Equal([(ChatRole.System, "Be brief."), (ChatRole.User, "Where is 17?")], asked.Messages.Select(m => (m.Role, m.Text)));
    }

    [Fact]
    public async Task Chat_InPieces_IsReadWithItsUsage()
    {
        await using var server = await OpenAiServer.StartAsync();
        var (text, usage, ids) = (new StringBuilder(), new List<int>(), new HashSet<string>());
        OpenAI.Chat.ChatFinishReason? finish = null;

        await foreach (var update in Chat(server).CompleteChatStreamingAsync([new UserChatMessage("Hi")], cancellationToken: Cancel))
        {
            text.AppendJoin("", update.ContentUpdate.Select(c => c.Text));
            finish = update.FinishReason ?? finish;
            ids.Add(update.CompletionId);
            if (update.Usage is { } counts)
            {
                usage.Add(counts.TotalTokenCount);
            }
        }

        Assert.Equal(("Hello there.", OpenAI.Chat.ChatFinishReason.Stop), (text.ToString(), finish));
        Assert.Equal([110], usage);
        Assert.Single(ids);
    }

    [Fact]
    public async Task Chat_WithATool_GoesBothWays()
    {
        await using var server = await OpenAiServer.StartAsync();
        server.Model.Reply = (asked, _) => asked.HasToolResult ? FakeModel.Say($"It is {asked.Messages[^1].Contents.OfType<FunctionResultContent>().Single().Result}.") : Ask("call_1", "weather", "Bonn");
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("weather", "Looks out.", s_city) }, ToolChoice = ChatToolChoice.CreateRequiredChoice(), AllowParallelToolCalls = true };
        List<OpenAI.Chat.ChatMessage> messages = [new UserChatMessage("Weather in Bonn?")];

        var first = (await Chat(server).CompleteChatAsync(messages, options, Cancel)).Value;
        messages.Add(new AssistantChatMessage(first));
        messages.Add(new ToolChatMessage(first.ToolCalls[0].Id, "12 degrees"));
        var second = (await Chat(server).CompleteChatAsync(messages, options, Cancel)).Value;

        Assert.Equal((OpenAI.Chat.ChatFinishReason.ToolCalls, "call_1", "weather", """{"city":"Bonn"}"""), (first.FinishReason, first.ToolCalls[0].Id, first.ToolCalls[0].FunctionName, first.ToolCalls[0].FunctionArguments.ToString()));
        Assert.Empty(first.Content);
        Assert.Equal("It is 12 degrees.", second.Content[0].Text);
        Assert.IsType<RequiredChatToolMode>(server.Asked[0].Options.ToolMode);
        Assert.True(server.Asked[0].Options.AllowMultipleToolCalls);
        Assert.Equal(("weather", "call_1"), (server.Asked[0].Options.Tools!.Single().Name, server.Asked[1].Messages[1].Contents.OfType<FunctionCallContent>().Single().CallId));
    }

    [Fact]
    public async Task Chat_WithToolsInPieces_PutsThemTogether()
    {
        await using var server = await OpenAiServer.StartAsync();
        server.Model.Reply = (_, _) => Ask("call_1", "weather", "Bonn", "Ulm");
        var calls = new SortedDictionary<int, (string Id, string Name, string Arguments)>();

        await foreach (var update in Chat(server).CompleteChatStreamingAsync([new UserChatMessage("Weather?")], cancellationToken: Cancel))
        {
            foreach (var piece in update.ToolCallUpdates)
            {
                var (id, name, arguments) = calls.GetValueOrDefault(piece.Index, ("", "", ""));
                calls[piece.Index] = (id + piece.ToolCallId, name + piece.FunctionName, arguments + piece.FunctionArgumentsUpdate);
            }
        }

        Assert.Equal([("call_1", "weather", """{"city":"Bonn"}"""), ("call_12", "weather", """{"city":"Ulm"}""")], calls.Values);
    }

    [Fact]
    public async Task Chat_ForAnObject_HandsTheSchemaOn()
    {
        await using var server = await OpenAiServer.StartAsync();
        server.Model.Reply = (asked, _) => FakeModel.Say(asked.Options!.ResponseFormat is ChatResponseFormatJson { SchemaName: "place" } ? """{"city":"Bonn"}""" : "no");

        var answer = (await Chat(server).CompleteChatAsync(
            [new UserChatMessage("Where?")], new() { ResponseFormat = OpenAI.Chat.ChatResponseFormat.CreateJsonSchemaFormat("place", s_city, jsonSchemaIsStrict: true) }, Cancel)).Value;

        Assert.Equal("""{"city":"Bonn"}""", answer.Content[0].Text);
    }

    [Fact]
    public async Task Responses_Whole_AreRead()
    {
        await using var server = await OpenAiServer.StartAsync();
        var options = new CreateResponseOptions("shop", [ResponseItem.CreateUserMessageItem("Hi")]) { Instructions = "Be brief.", Temperature = 0.5f, Metadata = { ["a"] = "b" }, StoredOutputEnabled = false };

        var answer = (await Responses(server).CreateResponseAsync(options, Cancel)).Value;

        Assert.Equal(("Hello there.", "shop", server.Now, ResponseStatus.Completed), (answer.GetOutputText(), answer.Model, answer.CreatedAt, answer.Status));
        Assert.Equal((100, 10, 110), (answer.Usage.InputTokenCount, answer.Usage.OutputTokenCount, answer.Usage.TotalTokenCount));
        Assert.Equal((0.5f, "b", true), (answer.Temperature, answer.Metadata["a"], answer.ParallelToolCallsEnabled));
        Assert.Equal([(ChatRole.System, "Be brief."), (ChatRole.User, "Hi")], server.Asked.Single().Messages.Select(m => (m.Role, m.Text)));
    }

    [Fact]
    public async Task Responses_InPieces_AreRead()
    {
        await using var server = await OpenAiServer.StartAsync();
        var (text, last) = (new StringBuilder(), default(ResponseResult));
        var kinds = new List<string>();

        await foreach (var update in await Responses(server).CreateResponseStreamingAsync("shop", "Hi", null, Cancel))
        {
            kinds.Add(update.GetType().Name);
            text.Append((update as StreamingResponseOutputTextDeltaUpdate)?.Delta);
            last = (update as StreamingResponseCompletedUpdate)?.Response ?? last;
        }

        Assert.Equal(("Hello there.", "Hello there.", 110), (text.ToString(), last!.GetOutputText(), last.Usage.TotalTokenCount));
        Assert.Equal(
            [
                "StreamingResponseCreatedUpdate", "StreamingResponseInProgressUpdate", "StreamingResponseOutputItemAddedUpdate", "StreamingResponseContentPartAddedUpdate",
                "StreamingResponseOutputTextDeltaUpdate", "StreamingResponseOutputTextDeltaUpdate", "StreamingResponseOutputTextDoneUpdate", "StreamingResponseContentPartDoneUpdate",
                "StreamingResponseOutputItemDoneUpdate", "StreamingResponseCompletedUpdate",
            ],
            kinds);
    }

    [Fact]
    public async Task Responses_WithATool_GoBothWays()
    {
        await using var server = await OpenAiServer.StartAsync();
        server.Model.Reply = (asked, _) => asked.HasToolResult ? FakeModel.Say("Cold.") : Ask("call_1", "weather", "Bonn");
        var options = new CreateResponseOptions("shop", [ResponseItem.CreateUserMessageItem("Weather in Bonn?")]) { Tools = { ResponseTool.CreateFunctionTool("weather", s_city, true, "Looks out.") } };

        var first = (await Responses(server).CreateResponseAsync(options, Cancel)).Value;
        var call = Assert.IsType<FunctionCallResponseItem>(first.OutputItems.Single());
        options.InputItems.Add(call);
        options.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "-3"));
        var second = (await Responses(server).CreateResponseAsync(options, Cancel)).Value;

        Assert.Equal(("call_1", "weather", """{"city":"Bonn"}""", "Cold."), (call.CallId, call.FunctionName, call.FunctionArguments.ToString(), second.GetOutputText()));
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.Tool], server.Asked[1].Messages.Select(m => m.Role));
    }

    [Fact]
    public async Task Responses_ThatFailHalfWay_AreKnownToHaveFailed()
    {
        await using var server = await OpenAiServer.StartAsync();
        server.Model.Reply = (_, _) => BreakOff("Hel", new ModelCallException(ProviderFault.BrokenOff, "It broke off."));
        ResponseResult? failed = null;

        await foreach (var update in await Responses(server).CreateResponseStreamingAsync("shop", "Hi", null, Cancel))
        {
            failed = (update as StreamingResponseFailedUpdate)?.Response ?? failed;
        }

        Assert.Equal((ResponseStatus.Failed, "It broke off."), (failed!.Status, failed.Error.Message));
    }

    [Fact]
    public async Task Embeddings_AsBytesAndAsNumbers_AreTheSame()
    {
        await using var server = await OpenAiServer.StartAsync();
        var client = new EmbeddingClient("local", new ApiKeyCredential(OpenAiServer.Key), new OpenAIClientOptions { Endpoint = server.Address });

        var theirs = (await client.GenerateEmbeddingsAsync(["a", "bcd"], cancellationToken: Cancel)).Value;
        var asBytes = server.AskedToEmbed!.AsBase64;
        using var reply = await PostAsync(server, "/v1/embeddings", """{"model":"local","input":["a","bcd"]}""");
        using var plain = JsonDocument.Parse(await reply.Content.ReadAsStringAsync(Cancel));

        Assert.True(asBytes);
        Assert.Equal([[1, 0, -0.1f, float.MaxValue], [3, 1, -0.1f, float.MaxValue]], theirs.Select(e => e.ToFloats().ToArray()));
        Assert.Equal(theirs.Select(e => e.ToFloats().ToArray()), plain.RootElement.GetProperty("data").EnumerateArray().Select(d => d.GetProperty("embedding").EnumerateArray().Select(n => n.GetSingle()).ToArray()));
        Assert.Equal(("local", 5, 5), (theirs.Model, theirs.Usage.InputTokenCount, theirs.Usage.TotalTokenCount));
    }

    [Fact]
    public async Task Models_ListedAndAlone_AreRead()
    {
        await using var server = await OpenAiServer.StartAsync();
        var client = new OpenAIModelClient(new ApiKeyCredential(OpenAiServer.Key), new OpenAIClientOptions { Endpoint = server.Address });

        var all = (await client.GetModelsAsync(Cancel)).Value;
        var one = (await client.GetModelAsync("shop", Cancel)).Value;

        Assert.Equal([("shop", "acme", server.Now), ("team/help", "acme", server.Now)], all.Select(m => (m.Id, m.OwnedBy, m.CreatedAt)));
        Assert.Equal("shop", one.Id);
    }

    [Fact]
    public async Task Chat_WithAWrongKeyOrModel_IsRefusedInWords()
    {
        await using var server = await OpenAiServer.StartAsync();
        var stranger = new ChatClient("shop", new ApiKeyCredential("as_wrong"), new OpenAIClientOptions { Endpoint = server.Address });

        var key = await Assert.ThrowsAsync<ClientResultException>(() => stranger.CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: Cancel));
        var model = await Assert.ThrowsAsync<ClientResultException>(() => Chat(server, "moon").CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: Cancel));

        Assert.Equal((401, 404), (key.Status, model.Status));
        Assert.Contains("invalid_api_key", key.Message, StringComparison.Ordinal);
        Assert.Contains("The model `moon` does not exist", model.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task Chat_ThatIsTooFast_IsAskedAgainByItself()
    {
        await using var server = await OpenAiServer.StartAsync();
        server.Model.Reply = (_, _) => server.Requests == 1 ? BreakOff(null, new LimitExceededException("Slower.", TimeSpan.FromMilliseconds(1))) : FakeModel.Say("Now.");

        var answer = (await Chat(server).CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: Cancel)).Value;

        Assert.Equal(("Now.", 2), (answer.Content[0].Text, server.Requests));
    }

    [Fact]
    public async Task Stream_ThatFailsBeforeItBegins_HasAStatusOfItsOwn()
    {
        await using var server = await OpenAiServer.StartAsync();
        server.Model.Reply = (_, _) => BreakOff(null, new LimitExceededException("The budget is used up."));

        using var reply = await PostAsync(server, "/v1/chat/completions", """{"model":"shop","stream":true,"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal((HttpStatusCode.TooManyRequests, "application/json", "false"), (reply.StatusCode, reply.Content.Headers.ContentType!.MediaType, reply.Headers.GetValues("x-should-retry").Single()));
        Assert.StartsWith("req_", reply.Headers.GetValues("x-request-id").Single(), StringComparison.Ordinal);
        Assert.Matches("^[0-9]+$", reply.Headers.GetValues("openai-processing-ms").Single());
        Assert.Contains("insufficient_quota", await reply.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_ThatIsTooLarge_IsRefusedWhetherItSaysSoOrNot()
    {
        await using var server = await OpenAiServer.StartAsync();
        using var client = server.Plain();
        var large = new byte[OpenAiLimits.BodyBytes + 1];
        using var unmeasured = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new ByteArrayContent(large), Headers = { TransferEncodingChunked = true } };

        using var measured = await client.PostAsync("/v1/chat/completions", new ByteArrayContent(large), Cancel);
        using var chunked = await client.SendAsync(unmeasured, Cancel);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge), (measured.StatusCode, chunked.StatusCode));
        Assert.Contains("request_too_large", await chunked.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_OfMegabytes_IsReadWhole()
    {
        await using var server = await OpenAiServer.StartAsync();
        var text = string.Concat(Enumerable.Repeat("wörd ", 300_000));

        _ = await Chat(server).CompleteChatAsync([new UserChatMessage(text)], cancellationToken: Cancel);

        Assert.Equal(text, server.Asked.Single().Messages[0].Text);
    }

    private static ChatClient Chat(OpenAiServer server, string model = "shop") => new(model, new ApiKeyCredential(OpenAiServer.Key), new OpenAIClientOptions { Endpoint = server.Address });

    private static ResponsesClient Responses(OpenAiServer server) => new(new ApiKeyCredential(OpenAiServer.Key), new ResponsesClientOptions { Endpoint = server.Address });

    private static async Task<HttpResponseMessage> PostAsync(OpenAiServer server, string path, string body)
    {
        using var client = server.Plain();
        return await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
    }

    private static async IAsyncEnumerable<AIContent> Ask(string id, string function, params string[] cities)
    {
        for (var i = 0; i < cities.Length; i++)
        {
            yield return new FunctionCallContent(i == 0 ? id : $"{id}{i + 1}", function, new Dictionary<string, object?> { ["city"] = cities[i] });
        }

        await Task.CompletedTask;
    }

    private static async IAsyncEnumerable<AIContent> BreakOff(string? after, Exception failure)
    {
        if (after is not null)
        {
            yield return new TextContent(after);
        }

        await Task.CompletedTask;
        throw failure;
    }
}
