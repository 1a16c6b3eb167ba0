using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

/// <summary>What is different between two releases, field by field, as people read it.</summary>
public static class ReleaseDifference
{
    /// <param name="before">Null: nothing runs there.</param>
    /// <param name="nameOf">Providers and sources by their names; null: nobody knows it.</param>
    public static IReadOnlyList<AssistantFieldDiff> Of(AssistantSnapshot? before, AssistantSnapshot after, Func<Guid, string?> nameOf)
    {
        if (before is null)
        {
            return [];
        }

        var (old, now) = (Fields(before, nameOf), Fields(after, nameOf));
        return
        [
            .. now.Keys.Union(old.Keys, StringComparer.Ordinal).Where(f => old.GetValueOrDefault(f, "") != now.GetValueOrDefault(f, ""))
                .Select(f => new AssistantFieldDiff(f, old.GetValueOrDefault(f), now.GetValueOrDefault(f), TextDiff.Words(old.GetValueOrDefault(f, ""), now.GetValueOrDefault(f, "")))),
        ];
    }

    private static Dictionary<string, string> Fields(AssistantSnapshot snapshot, Func<Guid, string?> nameOf)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, text) in snapshot.Content.Fields().Where(f => f.Field is not (nameof(AssistantContent.KnowledgeSources) or nameof(AssistantContent.Model))))
        {
            fields[field] = text;
        }

        fields[nameof(AssistantContent.Model)] = snapshot.Content.Model is { } model
            ? model.ProviderId is { } provider ? $"{model.Name} ({nameOf(provider) ?? "a provider that is gone"})" : model.Name
            : snapshot.Route?.Model is { } route ? $"{route.Name ?? "first model"} ({nameOf(route.ProviderId) ?? "a provider that is gone"})" : "Built-in";
        foreach (var prompt in snapshot.Prompts)
        {
            var key = $"Prompt {prompt.Rule.PromptKey}";
            fields[fields.ContainsKey(key) ? $"{key} ({prompt.Rule.Role})" : key] = string.Join('\n',
                $"{prompt.Rule.Role}, version {prompt.Rule.Version}{(prompt.Rule.Enabled ? "" : ", off")}", ConditionText.Of(prompt.Rule.Conditions, prompt.Rule.AnyCondition), prompt.Content);
        }

        foreach (var source in snapshot.Knowledge ?? [])
        {
            fields[$"Knowledge {nameOf(source.SourceId) ?? source.Name}"] = $"revision {source.Revision}";
        }

        return fields;
    }
}
