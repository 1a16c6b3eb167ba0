using System.Text.Json;

namespace AssistantStudio.Core.Providers;

/// <summary>Reads the JSON files of a model folder, whose values may be absent, null or of another kind than expected.</summary>
internal static class ModelJson
{
    public static JsonDocument Read(string path, long maxBytes)
    {
        CheckSize(path, maxBytes);
        try
        {
            using var file = File.OpenRead(path);
            var document = JsonDocument.Parse(file, new() { MaxDepth = 32, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                return document;

            document.Dispose();
        }
        catch (JsonException)
        {
            // Said below, for both ways of being wrong.
        }

        throw ModelFolderError.Of($"{Path.GetFileName(path)} cannot be read: it is not JSON.");
    }

    public static void CheckSize(string path, long maxBytes)
    {
        var length = new FileInfo(path).Length;
        if (length > maxBytes)
            throw ModelFolderError.Of($"{Path.GetFileName(path)} has {length:N0} bytes; the most is {maxBytes:N0}.");
    }

    public static string? Text(JsonElement element, string name) => Property(element, name, JsonValueKind.String)?.GetString();

    public static bool? Flag(JsonElement element, string name) =>
        Property(element, name, JsonValueKind.True) is not null ? true
        : Property(element, name, JsonValueKind.False) is not null ? false
        : null;

    public static int? Number(JsonElement element, string name) =>
        Property(element, name, JsonValueKind.Number) is { } number && number.TryGetDouble(out var value) && value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : null;

    public static double? Fraction(JsonElement element, string name) => Property(element, name, JsonValueKind.Number)?.GetDouble();

    public static JsonElement? Object(JsonElement element, string name) => Property(element, name, JsonValueKind.Object);

    private static JsonElement? Property(JsonElement element, string name, JsonValueKind kind) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;
}
