using AssistantStudio.Core.Prompts.Templates;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Prompts;

/// <summary>What makes a prompt and its content acceptable.</summary>
internal static class PromptRules
{
    public static string OneLine(string text, string field, int maxLength, Validator errors)
    {
        var trimmed = text.Trim();
        errors.Check(trimmed.Length <= maxLength, field, $"At most {maxLength} characters; this has {trimmed.Length}.");
        errors.Check(!trimmed.Any(char.IsControl), field, "Line breaks and control characters are not possible here.").Storable(trimmed, field);
        return trimmed;
    }

    /// <summary>
    /// A draft may be half written; what is published must be readable and must declare every variable that it uses.
    /// </summary>
    public static void CheckContent(PromptContent input, Validator errors)
    {
        var content = input.Content ?? "";
        errors.Long(content, "content", TemplateLimits.ContentLength).Long(input.Note, "note", PromptLimits.NoteLength);
        PromptVariable.Check(input.Variables, "variables", errors);
        if (input.Publish && input.Variables.All(v => v?.Name is not null))
        {
            foreach (var problem in ProblemsOf(content, input.Variables))
            {
                errors.Check(false, "content", problem);
            }
        }
    }

    /// <summary>Why this content cannot be published, each with its place.</summary>
    public static IEnumerable<string> ProblemsOf(string content, IReadOnlyList<PromptVariable> variables)
    {
        if (string.IsNullOrWhiteSpace(content))
        {
            return ["Write what the prompt says before publishing it."];
        }

        var template = PromptTemplate.Parse(content);
        var declared = variables.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        return template.Errors.Select(e => $"{e.Message} ({e.Position})")
            .Concat(template.Names.Where(n => !declared.Contains(n.Key)).Select(n => $"The variable {n.Key} is used but not declared ({n.Value})."));
    }
}
