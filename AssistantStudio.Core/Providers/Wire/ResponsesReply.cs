using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>A whole answer of Responses.</summary>
internal static class ResponsesReply
{
    public static ChatResponse Read(JsonElement root, HttpResponseMessage response, string model, WireConnection connection)
    {
        ThrowIfFailed(root, model, connection);
        var contents = root.Items("output").SelectMany(Content).ToList();
        if (root.Get("output") is null)
        {
            throw new ModelCallException(ProviderFault.Unreadable, $"{connection.Name} sent an answer without content.");
        }

        var usage = root.Get("usage");
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ResponseId = root.Text("id"),
            ModelId = root.Text("model"),
            CreatedAt = root.Time("created_at"),
            FinishReason = Finish(root, contents.OfType<FunctionCallContent>().Any()),
            Usage = WireUsage.Read(usage),
            AdditionalProperties = ChatReply.Facts(root, usage, response),
        };
    }

    /// <summary>One item of the output: a message, a call, a thought. What is not known is left out.</summary>
    public static IEnumerable<AIContent> Content(JsonElement item) => item.Text("type") switch
    {
        "message" => WireContent.Read(item),
        "function_call" => [ToolCallParts.ContentOf(item.Text("call_id") ?? item.Text("id") ?? $"call_{Guid.NewGuid():N}", item.Text("name") ?? "", ArgumentsOf(item))],
        "reasoning" => [Thought(item)],
        _ => [],
    };

    public static ChatFinishReason Finish(JsonElement root, bool called) => root.Get("incomplete_details")?.Text("reason") switch
    {
        "max_output_tokens" => ChatFinishReason.Length,
        "content_filter" => ChatFinishReason.ContentFilter,
        { Length: > 0 } other => new ChatFinishReason(other),
        _ => called ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
    };

    public static void ThrowIfFailed(JsonElement root, string model, WireConnection connection)
    {
        if (root.Text("status") is "failed" or "cancelled")
        {
            throw WireErrors.FromEvent(root, model, connection);
        }
    }

    private static string ArgumentsOf(JsonElement item) => item.Get("arguments") switch
    {
        null => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } other => other.GetRawText(),
    };

    private static TextReasoningContent Thought(JsonElement item) =>
        new(string.Join("\n\n", item.Items("summary").Select(s => s.Text("text")).OfType<string>())) { ProtectedData = item.Text("encrypted_content") };
}
