using AssistantStudio.Core.Providers;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>Whole answers as "compatible" servers really send them.</summary>
public sealed class ChatQuirkTests
{
    private static readonly ChatMessage[] s_question = [new(ChatRole.User, "Hello?")];

    /// <summary>What is strange about it, the answer, and the text, finish reason, input, output and cached tokens that it means.</summary>
    public static TheoryData<string, string, string, string, long?, long?, long?> Table => new()
    {
        { "as documented", """{"id":"c1","object":"chat.completion","created":1700000000,"model":"m-1","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7,"prompt_tokens_details":{"cached_tokens":3}}}""", "Hi", "stop", 5, 2, 3 },
        { "unknown finish reason", """{"choices":[{"message":{"content":"Hi"},"finish_reason":"because"}]}""", "Hi", "because", null, null, null },
        { "null finish reason", """{"choices":[{"message":{"content":"Hi"},"finish_reason":null}]}""", "Hi", "stop", null, null, null },
        { "empty finish reason", """{"choices":[{"message":{"content":"Hi"},"finish_reason":""}]}""", "Hi", "stop", null, null, null },
        { "finish reason of Mistral", """{"choices":[{"message":{"content":"Hi"},"finish_reason":"model_length"}]}""", "Hi", "length", null, null, null },
        { "role model", """{"choices":[{"message":{"role":"model","content":"Hi"},"finish_reason":"stop"}]}""", "Hi", "stop", null, null, null },
        { "float timestamp", """{"created":1700000000.123,"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}""", "Hi", "stop", null, null, null },
        { "timestamp as text", """{"created":"1700000000","choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}""", "Hi", "stop", null, null, null },
        { "absurd timestamp", """{"created":1e300,"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}""", "Hi", "stop", null, null, null },
        { "numeric id", """{"id":17,"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}""", "Hi", "stop", null, null, null },
        { "content as parts", """{"choices":[{"message":{"content":[{"type":"text","text":"H"},{"type":"text","text":"i"}]},"finish_reason":"stop"}]}""", "Hi", "stop", null, null, null },
        { "content as texts", """{"choices":[{"message":{"content":["H","i"]},"finish_reason":"stop"}]}""", "Hi", "stop", null, null, null },
        { "content as one part", """{"choices":[{"message":{"content":{"type":"text","text":"Hi"}},"finish_reason":"stop"}]}""", "Hi", "stop", null, null, null },
        { "thinking parts", """{"choices":[{"message":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}]},{"type":"text","text":"Hi"}]},"finish_reason":"stop"}]}""", "Hi", "stop", null, null, null },
        { "text beside the message", """{"choices":[{"text":"Hi","finish_reason":"stop"}]}""", "Hi", "stop", null, null, null },
        { "null counts", """{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":null,"completion_tokens":null,"total_tokens":null}}""", "Hi", "stop", null, null, null },
        { "null usage", """{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":null}""", "Hi", "stop", null, null, null },
        { "null details", """{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"prompt_tokens_details":null}}""", "Hi", "stop", 5, 2, null },
        { "counts as floats and texts", """{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5.0,"completion_tokens":"2"}}""", "Hi", "stop", 5, 2, null },
        { "negative counts", """{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":-5,"completion_tokens":2}}""", "Hi", "stop", null, 2, null },
        { "DeepSeek's cache", """{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":1}}""", "Hi", "stop", 5, 2, 4 },
        { "thinking counted beside", """{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":17,"completion_tokens_details":{"reasoning_tokens":10}}}""", "Hi", "stop", 5, 12, null },
        { "thinking counted inside", """{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":12,"total_tokens":17,"completion_tokens_details":{"reasoning_tokens":10}}}""", "Hi", "stop", 5, 12, null },
        { "no content at all", """{"choices":[{"message":{"role":"assistant","content":null},"finish_reason":"stop"}]}""", "", "stop", null, null, null },
        { "blank lines before", "\n\n\n {\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}", "Hi", "stop", null, null, null },
        { "a mark of byte order before", "\uFEFF{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}", "Hi", "stop", null, null, null },
    };

    /// <summary>What is strange about it, the status, type and body, and the fault.</summary>
    public static TheoryData<string, int, string, string, ProviderFault> Broken => new()
    {
        { "200 with an error", 200, "application/json", """{"error":{"message":"No capacity","type":"server_error"}}""", ProviderFault.Overloaded },
        { "200 with an error that is a text", 200, "application/json", """{"error":"Something broke"}""", ProviderFault.BrokenOff },
        { "200 with an error array", 200, "application/json", """[{"error":{"code":400,"message":"No","status":"INVALID_ARGUMENT"}}]""", ProviderFault.BadRequest },
        { "a web page", 200, "text/html", "<!DOCTYPE html><html><body>Welcome</body></html>", ProviderFault.NotAnApi },
        { "nothing", 200, "application/json", "", ProviderFault.Unreadable },
        { "no choices", 200, "application/json", """{"id":"c1","choices":[]}""", ProviderFault.Unreadable },
        { "choices are null", 200, "application/json", """{"id":"c1","choices":null}""", ProviderFault.Unreadable },
        { "half of the JSON", 200, "application/json", """{"id":"c1","choices":[{"message":{"content":"H""", ProviderFault.Unreadable },
        { "plain text", 200, "text/plain", "Bad gateway", ProviderFault.Unreadable },
        { "finished by an error", 200, "application/json", """{"choices":[{"message":{"content":"H"},"finish_reason":"error"}]}""", ProviderFault.BrokenOff },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Answer_AsServersSendIt_IsRead(string quirk, string body, string text, string finish, long? input, long? output, long? cached)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json(body));

        var answer = await server.Chat().GetResponseAsync(s_question, cancellationToken: WireServer.Cancel);

        Assert.Equal((quirk, text, finish), (quirk, answer.Text, answer.FinishReason?.Value));
        Assert.Equal((input, output, cached), (answer.Usage?.InputTokenCount, answer.Usage?.OutputTokenCount, answer.Usage?.CachedInputTokenCount));
        Assert.All(answer.Messages, m => Assert.Equal(ChatRole.Assistant, m.Role));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Answer_ThatIsNone_IsAnError(string quirk, int status, string type, string body, ProviderFault fault)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json(body, status, type));

        var error = await Assert.ThrowsAsync<ModelCallException>(() => server.Chat().GetResponseAsync(s_question, cancellationToken: WireServer.Cancel));

        Assert.Equal((quirk, fault), (quirk, error.Fault));
        Assert.Single(server.Asked);
    }

    [Theory]
    [InlineData("""[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]""", "a", "1")]
    [InlineData("""[{"id":"a","function":{"name":"f","arguments":{"x":1}}}]""", "a", "1")]
    [InlineData("""[{"id":"a","function":{"name":"f","arguments":"\"{\\\"x\\\":1}\""}}]""", "a", "1")]
    [InlineData("""[{"function":{"name":"f","arguments":"{\"x\":1}"}}]""", null, "1")]
    [InlineData("""[{"id":"","function":{"name":"f","arguments":"{\"x\":1,\"x\":2}"}}]""", null, "2")]
    [InlineData("""[{"id":"a","function":{"name":"f","arguments":""}}]""", "a", null)]
    [InlineData("""[{"id":"a","function":{"name":"f","arguments":null}}]""", "a", null)]
    public async Task ToolCall_AsServersSendIt_IsRead(string calls, string? id, string? x)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json($$"""{"choices":[{"message":{"content":null,"tool_calls":{{calls}}},"finish_reason":"stop"}]}"""));

        var answer = await server.Chat().GetResponseAsync(s_question, cancellationToken: WireServer.Cancel);

        var call = Assert.Single(answer.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal("f", call.Name);
        Assert.Null(call.Exception);
        Assert.Equal(x, call.Arguments!.TryGetValue("x", out var value) ? value?.ToString() : null);
        Assert.True(id is null ? call.CallId.Length > 0 : call.CallId == id);
    }

    [Theory]
    [InlineData("{\\\"x\\\":")]
    [InlineData("[1]")]
    [InlineData("call me")]
    public async Task ToolCall_WithArgumentsThatAreNone_CarriesTheError(string arguments)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json(
            $$$"""{"choices":[{"message":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{{{arguments}}}"}}]},"finish_reason":"tool_calls"}]}"""));

        var answer = await server.Chat().GetResponseAsync(s_question, cancellationToken: WireServer.Cancel);

        Assert.NotNull(answer.Messages[0].Contents.OfType<FunctionCallContent>().Single().Exception);
    }

    [Theory]
    [InlineData(WireVendor.OpenRouter, """{"prompt_tokens":1,"completion_tokens":1,"cost":0.00014}""", null, 140_000L)]
    [InlineData(WireVendor.XAi, """{"prompt_tokens":1,"completion_tokens":1,"cost_in_usd_ticks":12345}""", null, 1_235L)]
    [InlineData(WireVendor.LiteLlm, """{"prompt_tokens":1,"completion_tokens":1}""", "3.5e-05", 35_000L)]
    [InlineData(WireVendor.LiteLlm, """{"prompt_tokens":1,"completion_tokens":1}""", "0", null)]
    [InlineData(WireVendor.OpenAi, """{"prompt_tokens":1,"completion_tokens":1}""", null, null)]
    public async Task VendorCost_WhereTheWireHasOne_IsReadToTheLastDigit(WireVendor vendor, string usage, string? header, long? nano)
    {
        var headers = header is null ? [] : new[] { ("x-litellm-response-cost", header) };
        await using var server = await WireServer.StartAsync(WireServer.Json($$"""{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{{usage}}}""", headers: headers));

        var answer = await server.Chat(vendor).GetResponseAsync(s_question, cancellationToken: WireServer.Cancel);

        object? cost = null;
        answer.AdditionalProperties?.TryGetValue(WireKeys.VendorCost, out cost);
        Assert.Equal(nano, cost);
    }
}
