using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>Nano-dollars as people and programs write them: "0.5" is half a dollar, exact to the last digit.</summary>
public sealed class DollarsJson : JsonConverter<long?>
{
    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars) && NanoDollars.Exact(dollars) is { } nano
            ? nano
            : throw new JsonException("Enter an amount in US dollars as a text, like \"0.50\", with nine decimals at most.");
    }

    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options)
    {
        if (value is { } nano)
        {
            writer.WriteStringValue(NanoDollars.ToText(nano));
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
