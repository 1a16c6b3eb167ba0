using System.Text.Json;
using AssistantStudio.Core.Providers;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>What is sent, by vendor and model: what was set, under the name that the server knows, and nothing else.</summary>
public sealed class ChatRequestTests
{
    private const string Answer = """{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}""";

    private static readonly AITool s_tool = AIFunctionFactory.Create((string order) => "late", "find_order", "Finds an order");

    [Fact]
    public async Task Request_WithoutOptions_SendsModelAndMessagesOnly()
    {
        var body = await SentAsync(WireVendor.Compatible, "m", null, new ChatMessage(ChatRole.System, "Be kind."), new ChatMessage(ChatRole.User, "Hello?"));

        Assert.Equal("""{"model":"m","messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Hello?"}]}""", body.GetRawText());
    }

    [Theory]
    [InlineData(WireVendor.OpenAi, "gpt-4o", "max_completion_tokens,temperature,seed,parallel_tool_calls,tool_choice", "max_tokens,top_k")]
    [InlineData(WireVendor.OpenAi, "gpt-5-mini", "max_completion_tokens", "temperature,top_p,max_tokens,frequency_penalty")]
    [InlineData(WireVendor.OpenAi, "o4-mini", "max_completion_tokens", "temperature,top_p")]
    [InlineData(WireVendor.Gemini, "gemini-4-argon", "max_tokens,temperature,tool_choice", "seed,frequency_penalty,top_k,parallel_tool_calls,store")]
    [InlineData(WireVendor.Ollama, "llama", "max_tokens,temperature", "tool_choice,parallel_tool_calls,max_completion_tokens")]
    [InlineData(WireVendor.Mistral, "mistral-large-4", "max_tokens,random_seed", "seed,max_completion_tokens")]
    [InlineData(WireVendor.Vllm, "qwen", "max_tokens,top_k,seed", "max_completion_tokens")]
    public async Task Options_ByVendor_GoUnderItsNames(WireVendor vendor, string model, string with, string without)
    {
        var options = new ChatOptions
        {
            Temperature = 0.7f,
            TopP = 0.9f,
            TopK = 40,
            FrequencyPenalty = 0.1f,
            MaxOutputTokens = 50,
            Seed = 7,
            Tools = [s_tool],
            ToolMode = ChatToolMode.Auto,
            AllowMultipleToolCalls = true,
        };

        var body = await SentAsync(vendor, model, options, new ChatMessage(ChatRole.User, "Hello?"));

        Assert.All(with.Split(','), f => Assert.True(body.TryGetProperty(f, out _), f));
        Assert.All(without.Split(','), f => Assert.False(body.TryGetProperty(f, out _), f));
    }

    [Fact]
    public async Task Temperature_OfSinglePrecision_IsSentAsItWasSet()
    {
        var body = await SentAsync(WireVendor.Compatible, "m", new() { Temperature = 0.7f }, new ChatMessage(ChatRole.User, "Hello?"));

        Assert.Equal("0.7", body.GetProperty("temperature").GetRawText());
    }

    [Theory]
    [InlineData(WireVendor.OpenAi, "gpt-5-mini", "developer")]
    [InlineData(WireVendor.OpenAi, "gpt-4o", "system")]
    [InlineData(WireVendor.Groq, "openai/gpt-5-mini", "system")]
    public async Task Instructions_GoInTheRoleThatTheModelKnows(WireVendor vendor, string model, string role)
    {
        var body = await SentAsync(vendor, model, new() { Instructions = "Be kind." }, new ChatMessage(ChatRole.User, "Hello?"));

        Assert.Equal(role, body.GetProperty("messages")[0].GetProperty("role").GetString());
    }

    [Fact]
    public async Task ToolTurn_GoesBackAsItCame()
    {
        var call = new FunctionCallContent("call_1", "find_order", new Dictionary<string, object?> { ["order"] = "17" });
        var body = await SentAsync(
            WireVendor.DeepSeek, "deepseek-flash", new() { Tools = [s_tool] },
            new ChatMessage(ChatRole.User, "Where is 17?"),
            new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("I look it up."), call]),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("call_1", "late")]));

        var messages = body.GetProperty("messages");
        Assert.Equal(
            """{"role":"assistant","content":null,"reasoning_content":"I look it up.","tool_calls":[{"id":"call_1","type":"function","function":{"name":"find_order","arguments":"{\u0022order\u0022:\u002217\u0022}"}}]}""",
            messages[1].GetRawText());
        Assert.Equal("""{"role":"tool","tool_call_id":"call_1","content":"late"}""", messages[2].GetRawText());
    }

    [Fact]
    public async Task Thinking_OfAnEarlierTurn_StaysBehind()
    {
        var body = await SentAsync(
            WireVendor.DeepSeek, "deepseek-flash", null,
            new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("Hm."), new FunctionCallContent("c", "f", null)]),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c", "x")]),
            new ChatMessage(ChatRole.User, "And now?"));

        Assert.False(body.GetProperty("messages")[0].TryGetProperty("reasoning_content", out _));
    }

    [Fact]
    public async Task ThoughtSignature_GoesBackUnchanged()
    {
        const string First = """{"choices":[{"message":{"tool_calls":[{"id":"c1","type":"function","function":{"name":"find_order","arguments":"{}"},"extra_content":{"google":{"thought_signature":"c2ln"}}}]},"finish_reason":"tool_calls"}]}""";
        await using var server = await WireServer.StartAsync(WireServer.Json(First), WireServer.Json(Answer));
        using var client = server.Chat(WireVendor.Gemini);
        ChatMessage question = new(ChatRole.User, "Where is 17?");
        var turn = await client.GetResponseAsync([question], cancellationToken: WireServer.Cancel);

        await client.GetResponseAsync([question, .. turn.Messages, new(ChatRole.Tool, [new FunctionResultContent("c1", "late")])], cancellationToken: WireServer.Cancel);

        Assert.Equal("c2ln", server.Asked[1].Body.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("extra_content").GetProperty("google").GetProperty("thought_signature").GetString());
    }

    [Fact]
    public async Task CallIds_OfAnotherVendor_AreMappedToNineCharactersAlike()
    {
        var body = await SentAsync(
            WireVendor.Mistral, "mistral-large-4", null,
            new ChatMessage(ChatRole.User, "Where is 17?"),
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("call_with_a_long_id", "f", null)]),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("call_with_a_long_id", "x")]));

        var id = body.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("id").GetString()!;
        Assert.Equal(9, id.Length);
        Assert.All(id, c => Assert.True(char.IsAsciiLetterOrDigit(c)));
        Assert.Equal(id, body.GetProperty("messages")[2].GetProperty("tool_call_id").GetString());
    }

    [Theory]
    [InlineData(WireVendor.OpenAi, "Authorization", "Bearer sk-test-0123456789")]
    [InlineData(WireVendor.AzureOpenAi, "api-key", "sk-test-0123456789")]
    public async Task Key_GoesIntoTheVendorsHeader(WireVendor vendor, string header, string value)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json(Answer));

        await server.Chat(vendor).GetResponseAsync([new(ChatRole.User, "Hello?")], cancellationToken: WireServer.Cancel);

        Assert.Equal(value, server.Asked[0].Headers[header]);
        Assert.Equal("/v1/chat/completions", server.Asked[0].Path);
    }

    [Fact]
    public async Task Picture_GoesAsAPart_AndAnythingElseIsRefused()
    {
        var body = await SentAsync(WireVendor.OpenAi, "gpt-4o", null, new ChatMessage(ChatRole.User, [new TextContent("What is it?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")]));

        var parts = body.GetProperty("messages")[0].GetProperty("content");
        Assert.Equal("data:image/png;base64,AQID", parts[1].GetProperty("image_url").GetProperty("url").GetString());
        await Assert.ThrowsAsync<AssistantStudio.Core.Shared.ValidationException>(() =>
            SentAsync(WireVendor.OpenAi, "gpt-4o", null, new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1 }, "application/zip")])));
    }

    [Fact]
    public async Task ExtraFields_GoAsTheyAre_AndRepeatNothing()
    {
        var options = new ChatOptions { Temperature = 1 };
        (options.AdditionalProperties ??= [])[ChatBody.ExtraFields] = JsonSerializer.Deserialize<JsonElement>("""{"min_p":0.05,"temperature":0,"model":"other"}""");

        var body = await SentAsync(WireVendor.Vllm, "m", options, new ChatMessage(ChatRole.User, "Hello?"));

        Assert.Equal("""{"model":"m","messages":[{"role":"user","content":"Hello?"}],"temperature":1,"min_p":0.05}""", body.GetRawText());
    }

    private static async Task<JsonElement> SentAsync(WireVendor vendor, string model, ChatOptions? options, params ChatMessage[] messages)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json(Answer));
        using var client = server.Chat(vendor, model);
        await client.GetResponseAsync(messages, options, WireServer.Cancel);
        return server.Asked.Single().Body;
    }
}
