using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>Streams, byte by byte.</summary>
public sealed class OpenAiStreamTests
{
    private static readonly OpenAiAnswer s_answer = new("chatcmpl-1", 1_700_000_000, "shop");
    private static readonly OpenAiAnswer s_response = new("resp_1", 1_700_000_000, "shop");
    private static readonly OpenAiRequest s_request = new("shop", [], new());

    [Fact]
    public async Task Chat_WithUsage_IsWhatOpenAiSends()
    {
        var sent = new SentAnswer();

        var broken = await ChatAsync(sent, Updates(
            Said("It \"is\"\n"), Said("läte 🙂"), Said(""), Thought("hm"),
            new(ChatRole.Assistant, [new UsageContent(new() { InputTokenCount = 12, OutputTokenCount = 7, CachedInputTokenCount = 4, ReasoningTokenCount = 2 })]) { FinishReason = ChatFinishReason.Length }), includeUsage: true);

        const string Head = """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"shop","choices":""";
        string[] events =
        [
            Head + """[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}""",
            Head + """[{"index":0,"delta":{"content":"It \"is\"\n"},"logprobs":null,"finish_reason":null}],"usage":null}""",
            Head + """[{"index":0,"delta":{"content":"läte 🙂"},"logprobs":null,"finish_reason":null}],"usage":null}""",
            Head + """[{"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}],"usage":null}""",
            Head + """[],"usage":{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":2,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}""",
            "data: [DONE]",
        ];
        Assert.Null(broken);
        Assert.Equal(string.Join("\n\n", events) + "\n\n", sent.Text.Replace("\\uD83D\\uDE42", "🙂", StringComparison.Ordinal));
        Assert.Equal(
            ("text/event-stream; charset=utf-8", "no-cache", "no"),
            (sent.Response.ContentType, sent.Response.Headers.CacheControl.ToString(), sent.Response.Headers["X-Accel-Buffering"].ToString()));
    }

    [Fact]
    public async Task Chat_WithoutUsage_HasNoChunkWithoutChoices()
    {
        var sent = new SentAnswer();

        await ChatAsync(sent, Updates(Said("a"), new(ChatRole.Assistant, [new UsageContent(new() { InputTokenCount = 1 })])));

        Assert.All(sent.Events(), e => Assert.Equal((1, false), (e.GetProperty("choices").GetArrayLength(), e.TryGetProperty("usage", out _))));
        Assert.Equal("stop", sent.Events()[^1].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Chat_WithCalls_NamesEachFirst()
    {
        var sent = new SentAnswer();

        await ChatAsync(sent, Updates(
            new(ChatRole.Assistant, [Call("call_a", "f", new() { ["x"] = 1 }), Call("", "g", [])]),
            new(ChatRole.Assistant, [new FunctionCallContent("call_c", "done") { InformationalOnly = true }]) { FinishReason = ChatFinishReason.Stop }));

        var deltas = sent.Events().Select(e => e.GetProperty("choices")[0].GetProperty("delta")).Where(d => d.TryGetProperty("tool_calls", out _)).Select(d => d.GetProperty("tool_calls")[0].GetRawText()).ToArray();
        Assert.Equal("""{"index":0,"id":"call_a","type":"function","function":{"name":"f","arguments":""}}""", deltas[0]);
        Assert.Equal("""{"index":0,"function":{"arguments":"{\"x\":1}"}}""", deltas[1]);
        Assert.Matches("""^\{"index":1,"id":"call_[0-9a-f]{32}","type":"function","function":\{"name":"g","arguments":""\}\}$""", deltas[2]);
        Assert.Equal("""{"index":1,"function":{"arguments":"{}"}}""", deltas[3]);
        Assert.Equal(4, deltas.Length);
        Assert.Equal("tool_calls", sent.Events()[^1].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Chat_OnePieceAtATime_IsHandedOnOnce()
    {
        var sent = new SentAnswer();

        await ChatAsync(sent, Updates(Said("a"), Said("b"), Said("c")));

        Assert.Equal(4, sent.Writes);
    }

    [Fact]
    public async Task Chat_ThatFailsBeforeItsFirstPiece_HasSentNothing()
    {
        var sent = new SentAnswer();

        await Assert.ThrowsAsync<UnavailableException>(() => ChatAsync(sent, Breaking(new UnavailableException("Not now."), new ChatResponseUpdate())));

        Assert.Equal(("", null), (sent.Text, sent.Response.ContentType));
        Assert.True(await OpenAiErrorWriter.WriteAsync(sent.Response, OpenAiError.Unavailable("Not now."), CancellationToken.None));
    }

    [Fact]
    public async Task Chat_ThatFailsLater_SaysSoWithoutAnEnd()
    {
        var sent = new SentAnswer();
        var failure = new ModelCallException(ProviderFault.BrokenOff, "It broke off.");

        var broken = await ChatAsync(sent, Breaking(failure, Said("a")));

        Assert.Same(failure, broken);
        Assert.Equal("""{"error":{"message":"It broke off.","type":"server_error","param":null,"code":"broken_off"}}""", sent.Events()[^1].GetRawText());
        Assert.DoesNotContain("[DONE]", sent.Text, StringComparison.Ordinal);
        Assert.EndsWith("}}\n\n", sent.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_ThatIsSilent_KeepsTheLineOpen()
    {
        var sent = new SentAnswer();
        var pinged = sent.Saw(": ping");
        async IAsyncEnumerable<ChatResponseUpdate> Slow()
        {
            yield return Said("a");
            await pinged;
            yield return Said("b");
        }

        await OpenAiStream.WriteAsync(sent.Response, new ChatCompletionStream(s_answer, false), Slow(), "ref", TimeProvider.System, TimeSpan.FromMilliseconds(1), CancellationToken.None);

        Assert.Contains("}\n\n: ping\n\n", sent.Text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", sent.Text, StringComparison.Ordinal);
        Assert.Equal(["", "a", "b"], sent.Events().SkipLast(1).Select(e => e.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString()));
    }

    [Fact]
    public async Task Chat_ThatNobodyReadsAnyMore_EndsInSilence()
    {
        var sent = new SentAnswer();
        using var gone = new CancellationTokenSource();
        async IAsyncEnumerable<ChatResponseUpdate> Leaving()
        {
            yield return Said("a");
            await gone.CancelAsync();
            gone.Token.ThrowIfCancellationRequested();
        }

        var broken = await ChatCompletionWriter.StreamAsync(sent.Response, s_request, s_answer, Leaving(), "ref", new TestClock(), gone.Token);

        Assert.IsAssignableFrom<OperationCanceledException>(broken);
        Assert.DoesNotContain("error", sent.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Responses_WithTextAndACall_TellEachStep()
    {
        var sent = new SentAnswer();

        await ResponsesAsync(sent, Updates(
            Said("It is "), Said("late."), new(ChatRole.Assistant, [Call("call_a", "f", new() { ["x"] = 1 })]),
            new(ChatRole.Assistant, [new UsageContent(new() { InputTokenCount = 12, OutputTokenCount = 7 })]) { FinishReason = ChatFinishReason.ToolCalls }));

        var events = sent.Events();
        Assert.Equal(
            [
                "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done",
                "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.done", "response.output_item.done", "response.completed",
            ],
            events.Select(e => e.GetProperty("type").GetString()));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(e => e.GetProperty("sequence_number").GetInt32()));
        Assert.Equal(events.Select(e => $"event: {e.GetProperty("type")}"), sent.Text.Split('\n').Where(l => l.StartsWith("event: ", StringComparison.Ordinal)));
        Assert.Single(events.Skip(2).Take(7).Select(e => e.TryGetProperty("item_id", out var id) ? id.GetString() : e.GetProperty("item").GetProperty("id").GetString()).Distinct());
        Assert.Equal("""{"x":1}""", events[^3].GetProperty("arguments").GetString());
        var whole = events[^1].GetProperty("response");
        Assert.Equal(("resp_1", "completed", "It is late.", 19), (
            whole.GetProperty("id").GetString(), whole.GetProperty("status").GetString(),
            whole.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString(), whole.GetProperty("usage").GetProperty("total_tokens").GetInt32()));
        Assert.Equal("call_a", whole.GetProperty("output")[1].GetProperty("call_id").GetString());
    }

    [Fact]
    public async Task Responses_CutShortRefusedOrEmpty_SaySo()
    {
        var (cut, refused, empty) = (new SentAnswer(), new SentAnswer(), new SentAnswer());

        await ResponsesAsync(cut, Updates(Said("a"), new(ChatRole.Assistant, []) { FinishReason = ChatFinishReason.Length }));
        await ResponsesAsync(refused, Updates(new ChatResponseUpdate(ChatRole.Assistant, [new ErrorContent("No.") { ErrorCode = "refusal" }])));
        await ResponsesAsync(empty, Updates());

        var last = cut.Events()[^1];
        Assert.Equal(("response.incomplete", "max_output_tokens"), (last.GetProperty("type").GetString(), last.GetProperty("response").GetProperty("incomplete_details").GetProperty("reason").GetString()));
        Assert.Contains("response.refusal.delta", refused.Text, StringComparison.Ordinal);
        Assert.Equal("No.", refused.Events()[^1].GetProperty("response").GetProperty("output")[0].GetProperty("content")[0].GetProperty("refusal").GetString());
        Assert.Equal("", empty.Events()[^1].GetProperty("response").GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Responses_ThatFailLater_EndAsFailed()
    {
        var sent = new SentAnswer();

        var broken = await ResponsesAsync(sent, Breaking(new InvalidOperationException("secret"), Said("a")));

        Assert.IsType<InvalidOperationException>(broken);
        var last = sent.Events()[^1];
        Assert.Equal(
            ("response.failed", "failed", "internal_error"),
            (last.GetProperty("type").GetString(), last.GetProperty("response").GetProperty("status").GetString(), last.GetProperty("response").GetProperty("error").GetProperty("code").GetString()));
        Assert.DoesNotContain("secret", sent.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_OnALineThatBreaks_SaysThatItBroke()
    {
        var response = new DefaultHttpContext { Response = { Body = new BrokenLine() } }.Response;

        var broken = await ChatCompletionWriter.StreamAsync(response, s_request, s_answer, Updates(Said("a")), "ref", new TestClock(), CancellationToken.None);

        Assert.IsType<IOException>(broken);
    }

    private static Task<Exception?> ChatAsync(SentAnswer sent, IAsyncEnumerable<ChatResponseUpdate> updates, bool includeUsage = false) =>
        ChatCompletionWriter.StreamAsync(sent.Response, s_request with { IncludeUsage = includeUsage }, s_answer, updates, "ref", new TestClock(), CancellationToken.None);

    private static Task<Exception?> ResponsesAsync(SentAnswer sent, IAsyncEnumerable<ChatResponseUpdate> updates) =>
        ResponsesWriter.StreamAsync(sent.Response, s_request, s_response, updates, "ref", new TestClock(), CancellationToken.None);

    private static ChatResponseUpdate Said(string text) => new(ChatRole.Assistant, text);

    private static ChatResponseUpdate Thought(string text) => new(ChatRole.Assistant, [new TextReasoningContent(text)]);

    private static FunctionCallContent Call(string id, string name, Dictionary<string, object?> arguments) => new(id, name, arguments);

    private static IAsyncEnumerable<ChatResponseUpdate> Updates(params ChatResponseUpdate[] updates) => Breaking(null, updates);

    private static async IAsyncEnumerable<ChatResponseUpdate> Breaking(Exception? end, params ChatResponseUpdate[] updates)
    {
        foreach (var update in updates)
        {
            yield return update;
        }

        await Task.CompletedTask;
        if (end is not null)
        {
            throw end;
        }
    }

    private sealed class BrokenLine : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("The line broke.");
    }
}
