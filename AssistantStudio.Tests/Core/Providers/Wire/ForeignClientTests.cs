using System.ClientModel;
using System.Text.Json;
using AssistantStudio.Core.Providers;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using Xunit;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>The vendor's own client and ours read the same from a server that keeps to the documentation.</summary>
public sealed class ForeignClientTests
{
    private const string Whole = """{"id":"c1","object":"chat.completion","created":1700000000,"model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"It is late.","refusal":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"find_order","arguments":"{\"order\":\"17\"}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}}""";

    private static readonly string[] s_stream =
    [
        """{"id":"c1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4o","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}""",
        """{"id":"c1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4o","choices":[{"index":0,"delta":{"content":"It is "},"finish_reason":null}],"usage":null}""",
        """{"id":"c1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4o","choices":[{"index":0,"delta":{"content":"late."},"finish_reason":null}],"usage":null}""",
        """{"id":"c1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4o","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}""",
        """{"id":"c1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4o","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19}}""",
        "[DONE]",
    ];

    [Fact]
    public async Task WholeAnswer_IsReadAlike()
    {
        await using var server = await WireServer.StartAsync(WireServer.Json(Whole));

        var theirs = (await Foreign(server).CompleteChatAsync([new UserChatMessage("Where is 17?")], cancellationToken: WireServer.Cancel)).Value;
        var ours = await server.Chat(WireVendor.OpenAi, "gpt-4o").GetResponseAsync([new ChatMessage(ChatRole.User, "Where is 17?")], cancellationToken: WireServer.Cancel);

        Assert.Equal(theirs.Content[0].Text, ours.Text);
        Assert.Equal((theirs.Id, theirs.Model, theirs.CreatedAt), (ours.ResponseId, ours.ModelId, ours.CreatedAt!.Value));
        Assert.Equal(OpenAI.Chat.ChatFinishReason.ToolCalls, theirs.FinishReason);
        Assert.Equal(Microsoft.Extensions.AI.ChatFinishReason.ToolCalls, ours.FinishReason);
        Assert.Equal(
            (theirs.Usage.InputTokenCount, theirs.Usage.OutputTokenCount, theirs.Usage.InputTokenDetails.CachedTokenCount, theirs.Usage.OutputTokenDetails.ReasoningTokenCount),
            ((int)ours.Usage!.InputTokenCount!, (int)ours.Usage.OutputTokenCount!, (int)ours.Usage.CachedInputTokenCount!, (int)ours.Usage.ReasoningTokenCount!));
        var call = ours.Messages[0].Contents.OfType<FunctionCallContent>().Single();
        Assert.Equal((theirs.ToolCalls[0].Id, theirs.ToolCalls[0].FunctionName), (call.CallId, call.Name));
        Assert.Equal(theirs.ToolCalls[0].FunctionArguments.ToObjectFromJson<Dictionary<string, string>>()!["order"], call.Arguments!["order"]!.ToString());
        Assert.True(JsonElement.DeepEquals(server.Asked[0].Body, server.Asked[1].Body), $"{server.Asked[0].Body}\n{server.Asked[1].Body}");
    }

    [Fact]
    public async Task Stream_IsReadAlike()
    {
        await using var server = await WireServer.StartAsync(WireServer.Events(s_stream));
        var (theirText, theirInput) = ("", 0);
        await foreach (var update in Foreign(server).CompleteChatStreamingAsync([new UserChatMessage("Where is 17?")], cancellationToken: WireServer.Cancel))
        {
            theirText += string.Concat(update.ContentUpdate.Select(c => c.Text));
            theirInput = update.Usage?.InputTokenCount ?? theirInput;
        }

        var ours = await server.Chat(WireVendor.OpenAi, "gpt-4o").GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "Where is 17?")], cancellationToken: WireServer.Cancel).ToChatResponseAsync(WireServer.Cancel);

        Assert.Equal((theirText, theirInput), (ours.Text, (int)ours.Usage!.InputTokenCount!));
    }

    [Fact]
    public async Task Stream_WithAnErrorInTheMiddle_OnlyOursSeesIt()
    {
        await using var server = await WireServer.StartAsync(WireServer.Events(s_stream[1], """{"error":{"message":"Provider disconnected","code":502}}""", "[DONE]"));
        var theirText = "";
        var theirError = await Record.ExceptionAsync(async () =>
        {
            await foreach (var update in Foreign(server).CompleteChatStreamingAsync([new UserChatMessage("Where is 17?")], cancellationToken: WireServer.Cancel))
            {
                theirText += string.Concat(update.ContentUpdate.Select(c => c.Text));
            }
        });

        var ours = await Record.ExceptionAsync(() => server.Chat().GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "Where is 17?")], cancellationToken: WireServer.Cancel).ToChatResponseAsync(WireServer.Cancel));

        Assert.Equal(ProviderFault.Overloaded, Assert.IsType<ModelCallException>(ours).Fault);
        Assert.True(theirError is null or not ClientResultException, "The vendor's client names this error too: the table of quirks can lose a line.");
    }

    private static ChatClient Foreign(WireServer server) =>
        new("gpt-4o", new ApiKeyCredential("sk-test-0123456789"), new OpenAIClientOptions { Endpoint = server.Address });
}
