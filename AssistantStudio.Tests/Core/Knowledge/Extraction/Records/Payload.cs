using System.Text.Json;

namespace AssistantStudio.Tests.Core.Knowledge.Extraction.Records;

internal static class Payload
{
    public static JsonElement Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    public static IEnumerable<JsonElement> Items(string json) => Of(json).EnumerateArray();
}
