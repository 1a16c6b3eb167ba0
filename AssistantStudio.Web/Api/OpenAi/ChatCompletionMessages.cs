using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>The messages of a chat request.</summary>
internal static class ChatCompletionMessages
{
    private const string Field = "messages";

    public static List<ChatMessage> Read(JsonElement root)
    {
        var list = root.Array(Field) ?? throw OpenAiFields.Missing(new(Field));
        var count = list.GetArrayLength();
        if (count is 0 or > OpenAiLimits.Messages)
        {
            throw OpenAiFields.Wrong(new(Field), count == 0 ? "is empty: send at least one message" : $"has at most {OpenAiLimits.Messages} entries", count == 0 ? "empty_array" : "array_above_max_length");
        }

        var (messages, calls) = (new List<ChatMessage>(count), new OpenAiCalls());
        foreach (var item in list.EnumerateArray())
        {
            var at = new OpenAiPlace(Field, messages.Count);
            messages.Add(item.ValueKind == JsonValueKind.Object ? Message(item, at, messages) : throw OpenAiFields.WrongType(at, "an object", item));
            calls.See(messages[^1], at);
        }

        calls.Close();
        return messages;
    }

    private static ChatMessage Message(JsonElement item, OpenAiPlace at, List<ChatMessage> before) => item.RequiredText("role", at.At("role")) switch
    {
        // Whoever is asked at the end knows which of the two names its model takes.
        "system" or "developer" => Said(ChatRole.System, item, at),
        "user" => Said(ChatRole.User, item, at),
        "assistant" => Assistant(item, at),
        "tool" => Result(item.RequiredText("tool_call_id", at.At("tool_call_id")), item, at),
        "function" => Result(IdOf(item.RequiredText("name", at.At("name")), before), item, at),
        _ => throw OpenAiFields.Wrong(at.At("role"), "has to be one of system, developer, user, assistant, tool, function"),
    };

    private static ChatMessage Said(ChatRole role, JsonElement item, OpenAiPlace at)
    {
        var contents = OpenAiContent.Read(item, at.At("content"));
        return contents.Count > 0 || item.Get("content") is not null
            ? new(role, contents) { AuthorName = item.Text("name", at.At("name")) }
            : throw OpenAiFields.Missing(at.At("content"));
    }

    private static ChatMessage Assistant(JsonElement item, OpenAiPlace at)
    {
        var contents = OpenAiContent.Read(item, at.At("content"));
        if (contents.Count == 0 && item.Text("refusal", at.At("refusal")) is { Length: > 0 } refusal)
        {
            contents.Add(new TextContent(refusal));
        }

        if (item.Array("tool_calls", at.At("tool_calls")) is { } calls)
        {
            var place = 0;
            foreach (var call in calls.EnumerateArray())
            {
                contents.Add(Call(call, at with { Field = "tool_calls", InnerIndex = place++ }));
            }
        }

        // What tools were called before: there is no id, so its place stands for it.
        if (item.Object("function_call", at.At("function_call")) is { } only)
        {
            var name = only.RequiredText("name", at.At("function_call.name"));
            contents.Add(OpenAiTools.Call(string.Create(CultureInfo.InvariantCulture, $"call_{at.Index}_{name}"), name, OpenAiTools.ArgumentsOf(only, at.At("function_call.arguments"))));
        }

        return new(ChatRole.Assistant, contents) { AuthorName = item.Text("name", at.At("name")) };
    }

    private static FunctionCallContent Call(JsonElement call, OpenAiPlace at)
    {
        if (call.ValueKind != JsonValueKind.Object)
        {
            throw OpenAiFields.WrongType(at, "an object", call);
        }

        var id = call.RequiredText("id", at.At("id"));
        var function = call.Object("function", at.At("function")) ?? throw OpenAiFields.Missing(at.At("function"));
        return OpenAiTools.Call(id, function.RequiredText("name", at.At("function.name")), OpenAiTools.ArgumentsOf(function, at.At("function.arguments")));
    }

    private static ChatMessage Result(string callId, JsonElement item, OpenAiPlace at) =>
        new(ChatRole.Tool, [new FunctionResultContent(callId, OpenAiContent.Text(item, "content", at.At("content")))]);

    private static string IdOf(string function, List<ChatMessage> before) =>
        before.SelectMany(m => m.Contents).OfType<FunctionCallContent>().LastOrDefault(c => c.Name == function)?.CallId ?? $"call_{function}";
}
