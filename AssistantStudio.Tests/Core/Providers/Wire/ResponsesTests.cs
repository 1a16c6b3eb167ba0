using AssistantStudio.Core.Providers;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>The other way of asking OpenAI, for models that call tools nowhere else.</summary>
public sealed class ResponsesTests
{
    private const string Call = """{"id":"fc_1","type":"function_call","call_id":"call_1","name":"find_order","arguments":"{\"order\":\"17\"}"}""";
    private const string Thought = """{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"I look it up."}],"encrypted_content":"gAAA"}""";
    private const string Usage = """{"input_tokens":30,"input_tokens_details":{"cached_tokens":10},"output_tokens":20,"output_tokens_details":{"reasoning_tokens":15},"total_tokens":50}""";

    private static readonly ChatOptions s_options = new() { Tools = [AIFunctionFactory.Create((string order) => "late", "find_order", "Finds an order")], Instructions = "Be kind.", MaxOutputTokens = 99, Temperature = 0.5f };
    private static readonly ChatMessage s_question = new(ChatRole.User, "Where is 17?");

    [Theory]
    [InlineData("gpt-6.2-sol", true, "/v1/responses")]
    [InlineData("gpt-6.2-sol", false, "/v1/chat/completions")]
    [InlineData("gpt-5.6-luna", true, "/v1/responses")]
    [InlineData("gpt-4o", true, "/v1/chat/completions")]
    public async Task Model_DecidesWhereItIsAsked(string model, bool tools, string path)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json("""{"output":[{"type":"message","content":[{"type":"output_text","text":"Hi"}]}],"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}"""));

        var answer = await server.Chat(WireVendor.OpenAi, model).GetResponseAsync([s_question], tools ? s_options : null, WireServer.Cancel);

        Assert.Equal((path, "Hi"), (server.Asked.Single().Path, answer.Text));
    }

    [Fact]
    public async Task Tools_OnANewModel_GoThereAndBackWithTheThoughts()
    {
        await using var server = await WireServer.StartAsync(
            WireServer.Json($$$"""{"id":"resp_1","model":"gpt-6.2-sol","status":"completed","created_at":1700000000,"output":[{{{Thought}}},{{{Call}}}],"usage":{{{Usage}}}}"""),
            WireServer.Json("""{"id":"resp_2","status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"It is late."}]}]}"""));
        using var client = server.Chat(WireVendor.OpenAi, "gpt-6.2-sol");

        var turn = await client.GetResponseAsync([s_question], s_options, WireServer.Cancel);
        var last = await client.GetResponseAsync([s_question, .. turn.Messages, new(ChatRole.Tool, [new FunctionResultContent("call_1", "late")])], s_options, WireServer.Cancel);

        Assert.Equal(ChatFinishReason.ToolCalls, turn.FinishReason);
        Assert.Equal((30L, 20L, 10L, 15L), (turn.Usage!.InputTokenCount, turn.Usage.OutputTokenCount, turn.Usage.CachedInputTokenCount, turn.Usage.ReasoningTokenCount));
        Assert.Equal("It is late.", last.Text);
        var first = server.Asked[0].Body;
        Assert.Equal(("Be kind.", false, 99), (first.GetProperty("instructions").GetString(), first.GetProperty("store").GetBoolean(), first.GetProperty("max_output_tokens").GetInt32()));
        Assert.False(first.TryGetProperty("temperature", out _));
        Assert.Equal("find_order", first.GetProperty("tools")[0].GetProperty("name").GetString());
        var input = server.Asked[1].Body.GetProperty("input");
        Assert.Equal(["message", "reasoning", "function_call", "function_call_output"], input.EnumerateArray().Select(i => i.GetProperty("type").GetString()));
        Assert.Equal("gAAA", input[1].GetProperty("encrypted_content").GetString());
        Assert.Equal("call_1", input[3].GetProperty("call_id").GetString());
    }

    [Fact]
    public async Task Stream_OfTextThoughtsAndCalls_IsRead()
    {
        await using var server = await WireServer.StartAsync(WireServer.Raw(Events(
            ("response.created", """{"response":{"id":"resp_1"}}"""),
            ("response.reasoning_summary_text.delta", """{"delta":"I look "}"""),
            ("response.reasoning_summary_text.delta", """{"delta":"it up."}"""),
            ("response.output_item.done", $$$"""{"item":{{{Thought}}}}"""),
            ("response.output_text.delta", """{"delta":"One "}"""),
            ("response.output_text.delta", """{"delta":"moment."}"""),
            ("response.something.new", """{"delta":"?"}"""),
            ("response.function_call_arguments.delta", """{"delta":"{\"or"}"""),
            ("response.output_item.done", $$$"""{"item":{{{Call}}}}"""),
            ("response.completed", $$$"""{"response":{"id":"resp_1","model":"gpt-6.2-sol","usage":{{{Usage}}}}}"""))));

        var answer = await server.Chat(WireVendor.OpenAi, "gpt-6.2-sol").GetStreamingResponseAsync([s_question], s_options, WireServer.Cancel).ToChatResponseAsync(WireServer.Cancel);

        Assert.Equal(("One moment.", ChatFinishReason.ToolCalls, 30L), (answer.Text, answer.FinishReason, answer.Usage?.InputTokenCount));
        var contents = answer.Messages.SelectMany(m => m.Contents).ToArray();
        Assert.Equal("17", contents.OfType<FunctionCallContent>().Single().Arguments!["order"]!.ToString());
        Assert.Equal("I look it up.", string.Concat(contents.OfType<TextReasoningContent>().Select(t => t.Text)));
        Assert.Contains(contents.OfType<TextReasoningContent>(), t => t.ProtectedData == "gAAA");
    }

    [Theory]
    [InlineData("response.failed", """{"response":{"status":"failed","error":{"code":"server_error","message":"It broke"}}}""", ProviderFault.Overloaded)]
    [InlineData("error", """{"code":"rate_limit_exceeded","message":"Slow down"}""", ProviderFault.RateLimited)]
    [InlineData("error", """{"error":{"type":"insufficient_quota","message":"No"}}""", ProviderFault.NoCredit)]
    [InlineData("response.output_text.delta", """{"delta":"and then nothing"}""", ProviderFault.BrokenOff)]
    public async Task Stream_ThatFails_IsAnError(string type, string data, ProviderFault fault)
    {
        await using var server = await WireServer.StartAsync(WireServer.Raw(Events(("response.output_text.delta", """{"delta":"One "}"""), (type, data))));

        var error = await Assert.ThrowsAsync<ModelCallException>(() =>
            server.Chat(WireVendor.OpenAi, "gpt-6.2-sol").GetStreamingResponseAsync([s_question], s_options, WireServer.Cancel).ToChatResponseAsync(WireServer.Cancel));

        Assert.Equal(fault, error.Fault);
    }

    [Theory]
    [InlineData("max_output_tokens", "length")]
    [InlineData("content_filter", "content_filter")]
    [InlineData("something_new", "something_new")]
    public async Task Incomplete_SaysWhy(string reason, string finish)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json($$$"""{"status":"incomplete","incomplete_details":{"reason":"{{{reason}}}"},"output":[{"type":"message","content":[{"type":"output_text","text":"One"}]}]}"""));

        var answer = await server.Chat(WireVendor.OpenAi, "gpt-6.2-sol").GetResponseAsync([s_question], s_options, WireServer.Cancel);

        Assert.Equal(("One", finish), (answer.Text, answer.FinishReason?.Value));
    }

    private static string Events(params (string Type, string Data)[] events) =>
        string.Concat(events.Select((e, i) => $$"""
            event: {{e.Type}}
            data: {"type":"{{e.Type}}","sequence_number":{{i}},{{e.Data[1..]}}


            """));
}
