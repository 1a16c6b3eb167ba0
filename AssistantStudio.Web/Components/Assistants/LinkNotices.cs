using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Prompts.Templates;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>A choice of prompts that will surprise somebody. <paramref name="Then"/>: what follows, or what helps.</summary>
public sealed record LinkNotice(string What, string Then);

internal static class LinkNotices
{
    /// <param name="primaryText">The version that the primary prompt uses; null when it cannot be read.</param>
    public static IEnumerable<LinkNotice> Of(IReadOnlyList<PromptLinkRow> links, PromptVersionDetail? primaryText)
    {
        var on = links.Where(l => l.Enabled).ToList();
        var primary = on.FirstOrDefault(l => l.Role == PromptRole.Primary);
        if (primary is null)
        {
            yield return new("There is no primary prompt.", "A secondary answers when its conditions hold, else the fallback. Make one of them primary.");
        }

        var given = (primaryText?.Variables ?? []).Where(v => v.Default is null && v.Type != PromptVariableType.Environment).ToLookup(v => v.Required, v => v.Name);
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

        var gaps = primaryText is null ? [] : given[false].Where(PromptTemplate.Parse(primaryText.Content).Gaps().Contains).ToArray();
        if (primary is not null && gaps.Length > 0)
        {
            yield return new($"“{primary.PromptTitle}” answers without {Listed(gaps)}, too.", "What is optional and has no default is left empty in the text when nobody gives it.");
        }
    }

    /// <summary>The link that answers before this secondary in any case, so that its turn never comes; null: it can be reached.</summary>
    public static PromptLinkRow? Hiding(PromptLinkRow link, IReadOnlyList<PromptLinkRow> links) =>
        link is not { Role: PromptRole.Secondary, Enabled: true } ? null : links
            .Where(l => l is { Enabled: true, Problem: null, Conditions.Count: 0 } && (l.Role == PromptRole.Primary || (l.Role == PromptRole.Secondary && l.Priority < link.Priority)))
            .OrderBy(l => l.Role).ThenBy(l => l.Priority).FirstOrDefault();

    private static string Listed(IEnumerable<string> names) => names.ToArray() switch
    {
        [var one] => one,
        [.. var first, var last] => $"{string.Join(", ", first)} and {last}",
        [] => "",
    };
}
