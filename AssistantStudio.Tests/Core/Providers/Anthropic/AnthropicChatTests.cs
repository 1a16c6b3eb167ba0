using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Providers;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>The vendor's own client against a server that speaks its wire, as the product sees it.</summary>
public sealed class AnthropicChatTests
{
    private const string Usage = """{"input_tokens":10,"cache_creation_input_tokens":30,"cache_read_input_tokens":50,"cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":10},"output_tokens":7,"service_tier":"standard"}""";

    private static readonly ChatMessage[] s_question = [new(ChatRole.User, "Hello?")];

    [Fact]
    public async Task Answer_IsReadWithAllOfItsInput()
    {
        await using var server = await WireServer.StartAsync(WireServer.Json(
            $$"""{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{{Usage}}}"""));
        using var client = Client(server, "claude-opus-5");

        var answer = await client.GetResponseAsync(s_question, cancellationToken: WireServer.Cancel);

        Assert.Equal(("Hi", ChatFinishReason.Stop, "claude-opus-5"), (answer.Text, answer.FinishReason, answer.ModelId));
        Assert.Equal(new CallUsage { Input = 90, CachedInput = 50, CacheWrite = 20, CacheWriteLong = 10, Output = 7 }, CallUsage.Of(answer.Usage));
        var asked = server.Asked.Single();
        Assert.Equal("/v1/messages", asked.Path);
        Assert.Equal(AnthropicChatClient.DefaultMaxTokens, asked.Body.GetProperty("max_tokens").GetInt32());
        Assert.Equal("sk-test-0123456789", asked.Headers["x-api-key"]);
    }

    [Fact]
    public async Task Stream_IsReadWithAllOfItsInput()
    {
        await using var server = await WireServer.StartAsync(WireServer.Raw(Stream(stop: true)));
        using var client = Client(server, "claude-opus-5");

        var answer = await client.GetStreamingResponseAsync(s_question, cancellationToken: WireServer.Cancel).ToChatResponseAsync(WireServer.Cancel);

        Assert.Equal(("Hi", ChatFinishReason.Stop), (answer.Text, answer.FinishReason));
        Assert.Equal(new CallUsage { Input = 90, CachedInput = 50, CacheWrite = 20, CacheWriteLong = 10, Output = 7 }, CallUsage.Of(answer.Usage));
    }

    [Fact]
    public async Task Stream_WithoutItsEnd_IsBrokenOff()
    {
        await using var server = await WireServer.StartAsync(WireServer.Raw(Stream(stop: false)));

        var (text, error) = await ReadAsync(server);

        Assert.Equal(("Hi", ProviderFault.BrokenOff), (text, error?.Fault));
    }

    [Fact]
    public async Task Stream_WithAnErrorInTheMiddle_IsThatError()
    {
        await using var server = await WireServer.StartAsync(WireServer.Raw(
            Stream(stop: false) + "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"));

        var (text, error) = await ReadAsync(server);

        Assert.Equal(("Hi", ProviderFault.Overloaded), (text, error?.Fault));
    }

    [Theory]
    [InlineData(401, "authentication_error", ProviderFault.WrongKey)]
    [InlineData(402, "billing_error", ProviderFault.NoCredit)]
    [InlineData(403, "permission_error", ProviderFault.NotPermitted)]
    [InlineData(404, "not_found_error", ProviderFault.WrongAddress)]
    [InlineData(429, "rate_limit_error", ProviderFault.RateLimited)]
    [InlineData(500, "api_error", ProviderFault.Overloaded)]
    [InlineData(529, "overloaded_error", ProviderFault.Overloaded)]
    public async Task Error_IsUnderstoodAndNotRetried(int status, string type, ProviderFault fault)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json($$$"""{"type":"error","error":{"type":"{{{type}}}","message":"No, sk-test-0123456789"},"request_id":"req_1"}""", status));
        using var client = Client(server, "claude-opus-5");

        var error = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync(s_question, cancellationToken: WireServer.Cancel));

        Assert.Equal((fault, status), (error.Fault, error.Status));
        Assert.DoesNotContain("sk-test-0123456789", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task ModelThatIsNotThere_IsNamed()
    {
        await using var server = await WireServer.StartAsync(WireServer.Json("""{"type":"error","error":{"type":"not_found_error","message":"model: claude-opus-99"}}""", 404));
        using var client = Client(server, "claude-opus-99");

        var error = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync(s_question, cancellationToken: WireServer.Cancel));

        Assert.Equal(ProviderFault.UnknownModel, error.Fault);
    }

    [Theory]
    [InlineData("claude-opus-4-6", true, false)]
    [InlineData("claude-haiku-4-5-20251001", true, false)]
    [InlineData("claude-3-opus-20240229", true, true)]
    [InlineData("claude-opus-4-7", false, false)]
    [InlineData("claude-opus-4-8", false, false)]
    [InlineData("claude-sonnet-5-5", false, false)]
    [InlineData("claude-fable-5-1", false, false)]
    public async Task Sampling_IsSentWhereTheModelTakesIt(string model, bool temperature, bool topP)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json(
            $$"""{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{{Usage}}}"""));
        using var client = Client(server, model);

        await client.GetResponseAsync(s_question, new() { Temperature = 0.5f, TopP = 0.5f }, WireServer.Cancel);

        var body = server.Asked.Single().Body;
        Assert.Equal((temperature, topP), (body.TryGetProperty("temperature", out _), body.TryGetProperty("top_p", out _)));
    }

    [Fact]
    public async Task Tools_GoThereAndBack()
    {
        await using var server = await WireServer.StartAsync(WireServer.Json(
            $$$"""{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"tool_use","id":"toolu_1","name":"find_order","input":{"order":"17"}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{{{Usage}}}}"""));
        using var client = Client(server, "claude-opus-5");
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create((string order) => "late", "find_order", "Finds an order")] };

        var answer = await client.GetResponseAsync(s_question, options, WireServer.Cancel);
        await client.GetResponseAsync([.. s_question, .. answer.Messages, new(ChatRole.Tool, [new FunctionResultContent("toolu_1", "late")])], options, WireServer.Cancel);

        var call = answer.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single();
        Assert.Equal(("find_order", "17"), (call.Name, call.Arguments!["order"]!.ToString()));
        var result = server.Asked[1].Body.GetProperty("messages")[2].GetProperty("content")[0];
        Assert.Equal(("tool_result", "toolu_1"), (result.GetProperty("type").GetString(), result.GetProperty("tool_use_id").GetString()));
    }

    [Fact]
    public async Task RateLimit_WithAPause_CarriesIt()
    {
        await using var server = await WireServer.StartAsync(WireServer.Json("""{"type":"error","error":{"type":"rate_limit_error","message":"Slow down"}}""", 429, headers: ("retry-after", "30")));
        using var client = Client(server, "claude-opus-5");

        var error = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync(s_question, cancellationToken: WireServer.Cancel));

        Assert.Equal(TimeSpan.FromSeconds(30), error.RetryAfter);
    }

    private static AnthropicChatClient Client(WireServer server, string model)
    {
        var headers = new AnthropicHeaders();
        return new(server.Http(headers), headers, server.Connection() with { Address = new Uri(server.Address, "/") }, model);
    }

    private static string Stream(bool stop)
    {
        var events = new List<(string, string)>
        {
            ("message_start", $$$"""{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{{{Usage.Replace("\"output_tokens\":7", "\"output_tokens\":1", StringComparison.Ordinal)}}}}}"""),
            ("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
            ("ping", """{"type":"ping"}"""),
            ("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}"""),
            ("content_block_stop", """{"type":"content_block_stop","index":0}"""),
        };
        if (stop)
        {
            events.Add(("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":10,"cache_creation_input_tokens":30,"cache_read_input_tokens":50,"output_tokens":7}}"""));
            events.Add(("message_stop", """{"type":"message_stop"}"""));
        }

        var text = new StringBuilder();
        events.ForEach(e => text.Append(System.Globalization.CultureInfo.InvariantCulture, $"event: {e.Item1}\ndata: {e.Item2}\n\n"));
        return text.ToString();
    }

    private static async Task<(string Text, ModelCallException? Error)> ReadAsync(WireServer server)
    {
        using var client = Client(server, "claude-opus-5");
        var text = "";
        try
        {
            await foreach (var update in client.GetStreamingResponseAsync(s_question, cancellationToken: WireServer.Cancel))
            {
                text += update.Text;
            }

            return (text, null);
        }
        catch (ModelCallException e)
        {
            return (text, e);
        }
    }
}
