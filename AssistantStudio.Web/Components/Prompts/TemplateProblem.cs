using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Prompts.Templates;

namespace AssistantStudio.Web.Components.Prompts;

/// <summary>What keeps a text from being published, and where. <paramref name="Undeclared"/>: a variable that only has to be declared.</summary>
public sealed record TemplateProblem(string Message, TemplatePosition Position, string? Undeclared = null)
{
    /// <summary>In the order of the text.</summary>
    public static IReadOnlyList<TemplateProblem> Of(PromptTemplate template, IReadOnlyList<PromptVariable> variables)
    {
        var declared = variables.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. template.Errors.Select(e => new TemplateProblem(e.Message, e.Position))
                .Concat(template.Names.Where(n => !declared.Contains(n.Key)).Select(n => new TemplateProblem($"The variable {n.Key} is used but not declared.", n.Value, n.Key)))
                .OrderBy(p => p.Position.Line).ThenBy(p => p.Position.Column),
        ];
    }
}
