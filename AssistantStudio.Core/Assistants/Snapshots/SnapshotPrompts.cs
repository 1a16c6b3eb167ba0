using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Prompts.Templates;

namespace AssistantStudio.Core.Assistants;

/// <summary>A linked prompt with what it says, as it was read.</summary>
public sealed record SnapshotPrompt(LinkRule Rule, string Content, IReadOnlyList<PromptVariable> Variables);

/// <summary>Chooses among prompts that were read before.</summary>
internal static class SnapshotPrompts
{
    public static IReadOnlyList<SnapshotPrompt> Of(IReadOnlyList<PromptLink> links, IReadOnlyList<PinnedPrompt> prompts) =>
        [.. links.Zip(prompts, (l, p) => Of(new(l.Id, l.PromptId, p.Key, p.Title, l.Role, l.Priority, l.Weight, l.Enabled, l.Conditions(), l.AnyCondition, p.Version, p.Unavailable), p))];

    /// <summary>Links of a version have no rows: their ids are made of what they are, so that the draw by weight stays the same.</summary>
    public static IReadOnlyList<SnapshotPrompt> Of(IReadOnlyList<KeptLink> links, IReadOnlyList<PinnedPrompt> prompts) =>
    [
        .. links.Zip(prompts).Select((pair, place) => (Link: pair.First, Prompt: pair.Second, Id: IdOf(pair.First, place))).Select(x => Of(
            new(x.Id, x.Link.PromptId, x.Prompt.Key.Length > 0 ? x.Prompt.Key : x.Link.PromptKey, x.Prompt.Title, x.Link.Role, x.Link.Priority, x.Link.Weight, x.Link.Enabled,
                x.Link.Conditions, x.Link.AnyCondition, x.Prompt.Version, x.Prompt.Unavailable), x.Prompt)),
    ];

    /// <summary>Which prompt answers, its text, and what became of the others.</summary>
    public static PromptChoice Choose(this IReadOnlyList<SnapshotPrompt> prompts, PromptSituation situation, IReadOnlyDictionary<string, EnvironmentValue> environment)
    {
        var byLink = prompts.ToDictionary(p => p.Rule.LinkId);
        return PromptResolver.Resolve([.. prompts.Select(p => p.Rule)], situation, rule => Render(byLink[rule.LinkId], situation.Variables, environment));
    }

    private static SnapshotPrompt Of(LinkRule rule, PinnedPrompt prompt) => new(rule, prompt.Content, prompt.Variables);

    private static Guid IdOf(KeptLink link, int place) => new(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{link.PromptId:N} {link.Role} {link.Version} {link.Label} {place}")).AsSpan(0, 16));

    private static RenderAttempt Render(SnapshotPrompt prompt, IReadOnlyDictionary<string, JsonElement> variables, IReadOnlyDictionary<string, EnvironmentValue> environment)
    {
        var bound = PromptValues.Bind(prompt.Variables, variables, environment);
        var errors = bound.Errors.ToDictionary(e => $"variables.{e.Key}", e => new[] { e.Value }, StringComparer.Ordinal);
        if (errors.Count > 0)
        {
            return new(null, errors);
        }

        var rendered = PromptTemplate.Parse(prompt.Content).Render(bound.Values);
        foreach (var group in rendered.Errors.GroupBy(e => e.Variable is { } name ? $"variables.{name}" : "content"))
        {
            errors[group.Key] = [.. group.Select(e => $"{e.Message} ({e.Position})")];
        }

        return new(rendered.Text, errors);
    }
}
