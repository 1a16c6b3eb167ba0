using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// A streamed answer of Chat Completions. It is whole only when the model said why it stopped or the server said that it is
/// done: what ends without either is an error, however good the text looks.
/// </summary>
internal static class ChatStream
{
    private const string Done = "[DONE]";

    public static async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(
        HttpResponseMessage response, WireConnection connection, string model, [EnumeratorCancellation] CancellationToken ct)
    {
        var calls = new ToolCallParts();
        var (isDone, sawAnything, isFirst) = (false, false, true);
        ChatFinishReason? finish = null;
        string? id = null;
        UsageDetails? counted = null;
        await foreach (var item in WireEvents.ReadAsync(response, connection, ct).ConfigureAwait(false))
        {
            if (item.Data.Trim() == Done)
            {
                isDone = true;
                break;
            }

            if (item.Data.Length == 0)
            {
                continue;
            }

            var root = Chunk(item, model, connection);
            sawAnything = true;
            id ??= root.Text("id") is { Length: > 0 } said ? said : null;
            var choice = root.Items("choices").FirstOrDefault();
            var contents = new List<AIContent>();
            if (choice.ValueKind == JsonValueKind.Object)
            {
                var delta = choice.Get("delta") ?? choice.Get("message") ?? choice;
                contents.AddRange(WireContent.Read(delta));
                foreach (var call in delta.Items("tool_calls"))
                {
                    calls.Add(call);
                }

                finish = ChatReply.Finish(choice.Text("finish_reason"), connection) ?? finish;
            }

            var usage = root.Get("usage") ?? root.Get("x_groq")?.Get("usage");
            if (WireUsage.Read(usage) is { } counts)
            {
                if (WireUsage.Since(counted, counts) is { } more)
                {
                    contents.Add(new UsageContent(more));
                }

                counted = counts;
            }

            // What the headers say comes with the first piece, what the bill says with the counts.
            var facts = isFirst || usage is not null || root.Get("service_tier") is not null ? ChatReply.Facts(root, usage, response) : null;
            isFirst = false;
            if (contents.Count > 0 || facts is not null)
            {
                yield return Update(contents, root, id, facts);
            }
        }

        if (!isDone && finish is null)
        {
            throw new ModelCallException(ProviderFault.BrokenOff, sawAnything
                ? $"{connection.Name} broke off in the middle of the answer."
                : $"{connection.Name} sent an empty answer.");
        }

        // A call is whole only now: its arguments came in pieces.
        var called = !calls.IsEmpty;
        yield return new ChatResponseUpdate(ChatRole.Assistant, [.. calls.Take()])
        {
            ResponseId = id,
            MessageId = id,
            FinishReason = finish is { } known && !(called && known == ChatFinishReason.Stop) ? known : called ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        };
    }

    private static JsonElement Chunk(SseItem<string> item, string model, WireConnection connection)
    {
        var root = WireJson.Parse(item.Data) ?? throw new ModelCallException(
            ProviderFault.Unreadable, $"{connection.Name} sent a piece of an answer that cannot be read.");
        return item.EventType == "error"
            ? throw WireErrors.FromEvent(root, model, connection)
            : WireErrors.FromBody(root, model, connection) is { } error ? throw error : root;
    }

    private static ChatResponseUpdate Update(List<AIContent> contents, JsonElement root, string? id, AdditionalPropertiesDictionary? facts) => new(ChatRole.Assistant, contents)
    {
        ResponseId = id,
        MessageId = id,
        ModelId = root.Text("model") is { Length: > 0 } model ? model : null,
        CreatedAt = root.Time("created"),
        AdditionalProperties = facts,
    };
}
