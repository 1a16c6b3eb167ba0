using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Tool calls put together from the pieces of a stream, or from one message. Pieces belong together by index; where there
/// is none, by id; where there is neither, a name begins a new call and anything else continues the last.
/// </summary>
internal sealed class ToolCallParts
{
    private readonly List<Call> _calls = [];

    public bool IsEmpty => _calls.Count == 0;

    public void Add(JsonElement piece)
    {
        var (id, index) = (piece.Text("id"), piece.Count("index"));
        var function = piece.Get("function") ?? piece;
        var name = function.Text("name");
        var call = Find(id, index, name);
        call.Id ??= string.IsNullOrEmpty(id) ? null : id;
        call.Name = string.IsNullOrEmpty(name) ? call.Name : name;
        call.Extra = piece.Get("extra_content") ?? call.Extra;
        if (function.Get("arguments") is { } arguments)
        {
            // Some send an object where text is meant.
            call.Arguments.Append(arguments.ValueKind == JsonValueKind.String ? arguments.GetString() : arguments.GetRawText());
        }
    }

    public IEnumerable<FunctionCallContent> Take()
    {
        for (var i = 0; i < _calls.Count; i++)
        {
            yield return ContentOf(_calls[i], i);
        }

        _calls.Clear();
    }

    public static FunctionCallContent ContentOf(string id, string name, string arguments)
    {
        var content = FunctionCallContent.CreateFromParsedArguments(arguments, id, name, Parse);
        (content.AdditionalProperties ??= [])[WireKeys.RawArguments] = arguments;
        return content;
    }

    private static FunctionCallContent ContentOf(Call call, int place)
    {
        var id = call.Id ?? string.Create(CultureInfo.InvariantCulture, $"call_{place}_{Guid.NewGuid():N}");
        var content = ContentOf(id, call.Name ?? "", call.Arguments.ToString());
        if (call.Extra is { } extra)
        {
            (content.AdditionalProperties ??= [])[WireKeys.ExtraContent] = extra;
        }

        return content;
    }

    /// <summary>Nothing at all is a call without arguments; a text with JSON inside is that JSON. Anything else than an object is an error that the call carries.</summary>
    private static IDictionary<string, object?>? Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new Dictionary<string, object?>();
        }

        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.String)
        {
            using var inner = JsonDocument.Parse(root.GetString()!);
            return Fields(inner.RootElement);
        }

        return root.ValueKind == JsonValueKind.Null ? new Dictionary<string, object?>() : Fields(root);
    }

    private static Dictionary<string, object?> Fields(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("The arguments are not an object.");
        }

        // The last of a repeated name counts, as everywhere.
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var field in root.EnumerateObject())
        {
            fields[field.Name] = field.Value.Clone();
        }

        return fields;
    }

    private Call Find(string? id, long? index, string? name)
    {
        var known = index is { } place ? _calls.LastOrDefault(c => c.Index == place)
            : !string.IsNullOrEmpty(id) ? _calls.LastOrDefault(c => c.Id == id)
            : string.IsNullOrEmpty(name) ? _calls.LastOrDefault()
            : null;

        // Several servers give every call the index 0: another id with a name is another call.
        var isAnother = known is { Id: { } had } && !string.IsNullOrEmpty(id) && had != id && !string.IsNullOrEmpty(name);
        if (known is null || isAnother)
        {
            known = new Call { Index = index };
            _calls.Add(known);
        }

        return known;
    }

    private sealed class Call
    {
        public long? Index { get; init; }

        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();

        public JsonElement? Extra { get; set; }
    }
}
