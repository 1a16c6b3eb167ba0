using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>The fields that both ways of asking have in common.</summary>
internal static class OpenAiCommonFields
{
    private const double MaxTemperature = 2;
    private const double MaxPenalty = 2;

    public static string Model(JsonElement root)
    {
        var model = root.RequiredText("model");
        return model.Length <= OpenAiLimits.ModelLength ? model : throw OpenAiFields.Wrong(new("model"), $"has at most {OpenAiLimits.ModelLength} characters");
    }

    public static ChatOptions Sampling(JsonElement root) => new()
    {
        Temperature = root.Number("temperature", 0, MaxTemperature),
        TopP = root.Number("top_p", 0, 1),
        FrequencyPenalty = root.Number("frequency_penalty", -MaxPenalty, MaxPenalty),
        PresencePenalty = root.Number("presence_penalty", -MaxPenalty, MaxPenalty),
        Seed = root.Whole("seed", long.MinValue, long.MaxValue),
    };

    public static int? Tokens(JsonElement root, string name) => (int?)root.Whole(name, 1, int.MaxValue);

    public static ReasoningOptions? Effort(JsonElement parent, string name, OpenAiPlace at) => parent.Text(name, at) switch
    {
        null => null,
        "none" => new() { Effort = ReasoningEffort.None },
        "minimal" or "low" => new() { Effort = ReasoningEffort.Low },
        "medium" => new() { Effort = ReasoningEffort.Medium },
        "high" => new() { Effort = ReasoningEffort.High },
        "xhigh" or "max" => new() { Effort = ReasoningEffort.ExtraHigh },
        _ => throw OpenAiFields.Wrong(at, "has to be one of none, minimal, low, medium, high, xhigh, max"),
    };

    /// <summary>safety_identifier is the newer name.</summary>
    public static string? User(JsonElement root)
    {
        var field = root.Get("safety_identifier") is null ? "user" : "safety_identifier";
        var user = root.Text(field);
        return user is null || user.Length <= OpenAiLimits.UserLength ? user : throw OpenAiFields.Wrong(new(field), $"has at most {OpenAiLimits.UserLength} characters");
    }

    public static Dictionary<string, string>? Metadata(JsonElement root)
    {
        if (root.Object("metadata") is not { } metadata)
        {
            return null;
        }

        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in metadata.EnumerateObject())
        {
            var at = new OpenAiPlace("metadata", -1, pair.Name);
            if (pair.Value.ValueKind != JsonValueKind.String)
            {
                throw OpenAiFields.WrongType(at, "a string", pair.Value);
            }

            var value = pair.Value.GetString()!;
            if (pair.Name.Length > OpenAiLimits.MetadataKeyLength || value.Length > OpenAiLimits.MetadataValueLength)
            {
                throw OpenAiFields.Wrong(new("metadata"), $"has keys of at most {OpenAiLimits.MetadataKeyLength} and values of at most {OpenAiLimits.MetadataValueLength} characters");
            }

            pairs[pair.Name] = value;
        }

        return pairs.Count <= OpenAiLimits.MetadataPairs ? pairs : throw OpenAiFields.Wrong(new("metadata"), $"has at most {OpenAiLimits.MetadataPairs} pairs");
    }

    /// <summary>"text", "json_object", or a schema, which lies in an object of its own in the one way and beside the type in the other.</summary>
    public static ChatResponseFormat? Format(JsonElement parent, string name, OpenAiPlace at, bool flat)
    {
        if (parent.Object(name, at) is not { } format)
        {
            return null;
        }

        switch (format.RequiredText("type", at.At("type")))
        {
            case "text":
                return ChatResponseFormat.Text;
            case "json_object":
                return ChatResponseFormat.Json;
            case "json_schema":
                var inner = flat ? format : format.Object("json_schema", at.At("json_schema")) ?? throw OpenAiFields.Missing(at.At("json_schema"));
                var schema = flat ? at.At("schema") : at.At("json_schema.schema");
                return ChatResponseFormat.ForJsonSchema(
                    (inner.Object("schema", schema) ?? throw OpenAiFields.Missing(schema)).Clone(),
                    inner.RequiredText("name", flat ? at.At("name") : at.At("json_schema.name")),
                    inner.Text("description", flat ? at.At("description") : at.At("json_schema.description")));
            default:
                throw OpenAiFields.Wrong(at.At("type"), "has to be one of text, json_object, json_schema");
        }
    }
}
