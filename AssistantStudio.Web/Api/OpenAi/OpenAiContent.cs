using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>The content of a message: a text, a list of parts, or nothing. Only text is taken.</summary>
internal static class OpenAiContent
{
    public static List<AIContent> Read(JsonElement item, OpenAiPlace at)
    {
        var contents = new List<AIContent>();
        foreach (var text in Texts(item, "content", at))
        {
            if (text.Length > 0)
            {
                contents.Add(new TextContent(text));
            }
        }

        return contents;
    }

    /// <summary>All of it as one text: what a tool answered.</summary>
    public static string Text(JsonElement item, string field, OpenAiPlace at) => string.Concat(Texts(item, field, at));

    private static IEnumerable<string> Texts(JsonElement item, string field, OpenAiPlace at)
    {
        switch (item.Get(field))
        {
            case null:
                break;
            case { ValueKind: JsonValueKind.String } text:
                yield return text.GetString()!;
                break;
            case { ValueKind: JsonValueKind.Array } parts:
                foreach (var part in parts.EnumerateArray())
                {
                    yield return Part(part, at);
                }

                break;
            case { } other:
                throw OpenAiFields.WrongType(at, "a string or an array of content parts", other);
        }
    }

    private static string Part(JsonElement part, OpenAiPlace at)
    {
        if (part.ValueKind != JsonValueKind.Object)
        {
            throw OpenAiFields.WrongType(at, "a list of objects", part);
        }

        var type = part.RequiredText("type", at);
        return type switch
        {
            "text" or "input_text" or "output_text" or "summary_text" => part.Text("text", at) ?? throw OpenAiFields.Missing(at),
            "refusal" => part.Text("refusal", at) ?? "",
            _ => throw new OpenAiException(OpenAiError.Invalid(at.ToString(), $"Unsupported content part in '{at}': {type}. Only text can be sent to this model.", "unsupported_content_part")),
        };
    }
}
