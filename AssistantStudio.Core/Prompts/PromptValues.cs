using System.Globalization;
using System.Text.Json;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts.Templates;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Prompts;

/// <summary>The values a prompt is rendered with, or what is wrong with those that were given, by variable.</summary>
public sealed record BoundValues(IReadOnlyDictionary<string, TemplateValue> Values, IReadOnlyDictionary<string, string> Errors);

/// <summary>Turns what a form, an API call or a conversation gives into the typed values that a prompt declares.</summary>
public static class PromptValues
{
    /// <param name="variables">What the prompt declares. Values of other names are left out.</param>
    /// <param name="given">By name. Null is the same as not given, so is empty text for anything but a text.</param>
    /// <param name="environment">The environment's variables.</param>
    public static BoundValues Bind(
        IReadOnlyList<PromptVariable> variables, IReadOnlyDictionary<string, JsonElement> given, IReadOnlyDictionary<string, EnvironmentValue> environment)
    {
        var values = new Dictionary<string, TemplateValue>(StringComparer.Ordinal);
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in variables)
        {
            values[variable.Name] = TemplateValue.Nothing;
            if (variable.Type == PromptVariableType.Environment)
            {
                BindEnvironment(variable, environment, values, errors);
                continue;
            }

            var source = given.TryGetValue(variable.Name, out var value) && !IsMissing(variable, value) ? value
                : string.IsNullOrEmpty(variable.Default) ? default(JsonElement?) : JsonSerializer.SerializeToElement(variable.Default);
            if (source is null)
            {
                if (variable.Required)
                {
                    errors[variable.Name] = $"The variable {variable.Name} is required.";
                }
            }
            else if (TryRead(variable, source.Value, out var read, out var problem))
            {
                values[variable.Name] = read;
            }
            else
            {
                errors[variable.Name] = $"The variable {variable.Name}: {problem}";
            }
        }

        return new(values, errors);
    }

    /// <summary>Reads one value; <paramref name="problem"/> says what it must look like.</summary>
    public static bool TryRead(PromptVariable variable, JsonElement given, out TemplateValue value, out string problem)
    {
        value = TemplateValue.Nothing;
        problem = "";
        var text = given.ValueKind switch
        {
            JsonValueKind.String => given.TryGetText(out var read) ? read : null,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => given.GetRawText(),
            _ => null,
        };
        if (text?.Length > PromptLimits.VariableValueLength)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"it has at most {PromptLimits.VariableValueLength:#,0} characters.");
            return false;
        }

        var result = variable.Type == PromptVariableType.List ? List(given, text)
            : text is null ? (null, given.ValueKind == JsonValueKind.String ? "it has half of a character." : "it is one value, not a list or an object.")
            : One(variable, text);
        value = result.Value ?? TemplateValue.Nothing;
        problem = result.Problem;
        return result.Value is not null;
    }

    private static (TemplateValue? Value, string Problem) One(PromptVariable variable, string text) => variable.Type switch
    {
        PromptVariableType.Number => decimal.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? (number, "") : (null, "it is a number, like 12 or 3.5."),
        PromptVariableType.Boolean => bool.TryParse(text.Trim(), out var flag) ? (flag, "") : (null, "it is true or false."),
        PromptVariableType.Date => Date(text),
        PromptVariableType.Enum => variable.Options.Contains(text, StringComparer.Ordinal)
            ? (text, "") : (default(TemplateValue), $"it is one of: {string.Join(", ", variable.Options)}."),
        _ => (text, ""),
    };

    private static bool IsMissing(PromptVariable variable, JsonElement value) =>
        value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined
        || (value.TryGetText(out var text) && ((variable.Type != PromptVariableType.String && string.IsNullOrWhiteSpace(text)) || (variable.Required && text.Length == 0)));

    private static void BindEnvironment(
        PromptVariable variable, IReadOnlyDictionary<string, EnvironmentValue> environment, Dictionary<string, TemplateValue> values, Dictionary<string, string> errors)
    {
        if (!environment.TryGetValue(variable.EnvironmentName ?? "", out var found))
        {
            if (!string.IsNullOrEmpty(variable.Default))
            {
                values[variable.Name] = variable.Default;
            }
            else if (variable.Required)
            {
                errors[variable.Name] = $"The variable {variable.Name} is required, but this environment has no {variable.EnvironmentName}.";
            }
        }
        else if (found.IsSecret)
        {
            errors[variable.Name] = $"The variable {variable.Name} refers to {variable.EnvironmentName}, which is a secret here. Secrets are never written into a prompt.";
        }
        else
        {
            values[variable.Name] = found.Value!;
        }
    }

    private static (TemplateValue? Value, string Problem) List(JsonElement given, string? text)
    {
        List<string?> items = given.ValueKind == JsonValueKind.Array ? [.. given.EnumerateArray().Take(TemplateLimits.ListItems + 1).Select(ItemOf)]
            : text is null ? [null]
            : [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        return items.Any(i => i is null) ? (null, "it is a list of texts, or a text with one item per line.")
            : items.Count > TemplateLimits.ListItems ? (null, string.Create(CultureInfo.InvariantCulture, $"it has at most {TemplateLimits.ListItems:#,0} items."))
            : items.Sum(i => i!.Length) > PromptLimits.VariableValueLength ? (null, string.Create(CultureInfo.InvariantCulture, $"it has at most {PromptLimits.VariableValueLength:#,0} characters."))
            : (new ListValue([.. items.Select(i => (TemplateValue)i!)]), "");
    }

    private static string? ItemOf(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.String => item.TryGetText(out var text) ? text : null,
        JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null => null,
        _ => item.GetRawText(),
    };

    /// <summary><c>2026-03-05</c>, <c>2026-03-05 14:30</c>, or a moment with its zone, which becomes UTC.</summary>
    private static (TemplateValue? Value, string Problem) Date(string text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date) && text.Length >= 8 && char.IsAsciiDigit(text.Trim()[0])
            ? (date, "") : (null, "it is a date, like 2026-03-05 or 2026-03-05T14:30:00Z.");
}
