using System.Text;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>Streams as "compatible" servers really send them.</summary>
public sealed class ChatStreamQuirkTests
{
    private const string Hi = """{"choices":[{"delta":{"role":"assistant","content":"H"}}]}""";
    private const string There = """{"choices":[{"delta":{"content":"i"}}]}""";
    private const string Stop = """{"choices":[{"delta":{},"finish_reason":"stop"}]}""";

    private static readonly ChatMessage[] s_question = [new(ChatRole.User, "Hello?")];

    public static TheoryData<string, string> Whole => new()
    {
        { "as documented", Lines(Hi, There, Stop, "[DONE]") },
        { "no [DONE]", Lines(Hi, There, Stop) },
        { "no finish reason", Lines(Hi, There, "[DONE]") },
        { "keep-alive comments", ": PROCESSING\n\n" + Lines(Hi) + ": PROCESSING\n\n: \n\n" + Lines(There, Stop, "[DONE]") },
        { "lines end with carriage returns", Lines(Hi, There, Stop, "[DONE]").Replace("\n", "\r\n", StringComparison.Ordinal) },
        { "no space after data:", Lines(Hi, There, Stop, "[DONE]").Replace("data: ", "data:", StringComparison.Ordinal) },
        { "empty choices first", Lines("""{"id":"","model":"","choices":[],"prompt_filter_results":[{"prompt_index":0}]}""", Hi, There, Stop, "[DONE]") },
        { "null choices", Lines("""{"choices":null}""", Hi, There, Stop, "[DONE]") },
        { "empty finish reason on each", Lines(Hi.Replace("}]}", ",\"finish_reason\":\"\"}]}", StringComparison.Ordinal), There.Replace("}]}", ",\"finish_reason\":null}]}", StringComparison.Ordinal), Stop) },
        { "usage is null on each", Lines(Hi.Replace("\"choices\"", "\"usage\":null,\"choices\"", StringComparison.Ordinal), There, Stop, "[DONE]") },
        { "obfuscated", Lines(Hi.Replace("\"choices\"", "\"obfuscation\":\"x9\",\"choices\"", StringComparison.Ordinal), There, Stop, "[DONE]") },
        { "an event name", "event: message\n" + Lines(Hi, There, Stop, "[DONE]") },
        { "content as parts", Lines("""{"choices":[{"delta":{"content":[{"type":"text","text":"H"}]}}]}""", There, Stop, "[DONE]") },
        { "a last message in place of a delta", Lines("""{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}""", "[DONE]") },
        { "something after [DONE]", Lines(Hi, There, Stop, "[DONE]", "garbage") },
    };

    public static TheoryData<string, string, ProviderFault> Broken => new()
    {
        { "an error in the middle", Lines(Hi, """{"error":{"message":"Provider disconnected","code":502}}"""), ProviderFault.Overloaded },
        { "an error without a status", Lines(Hi, """{"error":{"message":"Provider disconnected"}}"""), ProviderFault.BrokenOff },
        { "an error event", Lines(Hi) + "event: error\ndata: {\"message\":\"Provider disconnected\"}\n\n", ProviderFault.BrokenOff },
        { "finished by an error", Lines(Hi, """{"choices":[{"delta":{},"finish_reason":"error"}]}"""), ProviderFault.BrokenOff },
        { "it just ends", Lines(Hi, There), ProviderFault.BrokenOff },
        { "it ends with half an event", Lines(Hi) + "data: {\"choices\":[{\"delta\":{\"con", ProviderFault.BrokenOff },
        { "a piece that is no JSON", Lines(Hi, "{\"choices\":", Stop), ProviderFault.Unreadable },
        { "nothing", "", ProviderFault.BrokenOff },
        { "comments only", ": PROCESSING\n\n: PROCESSING\n\n", ProviderFault.BrokenOff },
    };

    [Theory]
    [MemberData(nameof(Whole))]
    public async Task Stream_AsServersSendIt_IsWhole(string quirk, string body)
    {
        await using var server = await WireServer.StartAsync(WireServer.Raw(body));

        var (text, finish, error) = await ReadAsync(server.Chat());

        Assert.Equal((quirk, "Hi", "stop", null), (quirk, text, finish, error?.Message));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Stream_ThatBreaks_EndsAsAnErrorWithWhatHadCome(string quirk, string body, ProviderFault fault)
    {
        await using var server = await WireServer.StartAsync(WireServer.Raw(body));

        var (text, _, error) = await ReadAsync(server.Chat());

        Assert.Equal((quirk, fault), (quirk, error?.Fault));
        Assert.Equal(body.Contains("\"H\"", StringComparison.Ordinal), text.StartsWith('H'));
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task Stream_ConnectionCutInTheMiddle_IsBrokenOff()
    {
        var arrived = new TaskCompletionSource();
        await using var server = await WireServer.StartAsync(async context =>
        {
            await WireServer.Raw(Lines(Hi))(context);
            await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20));
            context.Abort();
        });

        var error = await Assert.ThrowsAsync<ModelCallException>(async () =>
        {
            await foreach (var update in server.Chat().GetStreamingResponseAsync(s_question, cancellationToken: WireServer.Cancel))
            {
                Assert.Equal("H", update.Text);
                arrived.TrySetResult();
            }
        });

        Assert.Equal(ProviderFault.BrokenOff, error.Fault);
    }

    [Fact]
    public async Task Stream_ThatStalls_TimesOut()
    {
        var release = new TaskCompletionSource();
        await using var server = await WireServer.StartAsync(async context =>
        {
            await WireServer.Raw(Lines(Hi))(context);
            await release.Task.WaitAsync(TimeSpan.FromSeconds(20));
        });

        var (text, _, error) = await ReadAsync(server.Chat(limits: WireLimits.ForStream(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(20))));
        release.SetResult();

        Assert.Equal(("H", ProviderFault.TimedOut), (text, error?.Fault));
    }

    [Fact]
    public async Task Stream_WithoutEnd_StopsAtTheTotalTime()
    {
        await using var server = await WireServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(": still there\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(20, context.RequestAborted);
            }
        });

        var (_, _, error) = await ReadAsync(server.Chat(limits: WireLimits.ForStream(TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(500))));

        Assert.Equal(ProviderFault.TimedOut, error?.Fault);
    }

    [Fact]
    public async Task Stream_OneLineOfTenMegabytes_IsRefused()
    {
        await using var server = await WireServer.StartAsync(WireServer.Raw("data: " + new string('x', 10 * 1024 * 1024), pieces: 200));

        var (_, _, error) = await ReadAsync(server.Chat());

        Assert.Equal(ProviderFault.Unreadable, error?.Fault);
        Assert.Contains("2 MB", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ServerThatDoesNotStream_IsReadWhole()
    {
        await using var server = await WireServer.StartAsync(WireServer.Json("""{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}"""));

        var (text, finish, error) = await ReadAsync(server.Chat());

        Assert.Equal(("Hi", "stop", null), (text, finish, error));
    }

    [Theory]
    [InlineData("text/html", "<html><body>Sign in</body></html>", ProviderFault.NotAnApi)]
    [InlineData("application/json", """{"error":{"message":"No","type":"server_error"}}""", ProviderFault.Overloaded)]
    public async Task Stream_SomethingElseComes_IsAnError(string type, string body, ProviderFault fault)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json(body, 200, type));

        Assert.Equal(fault, (await ReadAsync(server.Chat())).Error?.Fault);
    }

    [Theory]
    [InlineData("by index", """[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\""}}]""", """[{"index":0,"function":{"arguments":":1}"}}]""", """[{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}]""")]
    [InlineData("every index is 0", """[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":1}"}}]""", """[{"index":0,"id":"b","function":{"name":"g","arguments":"{}"}}]""", """[]""")]
    [InlineData("without index", """[{"id":"a","function":{"name":"f","arguments":"{\"x\""}}]""", """[{"function":{"arguments":":1}"}}]""", """[{"id":"b","function":{"name":"g","arguments":"{}"}}]""")]
    [InlineData("without index and id", """[{"function":{"name":"f","arguments":"{\"x\":1}"}}]""", """[{"function":{"name":"g","arguments":"{}"}}]""", """[]""")]
    [InlineData("id on each piece", """[{"id":"a","function":{"name":"f","arguments":"{\"x\""}}]""", """[{"id":"a","function":{"arguments":":1}"}}]""", """[{"id":"b","function":{"name":"g","arguments":"{}"}}]""")]
    [InlineData("mixed up", """[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\""}},{"index":1,"id":"b","function":{"name":"g"}}]""", """[{"index":1,"function":{"arguments":"{}"}}]""", """[{"index":0,"function":{"arguments":":1}"}}]""")]
    [InlineData("arguments as an object", """[{"index":0,"id":"a","function":{"name":"f","arguments":{"x":1}}}]""", """[{"index":1,"id":"b","function":{"name":"g","arguments":{}}}]""", """[]""")]
    public async Task ToolCalls_InPieces_ArePutTogether(string quirk, params string[] deltas)
    {
        var events = deltas.Select(d => $$$"""{"choices":[{"delta":{"tool_calls":{{{d}}}}}]}""").Append("""{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}""").Append("[DONE]");
        await using var server = await WireServer.StartAsync(WireServer.Events([.. events]));

        var calls = (await server.Chat().GetStreamingResponseAsync(s_question, cancellationToken: WireServer.Cancel).ToChatResponseAsync(WireServer.Cancel))
            .Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToArray();

        Assert.Equal((quirk, "f, g"), (quirk, string.Join(", ", calls.Select(c => c.Name))));
        Assert.Equal("1", calls[0].Arguments!["x"]!.ToString());
        Assert.Equal(2, calls.Select(c => c.CallId).Distinct().Count());
    }

    [Fact]
    public async Task Stream_CutAnywhere_IsNeverTakenForWhole()
    {
        var body = Lines(Hi, There, Stop, "[DONE]");
        var stopAt = body.IndexOf(Stop, StringComparison.Ordinal);
        for (var length = 0; length < stopAt; length += 7)
        {
            await using var server = await WireServer.StartAsync(WireServer.Raw(body[..length]));

            var (_, finish, error) = await ReadAsync(server.Chat());

            Assert.True(finish is null && error is not null, $"After {length} characters it was taken for whole.");
        }
    }

    [Fact]
    public async Task Stream_SplitIntoAnyPieces_ReadsTheSame()
    {
        var body = Lines("""{"choices":[{"delta":{"content":"Grüße, 世界 "}}]}""", """{"choices":[{"delta":{"content":"👋🏽"}}]}""", Stop, "[DONE]");
        foreach (var pieces in new[] { 2, 3, 7, 31, Encoding.UTF8.GetByteCount(body) })
        {
            await using var server = await WireServer.StartAsync(WireServer.Raw(body, pieces: pieces));

            Assert.Equal("Grüße, 世界 👋🏽", (await ReadAsync(server.Chat())).Text);
        }
    }

    private static string Lines(params string[] data) => string.Concat(data.Select(d => $"data: {d}\n\n"));

    private static async Task<(string Text, string? Finish, ModelCallException? Error)> ReadAsync(OpenAiChatClient client)
    {
        var text = new StringBuilder();
        string? finish = null;
        try
        {
            await foreach (var update in client.GetStreamingResponseAsync(s_question, cancellationToken: WireServer.Cancel))
            {
                text.Append(update.Text);
                finish = update.FinishReason?.Value ?? finish;
            }

            return (text.ToString(), finish, null);
        }
        catch (ModelCallException e)
        {
            return (text.ToString(), finish, e);
        }
    }
}
