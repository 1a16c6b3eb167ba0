using System.Globalization;
using System.Text.Json;

namespace AssistantStudio.Web.Api;

/// <summary>Where something stands in a request: "messages[2].tool_calls[0].function.name". Put into words only when it is wrong.</summary>
internal readonly record struct OpenAiPlace(string Name, int Index = -1, string? Field = null, int InnerIndex = -1, string? InnerField = null)
{
    public OpenAiPlace At(string field) => Field is null ? this with { Field = field } : this with { InnerField = field };

    public override string ToString() => string.Concat(
        Name, Index < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"[{Index}]"), Field is null ? "" : $".{Field}",
        string.Concat(InnerIndex < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"[{InnerIndex}]"), InnerField is null ? "" : $".{InnerField}"));
}

/// <summary>Fields of a request. One that is null is not there; one that is of another type or out of its range is named.</summary>
internal static class OpenAiFields
{
    public static JsonElement? Get(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement parent, string name, OpenAiPlace at = default) => parent.Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } other => throw WrongType(Or(at, name), "a string", other),
    };

    public static string RequiredText(this JsonElement parent, string name, OpenAiPlace at = default) =>
        parent.Text(name, at) is { Length: > 0 } text ? text : throw Missing(Or(at, name));

    public static bool? Flag(this JsonElement parent, string name, OpenAiPlace at = default) => parent.Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw WrongType(Or(at, name), "a boolean", other),
    };

    public static float? Number(this JsonElement parent, string name, double least, double most)
    {
        if (parent.Get(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number))
        {
            throw WrongType(new(name), "a number", value);
        }

        return number >= least && number <= most
            ? (float)number
            : throw Wrong(new(name), string.Create(CultureInfo.InvariantCulture, $"has to be between {least} and {most}, but is {number}"));
    }

    public static long? Whole(this JsonElement parent, string name, long least, long most)
    {
        if (parent.Get(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number)
        {
            throw WrongType(new(name), "an integer", value);
        }

        // 256.0 is what some languages make of 256.
        if (!value.TryGetInt64(out var number))
        {
            var isWhole = value.TryGetDouble(out var real) && double.IsInteger(real) && Math.Abs(real) < 1L << 53;
            number = isWhole ? (long)real : throw Wrong(new(name), "has to be an integer");
        }

        return number >= least && number <= most
            ? number
            : throw Wrong(new(name), string.Create(CultureInfo.InvariantCulture, $"has to be between {least} and {most}, but is {number}"));
    }

    public static JsonElement? Object(this JsonElement parent, string name, OpenAiPlace at = default) => OfKind(parent, name, at, JsonValueKind.Object, "an object");

    public static JsonElement? Array(this JsonElement parent, string name, OpenAiPlace at = default) => OfKind(parent, name, at, JsonValueKind.Array, "an array");

    public static OpenAiException Missing(OpenAiPlace at) =>
        new(OpenAiError.Invalid(at.ToString(), $"Missing required parameter: '{at}'.", "missing_required_parameter"));

    public static OpenAiException WrongType(OpenAiPlace at, string expected, JsonElement found) =>
        new(OpenAiError.Invalid(at.ToString(), $"Invalid type for '{at}': expected {expected}, but got {NameOf(found.ValueKind)} instead.", "invalid_type"));

    /// <param name="what">"has to be …"</param>
    public static OpenAiException Wrong(OpenAiPlace at, string what, string code = "invalid_value") => new(OpenAiError.Invalid(at.ToString(), $"'{at}' {what}.", code));

    public static OpenAiException Unsupported(OpenAiPlace at, string why) => new(OpenAiError.Invalid(at.ToString(), $"'{at}' is not supported here. {why}", "unsupported_parameter"));

    private static JsonElement? OfKind(JsonElement parent, string name, OpenAiPlace at, JsonValueKind kind, string expected) =>
        parent.Get(name) is not { } value ? null : value.ValueKind == kind ? value : throw WrongType(Or(at, name), expected, value);

    private static OpenAiPlace Or(OpenAiPlace at, string name) => at.Name is null ? new(name) : at;

    private static string NameOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
