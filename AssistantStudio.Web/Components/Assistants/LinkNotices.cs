using AssistantStudio.Core.Assistants;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>A choice of prompts that will surprise somebody. <paramref name="Then"/>: what follows, or what helps.</summary>
public sealed record LinkNotice(string What, string Then);

internal static class LinkNotices
{
    public static IEnumerable<LinkNotice> Of(IReadOnlyList<PromptLinkRow> links)
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

        if (on.All(l => l.Role != PromptRole.Fallback))
        {
            yield return new("There is no fallback.", primary is { Conditions.Count: 0 }
                ? "When a variable of the chosen prompt is missing, no prompt answers."
                : "When no condition holds or a variable is missing, no prompt answers.");
        }
    }
}
