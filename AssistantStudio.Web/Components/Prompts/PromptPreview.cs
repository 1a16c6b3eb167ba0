using System.Text.Json;
using System.Text.RegularExpressions;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Prompts.Templates;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Components.Prompts;

/// <summary>A piece of the previewed text. <paramref name="Missing"/>: the variable that has no value here.</summary>
public sealed record PreviewPart(string Text, string? Missing = null);

/// <summary>What a model would get with these values. Values that are missing leave a mark in the text, other faults leave no text.</summary>
public sealed partial record PromptPreview
{
    // Characters that nobody writes, around the name of a variable without a value.
    private const char Open = '\uE000';
    private const char Close = '\uE001';

    public IReadOnlyList<PreviewPart> Parts { get; private init; } = [];

    public int Tokens { get; private init; }

    /// <summary>What is wrong with a value, by variable.</summary>
    public IReadOnlyDictionary<string, string> ValueErrors { get; private init; } = new Dictionary<string, string>();

    /// <summary>Why there is no text although every value is right.</summary>
    public IReadOnlyList<TemplateError> Errors { get; private init; } = [];

    public bool IsComplete => Errors.Count == 0 && Parts.All(p => p.Missing is null);

    public static PromptPreview Of(
        PromptTemplate template, IReadOnlyList<PromptVariable> variables, IReadOnlyDictionary<string, string> typed, IReadOnlyDictionary<string, EnvironmentValue> environment)
    {
        var given = typed.Where(v => v.Value.Length > 0).ToDictionary(v => v.Key, v => JsonSerializer.SerializeToElement(v.Value), StringComparer.Ordinal);
        var bound = PromptValues.Bind([.. variables.DistinctBy(v => v.Name)], given, environment);
        var values = new Dictionary<string, TemplateValue>(bound.Values, StringComparer.Ordinal);
        foreach (var name in bound.Errors.Keys.Concat(template.Names.Keys.Where(n => !values.ContainsKey(n))).ToArray())
        {
            values[name] = $"{Open}{name}{Close}";
        }

        var rendered = template.Render(values);
        if (rendered.Text is not { } text)
        {
            return new() { ValueErrors = bound.Errors, Errors = rendered.Errors };
        }

        var parts = Split(text);
        return new() { Parts = parts, ValueErrors = bound.Errors, Tokens = TokenEstimate.Of(string.Concat(parts.Select(p => p.Text))) };
    }

    private static List<PreviewPart> Split(string text)
    {
        var parts = new List<PreviewPart>();
        var at = 0;
        foreach (Match mark in Mark().Matches(text))
        {
            Add(text[at..mark.Index]);
            parts.Add(new("", mark.Groups[1].Value));
            at = mark.Index + mark.Length;
        }

        Add(text[at..]);
        return parts;

        // A filter may have cut a mark in two.
        void Add(string piece)
        {
            piece = piece.Replace($"{Open}", "", StringComparison.Ordinal).Replace($"{Close}", "", StringComparison.Ordinal);
            if (piece.Length > 0)
            {
                parts.Add(new(piece));
            }
        }
    }

    [GeneratedRegex("\uE000(\\w+)\uE001")]
    private static partial Regex Mark();
}
