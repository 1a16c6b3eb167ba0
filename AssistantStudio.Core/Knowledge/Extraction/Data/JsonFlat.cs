using System.Globalization;
using System.Text.Json;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Writes values with the path that leads to each: <c>address.city: Bonn</c>. Nulls and empty things are left out.</summary>
internal static class JsonFlat
{
    public static IEnumerable<string> Lines(JsonElement element, string path = "")
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return element.EnumerateObject().SelectMany(p => Lines(p.Value, path.Length == 0 ? p.Name : $"{path}.{p.Name}"));
            case JsonValueKind.Array when element.EnumerateArray().All(IsScalar):
                var values = string.Join(", ", element.EnumerateArray().Select(Text).Where(v => v.Length > 0));
                return values.Length == 0 ? [] : [Named(path, values)];
            case JsonValueKind.Array:
                return element.EnumerateArray().SelectMany((e, i) => Lines(e, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")));
            default:
                return Text(element) is { Length: > 0 } text ? [Named(path, text)] : [];
        }
    }

    public static bool IsScalar(JsonElement element) => element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);

    public static bool HoldsRecords(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0 && element.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Object);

    public static string Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Exactly(element).Trim(),
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        _ => element.GetRawText(),
    };

    /// <summary>A string with the spaces around it.</summary>
    public static string Exactly(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written as \ud83d: the value as it stands there says more than nothing.
            return element.GetRawText().Trim('"');
        }
    }

    private static string Named(string path, string value) => path.Length == 0 ? value : $"{path}: {value}";
}
