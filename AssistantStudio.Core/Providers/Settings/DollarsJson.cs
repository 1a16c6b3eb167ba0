using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AssistantStudio.Core.Providers;

/// <summary>Nano-dollars as people and programs write them: "0.5" is half a dollar, exact to the last digit.</summary>
public sealed class DollarsJson : JsonConverter<long?>
{
    private const decimal Nano = 1_000_000_000m;

    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars) && dollars <= long.MaxValue / Nano && dollars * Nano % 1 == 0
            ? (long)(dollars * Nano)
            : throw new JsonException("Enter an amount in US dollars as a text, like \"0.50\", with nine decimals at most.");
    }

    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options)
    {
        if (value is { } nano)
        {
            writer.WriteStringValue((nano / Nano).ToString("0.#########", CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
