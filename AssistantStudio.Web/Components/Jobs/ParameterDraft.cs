using System.Text.Json;
using System.Text.Json.Nodes;

namespace AssistantStudio.Web.Components.Jobs;

/// <summary>A job's parameters while a person edits them.</summary>
internal sealed class ParameterDraft(string json)
{
    private readonly JsonObject _values = JsonNode.Parse(json) as JsonObject ?? [];

    public string Json => _values.ToJsonString();

    public string? Raw(string name) => _values[name]?.ToJsonString();

    public bool Flag(string name) => _values[name]?.GetValueKind() == JsonValueKind.True;

    public decimal? Number(string name) => _values[name] is JsonValue value && value.TryGetValue<decimal>(out var number) ? number : null;

    public string? Text(string name) => _values[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public void Set(string name, JsonNode? value) => _values[name] = value;
}
