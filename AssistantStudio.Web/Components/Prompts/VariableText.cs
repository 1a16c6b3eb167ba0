using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;

namespace AssistantStudio.Web.Components.Prompts;

/// <summary>Variables in words.</summary>
internal static class VariableText
{
    public static string Of(PromptVariableType type) => type switch
    {
        PromptVariableType.Number => "Number",
        PromptVariableType.Boolean => "Yes or no",
        PromptVariableType.Date => "Date",
        PromptVariableType.Enum => "Choice",
        PromptVariableType.List => "List",
        PromptVariableType.Environment => "Environment variable",
        _ => "Text",
    };

    /// <summary>"Choice of 4", "Text".</summary>
    public static string TypeOf(PromptVariable variable) => variable.Type switch
    {
        PromptVariableType.Enum => $"Choice of {Shell.Format.Number(variable.Options.Count)}",
        _ => Of(variable.Type),
    };

    /// <summary>A value of the type, as it stands in the table: the lines of a list are joined.</summary>
    public static string? Value(PromptVariable variable, string? value) => value is null or "" ? null
        : variable.Type == PromptVariableType.Boolean ? value.Equals("true", StringComparison.OrdinalIgnoreCase) ? "Yes" : "No"
        : variable.Type == PromptVariableType.List ? string.Join(", ", value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        : value;

    /// <summary>All of it in one line, for comparing.</summary>
    public static string Line(PromptVariable variable) => $"{variable.Name}: {string.Join(", ", Fields(variable).Select(f => f.Value.Length > 0 ? f.Field == "Type" ? f.Value.ToLowerInvariant() : $"{f.Field.ToLowerInvariant()} {f.Value}" : "").Where(t => t.Length > 0))}";

    /// <summary>What changed in one variable, field by field. A variable that came or went is all its fields.</summary>
    public static IReadOnlyList<FieldChange> Changes(PromptVariable? before, PromptVariable? after)
    {
        var (old, now) = (before is null ? [] : Fields(before).ToDictionary(f => f.Field, f => f.Value), after is null ? [] : Fields(after).ToDictionary(f => f.Field, f => f.Value));
        return
        [
            .. old.Keys.Union(now.Keys)
                .Select(field => new FieldChange(field, Known(old, field), Known(now, field)))
                .Where(c => c.Before != c.After),
        ];
    }

    private static string? Known(Dictionary<string, string> fields, string field) => fields.GetValueOrDefault(field) is { Length: > 0 } value ? value : null;

    private static IEnumerable<(string Field, string Value)> Fields(PromptVariable variable) =>
    [
        ("Type", Of(variable.Type)),
        ("Required", variable.Required ? "yes" : ""),
        ("Choices", variable.Type == PromptVariableType.Enum ? string.Join(", ", variable.Options) : ""),
        ("Environment variable", variable.EnvironmentName ?? ""),
        ("Default", Value(variable, variable.Default) ?? ""),
        ("Example", Value(variable, variable.Example) ?? ""),
        ("Description", variable.Description ?? ""),
    ];
}
