using System.Globalization;
using System.Text.Json;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>What is tried in the playground in place of what the assistant says. Nothing of it is stored in the assistant.</summary>
public sealed class PlaygroundTrial
{
    /// <summary>Null: the draft.</summary>
    public int? Version { get; set; }

    /// <summary>Whose variables the prompts get; null: none.</summary>
    public StudioEnvironment? Environment { get; set; }

    public ModelRoute? Model { get; set; }

    public double? Temperature { get; set; }

    public int? MaxTokens { get; set; }

    public bool UseKnowledge { get; set; } = true;

    public bool UseTools { get; set; } = true;

    /// <summary>As somebody types them; empty: not given.</summary>
    public Dictionary<string, string?> Values { get; } = new(StringComparer.Ordinal);

    public bool IsChanged => Version is not null || Environment is not null || Model is not null || Temperature is not null || MaxTokens is not null || !UseKnowledge || !UseTools;

    public void Reset()
    {
        (Version, Environment, Model, Temperature, MaxTokens) = (null, null, null, null, null);
        (UseKnowledge, UseTools) = (true, true);
    }

    /// <summary>Examples stand in until somebody types.</summary>
    public void Offer(IReadOnlyList<PromptVariable> variables)
    {
        foreach (var variable in variables)
        {
            Values.TryAdd(variable.Name, variable.Example);
        }
    }

    public TurnOverrides Overrides() => new()
    {
        Model = Model,
        Temperature = Temperature,
        MaxTokens = MaxTokens,
        UseKnowledge = UseKnowledge ? null : false,
        UseTools = UseTools ? null : false,
    };

    /// <summary>What differs from what the conversation was told last. What is null is taken away.</summary>
    public Dictionary<string, JsonElement> Changes(IReadOnlyList<PromptVariable> variables, IReadOnlyDictionary<string, JsonElement> told)
    {
        var changes = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var variable in variables)
        {
            JsonElement? now = Values.GetValueOrDefault(variable.Name) is { Length: > 0 } typed ? Json(variable, typed) : null;
            JsonElement? before = told.TryGetValue(variable.Name, out var kept) ? kept : null;
            if (now?.GetRawText() != before?.GetRawText())
            {
                changes[variable.Name] = now ?? JsonSerializer.SerializeToElement<string?>(null);
            }
        }

        return changes;
    }

    /// <summary>Typed as its variable is; what does not fit stays a text, and the service says what it should look like.</summary>
    private static JsonElement Json(PromptVariable variable, string typed) => variable.Type switch
    {
        PromptVariableType.Number when decimal.TryParse(typed.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonSerializer.SerializeToElement(number),
        PromptVariableType.Boolean when bool.TryParse(typed.Trim(), out var flag) => JsonSerializer.SerializeToElement(flag),
        PromptVariableType.List => JsonSerializer.SerializeToElement(typed.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
        _ => JsonSerializer.SerializeToElement(typed),
    };
}
