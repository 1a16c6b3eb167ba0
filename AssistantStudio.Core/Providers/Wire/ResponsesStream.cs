using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>A streamed answer of Responses. It ends with an event that says how it ended; without that it is broken.</summary>
internal static class ResponsesStream
{
    public static async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(
        HttpResponseMessage response, WireConnection connection, string model, [EnumeratorCancellation] CancellationToken ct)
    {
        var called = false;
        await foreach (var item in WireEvents.ReadAsync(response, connection, ct).ConfigureAwait(false))
        {
            if (item.Data.Length == 0 || item.Data.Trim() == "[DONE]")
            {
                continue;
            }

            var root = WireJson.Parse(item.Data) ?? throw new ModelCallException(
                ProviderFault.Unreadable, $"{connection.Name} sent a piece of an answer that cannot be read.");
            var type = root.Text("type") ?? item.EventType;
            switch (type)
            {
                case "response.output_text.delta" or "response.refusal.delta":
                    var text = root.Text("delta") ?? "";
                    yield return new(ChatRole.Assistant, [type.Contains("refusal", StringComparison.Ordinal) ? new ErrorContent(text) { ErrorCode = "refusal" } : new TextContent(text)]);
                    break;
                case "response.reasoning_summary_text.delta" or "response.reasoning_text.delta":
                    yield return new(ChatRole.Assistant, [new TextReasoningContent(root.Text("delta") ?? "")]);
                    break;
                case "response.output_item.done" when root.Get("item") is { } done && done.Text("type") is "function_call" or "reasoning":
                    var contents = ResponsesReply.Content(done).Select(WithoutText).ToList();
                    called |= contents.OfType<FunctionCallContent>().Any();
                    yield return new(ChatRole.Assistant, contents);
                    break;
                case "response.completed" or "response.incomplete" or "response.done":
                    yield return Last(root.Get("response") ?? root, response, called);
                    yield break;
                case "error" or "response.failed" or "response.cancelled":
                    throw WireErrors.FromEvent(root.Get("response") ?? root, model, connection);
                default:
                    if (WireErrors.FromBody(root, model, connection) is { } error)
                    {
                        throw error;
                    }

                    break;
            }
        }

        throw new ModelCallException(ProviderFault.BrokenOff, $"{connection.Name} broke off in the middle of the answer.");
    }

    /// <summary>The words of a thought came already, piece by piece; what is left is what goes back.</summary>
    private static AIContent WithoutText(AIContent content) =>
        content is TextReasoningContent thought ? new TextReasoningContent("") { ProtectedData = thought.ProtectedData } : content;

    private static ChatResponseUpdate Last(JsonElement root, HttpResponseMessage response, bool called)
    {
        var usage = root.Get("usage");
        return new ChatResponseUpdate(ChatRole.Assistant, WireUsage.Read(usage) is { } counts ? [new UsageContent(counts)] : [])
        {
            ResponseId = root.Text("id"),
            ModelId = root.Text("model"),
            CreatedAt = root.Time("created_at"),
            FinishReason = ResponsesReply.Finish(root, called),
            AdditionalProperties = ChatReply.Facts(root, usage, response),
        };
    }
}
