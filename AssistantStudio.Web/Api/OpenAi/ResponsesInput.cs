using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>The input of a response: a text, or items, of which several may make up one message.</summary>
internal static class ResponsesInput
{
    private const string Field = "input";

    public static List<ChatMessage> Read(JsonElement root)
    {
        var input = root.Get(Field) ?? throw OpenAiFields.Missing(new(Field));
        if (input.ValueKind == JsonValueKind.String)
        {
            return input.GetString() is { Length: > 0 } text ? [new(ChatRole.User, text)] : throw Empty();
        }

        if (input.ValueKind != JsonValueKind.Array)
        {
            throw OpenAiFields.WrongType(new(Field), "a string or an array of items", input);
        }

        if (input.GetArrayLength() > OpenAiLimits.Messages)
        {
            throw OpenAiFields.Wrong(new(Field), $"has at most {OpenAiLimits.Messages} entries", "array_above_max_length");
        }

        var (messages, calls) = (new List<ChatMessage>(input.GetArrayLength()), new OpenAiCalls());
        var place = 0;
        foreach (var item in input.EnumerateArray())
        {
            var at = new OpenAiPlace(Field, place++);
            Add(messages, calls, item.ValueKind == JsonValueKind.Object ? item : throw OpenAiFields.WrongType(at, "an object", item), at);
        }

        calls.Close();
        return messages.Count > 0 ? messages : throw Empty();
    }

    private static void Add(List<ChatMessage> messages, OpenAiCalls calls, JsonElement item, OpenAiPlace at)
    {
        switch (item.Text("type", at.At("type")) ?? "message")
        {
            case "message":
                Message(messages, item, at);
                calls.See(messages[^1], at);
                break;
            case "function_call":
                var asked = item.RequiredText("call_id", at.At("call_id"));
                calls.Ask(asked, at.At("call_id"));
                Answer(messages).Contents.Add(OpenAiTools.Call(asked, item.RequiredText("name", at.At("name")), OpenAiTools.ArgumentsOf(item, at.At("arguments"))));
                break;
            case "function_call_output":
                var id = item.RequiredText("call_id", at.At("call_id"));
                calls.Answer(id, at.At("call_id"));
                messages.Add(new(ChatRole.Tool, [new FunctionResultContent(id, OpenAiContent.Text(item, "output", at.At("output")))]));
                break;
            case "reasoning":
                break; // The thoughts of another answer; the model has its own.
            case "item_reference":
                throw OpenAiFields.Unsupported(at.At("type"), "Responses are not kept here: send the item itself (with store set to false, clients do).");
            case var type:
                throw OpenAiFields.Unsupported(at.At("type"), $"Items of the type {type} cannot be read; send messages, function calls and their outputs.");
        }
    }

    private static void Message(List<ChatMessage> messages, JsonElement item, OpenAiPlace at)
    {
        var role = item.RequiredText("role", at.At("role")) switch
        {
            "system" or "developer" => ChatRole.System,
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            _ => throw OpenAiFields.Wrong(at.At("role"), "has to be one of system, developer, user, assistant"),
        };
        if (item.Get("content") is null)
        {
            throw OpenAiFields.Missing(at.At("content"));
        }

        messages.Add(new(role, OpenAiContent.Read(item, at.At("content"))));
    }

    /// <summary>What an assistant said and all that it asked for in one go is one message everywhere else.</summary>
    private static ChatMessage Answer(List<ChatMessage> messages)
    {
        if (messages.Count == 0 || messages[^1].Role != ChatRole.Assistant)
        {
            messages.Add(new(ChatRole.Assistant, []));
        }

        return messages[^1];
    }

    private static OpenAiException Empty() => OpenAiFields.Wrong(new(Field), "is empty: send at least one message", "empty_input");
}
