using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace AssistantStudio.Web.Components.ApiDocs;

/// <summary>A type of the API as a reader meets it: in words, and as an example in JSON.</summary>
internal static class ApiShape
{
    private const int MaxDepth = 5;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>"number", "list of text", "member, viewer or editor".</summary>
    public static string Words(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type == typeof(string) => "text",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(Guid) => "UUID",
            _ when type == typeof(DateTime) || type == typeof(DateTimeOffset) => "time in UTC",
            _ when type.IsEnum => Or(Names(type)),
            _ when type.IsPrimitive || type == typeof(decimal) => "number",
            _ when ValueOf(type) is { } value => value == typeof(JsonElement) ? "values by name" : $"{Words(value)} by name",
            _ when type == typeof(JsonElement) => "any value",
            _ when ItemOf(type) is { } item => "list of " + Words(item),
            _ => "object",
        };
    }

    public static IEnumerable<PropertyInfo> Fields(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0 && p.GetCustomAttribute<JsonIgnoreAttribute>() is null);

    public static string NameOf(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    public static string Json(Type type) => Example(type, MaxDepth)?.ToJsonString(s_indented) ?? "null";

    private static JsonNode? Example(Type type, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type == typeof(string) => "text",
            _ when type == typeof(bool) => true,
            _ when type == typeof(Guid) => "0192d3c1-7a4e-7b52-9f7d-5c1e0b6a2f10",
            _ when type == typeof(DateTime) || type == typeof(DateTimeOffset) => "2026-11-21T14:02:07Z",
            _ when type.IsEnum => Names(type)[0],
            _ when type.IsPrimitive || type == typeof(decimal) => 1,
            _ when type == typeof(JsonElement) => "value",
            _ when ValueOf(type) is { } value => depth == 0 ? new JsonObject() : new JsonObject([KeyValuePair.Create("name", Example(value, depth - 1))]),
            _ when ItemOf(type) is { } item => depth == 0 ? new JsonArray() : new JsonArray(Example(item, depth - 1)),
            _ when depth == 0 || type == typeof(object) => new JsonObject(),
            _ => new JsonObject(Fields(type).Select(p => KeyValuePair.Create(NameOf(p.Name), Example(p.PropertyType, depth - 1)))),
        };
    }

    private static string[] Names(Type type) => [.. Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    private static string Or(string[] names) =>
        names.Length == 1 ? names[0] : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names[..^1])} or {names[^1]}");

    /// <summary>A map is an object of JSON, however .NET lists it.</summary>
    private static Type? ValueOf(Type type) => new[] { type }.Concat(type.GetInterfaces())
        .FirstOrDefault(i => i.IsGenericType && (i.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) || i.GetGenericTypeDefinition() == typeof(IDictionary<,>)))
        ?.GetGenericArguments() is [var key, var value] && key == typeof(string) ? value : null;

    private static Type? ItemOf(Type type) => type.IsArray ? type.GetElementType()
        : new[] { type }.Concat(type.GetInterfaces()).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
}
