using System.Text.Json;
using AssistantStudio.Core.Providers;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>Functions that the client runs, and how freely the model may ask for them. Flat: as Responses has them.</summary>
internal static class OpenAiTools
{
    private static readonly JsonElement s_noParameters = JsonSerializer.Deserialize<JsonElement>("""{"type":"object","properties":{}}""");

    public static void Read(JsonElement root, ChatOptions options, bool flat)
    {
        if (root.Array("tools") is { } list && list.GetArrayLength() is > 0 and var count)
        {
            if (count > OpenAiLimits.Tools)
            {
                throw OpenAiFields.Wrong(new("tools"), $"has at most {OpenAiLimits.Tools} entries");
            }

            var tools = new List<AITool>(count);
            foreach (var item in list.EnumerateArray())
            {
                tools.Add(Tool(item, new("tools", tools.Count), flat));
            }

            options.Tools = tools;
            options.AllowMultipleToolCalls = root.Flag("parallel_tool_calls");
        }

        Choice(root, options, flat);
    }

    /// <summary>A call that a model asked for earlier. Its arguments are text, and go on as they came.</summary>
    public static FunctionCallContent Call(string id, string name, string arguments)
    {
        var call = FunctionCallContent.CreateFromParsedArguments(arguments, id, name, Arguments);
        (call.AdditionalProperties ??= [])[WireKeys.RawArguments] = arguments;
        return call;
    }

    /// <summary>Text is meant; some send the object itself.</summary>
    public static string ArgumentsOf(JsonElement function, OpenAiPlace at) => function.Get("arguments") switch
    {
        null => "{}",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Object } fields => fields.GetRawText(),
        { } other => throw OpenAiFields.WrongType(at, "a string", other),
    };

    private static Dictionary<string, object?> Arguments(string text)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(text))
        {
            return fields;
        }

        using var document = JsonDocument.Parse(text);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("The arguments are not an object.");
        }

        foreach (var field in document.RootElement.EnumerateObject())
        {
            fields[field.Name] = field.Value.Clone();
        }

        return fields;
    }

    private static AIFunctionDeclaration Tool(JsonElement item, OpenAiPlace at, bool flat)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw OpenAiFields.WrongType(at, "an object", item);
        }

        if (item.RequiredText("type", at.At("type")) is not "function" and var type)
        {
            throw OpenAiFields.Unsupported(at.At("type"), $"Tools of the type {type} are not offered; functions are.");
        }

        var inner = flat ? item : item.Object("function", at.At("function")) ?? throw OpenAiFields.Missing(at.At("function"));
        var (nameAt, parametersAt) = flat ? (at.At("name"), at.At("parameters")) : (at.At("function.name"), at.At("function.parameters"));
        var name = inner.RequiredText("name", nameAt);
        if (!IsName(name))
        {
            throw OpenAiFields.Wrong(nameAt, $"has at most {OpenAiLimits.ToolNameLength} characters of a-z, A-Z, 0-9, _ and -");
        }

        var parameters = inner.Object("parameters", parametersAt)?.Clone() ?? s_noParameters;
        return AIFunctionFactory.CreateDeclaration(name, inner.Text("description", flat ? at.At("description") : at.At("function.description")), parameters);
    }

    private static void Choice(JsonElement root, ChatOptions options, bool flat)
    {
        if (root.Get("tool_choice") is not { } choice)
        {
            return;
        }

        if (choice.ValueKind == JsonValueKind.String)
        {
            options.ToolMode = Mode(choice.GetString()!, new("tool_choice"), options);
            return;
        }

        if (choice.ValueKind != JsonValueKind.Object)
        {
            throw OpenAiFields.WrongType(new("tool_choice"), "a string or an object", choice);
        }

        switch (choice.RequiredText("type", new("tool_choice", -1, "type")))
        {
            case "function":
                var name = NameIn(choice, flat, "tool_choice");
                _ = Find(options, name);
                options.ToolMode = ChatToolMode.RequireSpecific(name);
                break;
            case "allowed_tools":
                Allow(choice, options, flat);
                break;
            case var type:
                throw OpenAiFields.Unsupported(new("tool_choice", -1, "type"), $"“{type}” names no function.");
        }
    }

    /// <summary>Some of the tools only, without the list of all of them changing from one call to the next.</summary>
    private static void Allow(JsonElement choice, ChatOptions options, bool flat)
    {
        var allowed = flat ? choice : choice.Object("allowed_tools", new("tool_choice", -1, "allowed_tools")) ?? throw OpenAiFields.Missing(new("tool_choice", -1, "allowed_tools"));
        var at = new OpenAiPlace("tool_choice", -1, flat ? "tools" : "allowed_tools.tools");
        var list = allowed.Array("tools", at) ?? throw OpenAiFields.Missing(at);
        options.Tools = [.. list.EnumerateArray().Select(t => Find(options, t.ValueKind == JsonValueKind.Object ? NameIn(t, flat, at.ToString()) : throw OpenAiFields.WrongType(at, "a list of objects", t)))];
        options.ToolMode = Mode(allowed.Text("mode", new("tool_choice", -1, flat ? "mode" : "allowed_tools.mode")) ?? "auto", new("tool_choice", -1, "mode"), options);
    }

    private static ChatToolMode Mode(string word, OpenAiPlace at, ChatOptions options) => word switch
    {
        "none" => ChatToolMode.None,
        "auto" => ChatToolMode.Auto,
        "required" or "any" => options.Tools is { Count: > 0 } ? ChatToolMode.RequireAny : throw OpenAiFields.Wrong(at, "needs tools to choose from"),
        _ => throw OpenAiFields.Wrong(at, "has to be one of none, auto, required, or name a function"),
    };

    private static string NameIn(JsonElement named, bool flat, string at) =>
        (flat ? named : named.Object("function", new(at, -1, "function")) ?? throw OpenAiFields.Missing(new(at, -1, "function")))
            .RequiredText("name", new(at, -1, flat ? "name" : "function.name"));

    private static AITool Find(ChatOptions options, string name) =>
        options.Tools?.FirstOrDefault(t => t.Name == name) ?? throw OpenAiFields.Wrong(new("tool_choice"), $"names “{name}”, which is not among the tools");

    private static bool IsName(string name)
    {
        if (name.Length > OpenAiLimits.ToolNameLength)
        {
            return false;
        }

        foreach (var character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('_' or '-'))
            {
                return false;
            }
        }

        return true;
    }
}
