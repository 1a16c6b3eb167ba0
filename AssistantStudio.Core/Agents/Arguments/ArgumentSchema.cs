using System.Text.Json;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Agents;

/// <summary>
/// Checks the arguments of a tool against its JSON Schema, as far as tools use it, and says what is wrong in words that a
/// model can act on: <c>days: must be a whole number from 1 to 30; got "two"</c>. What it does not know, it lets pass.
/// </summary>
internal static class ArgumentSchema
{
    /// <summary>Empty: it fits. At most <see cref="ToolLimits.MostProblems"/>.</summary>
    public static IReadOnlyList<string> Check(JsonElement schema, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            return ["arguments: are missing"];
        }

        if (!IsReadable(value, 0))
        {
            return [$"arguments: are nested more than {ToolLimits.ArgumentsDepth} deep, or hold half of a character"];
        }

        var problems = new SchemaProblems();
        SchemaCheck.Check(schema, value, "", 0, problems);
        return problems.All;
    }

    /// <summary>Also what no schema looks at is kept and passed on: <c>"\ud800"</c> is JSON, but no text.</summary>
    private static bool IsReadable(JsonElement value, int depth) => depth <= ToolLimits.ArgumentsDepth && value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(p => HasName(p) && IsReadable(p.Value, depth + 1)),
        JsonValueKind.Array => value.EnumerateArray().All(item => IsReadable(item, depth + 1)),
        JsonValueKind.String => value.TryGetText(out _),
        _ => true,
    };

    private static bool HasName(JsonProperty property)
    {
        try
        {
            return property.Name is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}

/// <summary>The problems found so far, until there are enough.</summary>
internal sealed class SchemaProblems
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public bool IsFull => _all.Count >= ToolLimits.MostProblems;

    public void Add(string path, string problem)
    {
        if (!IsFull)
        {
            _all.Add($"{(path.Length == 0 ? "arguments" : path)}: {problem}");
        }
    }

    public void Take(SchemaProblems others) => _all.AddRange(others._all.Take(ToolLimits.MostProblems - _all.Count));
}
