using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AssistantStudio.Core.Assistants;

/// <summary>An operator by its snake_case name, or by the sign or short form that scripts are used to.</summary>
internal sealed class ConditionOperatorWord : JsonConverter<ConditionOperator>
{
    public override ConditionOperator Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var word = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        return word switch
        {
            "eq" or "=" or "==" => ConditionOperator.Equals,
            "ne" or "!=" => ConditionOperator.NotEquals,
            "gt" or ">" => ConditionOperator.GreaterThan,
            "gte" or ">=" => ConditionOperator.GreaterOrEqual,
            "lt" or "<" => ConditionOperator.LessThan,
            "lte" or "<=" => ConditionOperator.LessOrEqual,
            _ => Named(word),
        };
    }

    public override void Write(Utf8JsonWriter writer, ConditionOperator value, JsonSerializerOptions options) => writer.WriteStringValue(Word(value));

    public static string Word(ConditionOperator value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static ConditionOperator Named(string word)
    {
        foreach (var value in Enum.GetValues<ConditionOperator>())
        {
            if (Word(value) == word)
            {
                return value;
            }
        }

        throw new JsonException($"\"{word}\" is no operator. There are: {string.Join(", ", Enum.GetValues<ConditionOperator>().Select(Word))}.");
    }
}

/// <summary>One value or a list of them: texts, numbers, true and false.</summary>
internal sealed class ConditionValues : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return reader.TokenType == JsonTokenType.Null ? [] : [One(ref reader)];
        }

        var values = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            values.Add(One(ref reader));
        }

        return values;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        if (value.Count == 1)
        {
            writer.WriteStringValue(value[0]);
            return;
        }

        writer.WriteStartArray();
        foreach (var one in value)
        {
            writer.WriteStringValue(one);
        }

        writer.WriteEndArray();
    }

    private static string One(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => throw new JsonException("A text, a number, true, false or a list of these is expected."),
    };
}
