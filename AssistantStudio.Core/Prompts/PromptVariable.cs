using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Prompts;

public enum PromptVariableType
{
    String,
    Number,
    Boolean,
    Date,
    Enum,
    List,

    /// <summary>A variable of the environment that the assistant runs in, by its name there.</summary>
    Environment,
}

/// <summary>A value that a prompt asks for, and what it must look like.</summary>
public sealed partial record PromptVariable
{
    private static readonly string[] s_reserved = ["loop", "true", "false", "and", "or", "not", "contains", "as", "else", "if", "each"];

    public required string Name { get; init; }

    public PromptVariableType Type { get; init; }

    public bool Required { get; init; }

    /// <summary>As a person types it; a list has one item per line.</summary>
    [JsonConverter(typeof(LooseText))]
    public string? Default { get; init; }

    [JsonConverter(typeof(LooseText))]
    public string? Example { get; init; }

    public string? Description { get; init; }

    /// <summary>The choices of an enum.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>For <see cref="PromptVariableType.Environment"/>: the name in the environment's settings.</summary>
    public string? EnvironmentName { get; init; }

    /// <summary>Checks all of them together; <paramref name="field"/> is what the form calls the list.</summary>
    public static void Check(IReadOnlyList<PromptVariable> variables, string field, Validator errors)
    {
        errors.Check(variables.Count <= PromptLimits.Variables, field, $"A prompt has at most {PromptLimits.Variables} variables.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(variables.Count, PromptLimits.Variables); i++)
        {
            if (variables[i] is null)
            {
                errors.Check(false, $"{field}[{i}]", "An entry of the list is empty.");
                continue;
            }

            CheckOne(variables[i], $"{field}[{i}]", seen, errors);
        }
    }

    private static void CheckOne(PromptVariable variable, string field, HashSet<string> seen, Validator errors)
    {
        var name = variable.Name ?? "";
        var options = variable.Options ?? [];
        errors.Check(NamePattern().IsMatch(name), $"{field}.name", "A name begins with a letter or underscore and has letters, digits and underscores, 64 at most.");
        errors.Check(!s_reserved.Contains(name), $"{field}.name", $"\"{name}\" has a meaning of its own in templates. Choose another name.");
        errors.Check(seen.Add(name), $"{field}.name", $"There is another variable \"{name}\".");
        errors.Check(Enum.IsDefined(variable.Type), $"{field}.type", "There is no such type.");
        errors.Long(variable.Example, $"{field}.example", PromptLimits.VariableTextLength).Long(variable.Description, $"{field}.description", PromptLimits.VariableTextLength)
            .Long(variable.EnvironmentName, $"{field}.environmentName", PromptLimits.VariableTextLength).Storable(variable.Default, $"{field}.default");
        errors.Check(options.Count <= PromptLimits.Options, $"{field}.options", $"At most {PromptLimits.Options} choices.");
        errors.Check(options.All(o => o is { Length: > 0 and <= PromptLimits.OptionLength } && PlainText.IsStorable(o)), $"{field}.options", $"A choice has 1 to {PromptLimits.OptionLength} characters.");
        if (variable.Type == PromptVariableType.Enum)
        {
            errors.Check(options.Count > 0, $"{field}.options", $"Name 1 to {PromptLimits.Options} choices.");
            errors.Check(options.Distinct(StringComparer.Ordinal).Count() == options.Count, $"{field}.options", "A choice is there twice.");
        }

        errors.Check(
            variable.Type != PromptVariableType.Environment || !string.IsNullOrWhiteSpace(variable.EnvironmentName),
            $"{field}.environmentName", "Name the variable of the environment.");
        if (!string.IsNullOrEmpty(variable.Default) && !PromptValues.TryRead(variable with { Options = options }, JsonSerializer.SerializeToElement(variable.Default), out _, out var problem))
        {
            errors.Check(false, $"{field}.default", $"The default does not fit: {problem}");
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,63}\\z")]
    private static partial Regex NamePattern();
}
