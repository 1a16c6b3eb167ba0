using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>What the prompts of a draft or a version ask for, each name once. What an environment gives is not asked for.</summary>
public sealed class PlaygroundVariables(PromptLinkService links, AssistantVersionService versions, PromptVersionService prompts, Access access)
{
    public async Task<IReadOnlyList<PromptVariable>> OfAsync(Guid assistantId, int? version, CancellationToken ct)
    {
        if (!access.Can(Permission.PromptsView))
        {
            return [];
        }

        var now = await links.ListAsync(assistantId, ct);
        IEnumerable<(Guid Prompt, int? Version)> used = now.Where(l => l.Enabled).Select(l => (l.PromptId, l.UsedVersion));
        if (version is { } number)
        {
            var kept = (await versions.GetAsync(assistantId, number, ct)).Links;
            used = kept.Where(l => l.Enabled).Select(l => (l.PromptId, l.Version ?? now.FirstOrDefault(n => n.PromptId == l.PromptId)?.UsedVersion));
        }

        var found = new List<PromptVariable>();
        foreach (var (prompt, pinned) in used.Where(u => u.Version is not null).Distinct())
        {
            found.AddRange((await prompts.GetAsync(prompt, pinned!.Value, ct)).Variables.Where(v => v.Type != PromptVariableType.Environment));
        }

        return [.. found.DistinctBy(v => v.Name, StringComparer.Ordinal)];
    }
}
