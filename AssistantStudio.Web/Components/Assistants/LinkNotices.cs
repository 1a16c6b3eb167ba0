using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Prompts;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>A choice of prompts that will surprise somebody. <paramref name="Then"/>: what follows, or what helps.</summary>
public sealed record LinkNotice(string What, string Then);

internal static class LinkNotices
{
    /// <param name="variables">Of the text that the primary prompt uses.</param>
    public static IEnumerable<LinkNotice> Of(IReadOnlyList<PromptLinkRow> links, IReadOnlyList<PromptVariable> variables)
    {
        var on = links.Where(l => l.Enabled).ToList();
        var primary = on.FirstOrDefault(l => l.Role == PromptRole.Primary);
        if (primary is null)
        {
            yield return new("There is no primary prompt.", "A secondary answers when its conditions hold, else the fallback. Make one of them primary.");
        }
        else if (primary.Conditions.Count == 0 && primary.Problem is null && on.Any(l => l.Role == PromptRole.Secondary))
        {
            yield return new($"“{primary.PromptTitle}” always answers.", "It has no conditions, so the secondary prompts are never reached. Say when it answers, or make them primary for their case.");
        }

        var given = variables.Where(v => v.Default is null && v.Type != PromptVariableType.Environment).ToLookup(v => v.Required, v => v.Name);
        if (on.All(l => l.Role != PromptRole.Fallback))
        {
            if (primary is not { Conditions.Count: 0 })
            {
                yield return new("There is no fallback.", "When no condition holds, or a required variable of the chosen prompt is missing, no prompt answers.");
            }
            else if (given[true].Any())
            {
                yield return new("There is no fallback.", $"“{primary.PromptTitle}” requires {Listed(given[true])}. Without that, no prompt answers.");
            }
        }

        if (primary is not null && given[false].Any())
        {
            yield return new($"“{primary.PromptTitle}” answers without {Listed(given[false])}, too.", "What is optional and has no default is left empty in the text when nobody gives it.");
        }
    }

    private static string Listed(IEnumerable<string> names) => names.ToArray() switch
    {
        [var one] => one,
        [.. var first, var last] => $"{string.Join(", ", first)} and {last}",
        [] => "",
    };
}
