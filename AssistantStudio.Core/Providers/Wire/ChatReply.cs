using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>A whole answer of Chat Completions.</summary>
internal static class ChatReply
{
    public static ChatResponse Read(JsonElement root, HttpResponseMessage response, WireConnection connection)
    {
        if (root.Items("choices").FirstOrDefault() is not { ValueKind: JsonValueKind.Object } choice)
        {
            throw new ModelCallException(ProviderFault.Unreadable, $"{connection.Name} sent an answer without content.");
        }

        // Old servers put the text beside the message.
        var message = choice.Get("message") ?? choice.Get("delta") ?? choice;
        var contents = WireContent.Read(message).ToList();
        if (contents.Count == 0 && choice.Text("text") is { Length: > 0 } text)
        {
            contents.Add(new TextContent(text));
        }

        var calls = new ToolCallParts();
        foreach (var call in message.Items("tool_calls"))
        {
            calls.Add(call);
        }

        if (message.Get("function_call") is { } old)
        {
            calls.Add(old);
        }

        var called = !calls.IsEmpty;
        contents.AddRange(calls.Take());
        var usage = root.Get("usage");
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ResponseId = root.Text("id"),
            ModelId = root.Text("model"),
            CreatedAt = root.Time("created"),
            FinishReason = Finish(choice.Text("finish_reason"), connection) ?? (called ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop),
            Usage = WireUsage.Read(usage),
            AdditionalProperties = Facts(root, usage, response),
        };
    }

    /// <summary>Null for what says nothing. What is not known is passed on as it is.</summary>
    public static ChatFinishReason? Finish(string? reason, WireConnection connection) => reason switch
    {
        null or "" => null,
        "stop" or "eos" or "end_turn" or "stop_sequence" => ChatFinishReason.Stop,
        "length" or "max_tokens" or "model_length" => ChatFinishReason.Length,
        "tool_calls" or "tool_use" or "function_call" => ChatFinishReason.ToolCalls,
        "content_filter" or "safety" or "refusal" => ChatFinishReason.ContentFilter,
        "error" => throw new ModelCallException(ProviderFault.BrokenOff, $"{connection.Name} ended the answer with an error."),
        _ => new ChatFinishReason(reason),
    };

    public static AdditionalPropertiesDictionary? Facts(JsonElement root, JsonElement? usage, HttpResponseMessage response)
    {
        var facts = new AdditionalPropertiesDictionary();
        if (WireUsage.CostOf(usage, response.Headers) is { } cost)
        {
            facts[WireKeys.VendorCost] = cost;
        }

        if (root.Text("service_tier") is { Length: > 0 } tier)
        {
            facts[WireKeys.ServiceTier] = tier;
        }

        if (response.Headers.TryGetValues("x-request-id", out var ids) && ids.FirstOrDefault() is { Length: > 0 } id)
        {
            facts[WireKeys.RequestId] = id;
        }

        return facts.Count == 0 ? null : facts;
    }
}
