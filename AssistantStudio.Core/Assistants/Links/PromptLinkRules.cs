using System.Globalization;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Assistants;

/// <summary>What makes a link acceptable, wherever it comes from.</summary>
internal static class PromptLinkRules
{
    /// <summary>Takes over what the input names; everything else stays.</summary>
    public static void Apply(PromptLink link, PromptLinkInput input, Validator errors)
    {
        link.Role = input.Role ?? link.Role;
        if (input.Version is not null || input.Label is not null)
        {
            link.Version = input.Version is > 0 ? input.Version : null;
            link.Label = string.IsNullOrWhiteSpace(input.Label) ? null : input.Label.Trim();
        }

        link.Priority = input.Priority ?? link.Priority;
        link.Weight = input.Weight ?? link.Weight;
        link.Enabled = input.Enabled ?? link.Enabled;
        link.AnyCondition = input.AnyCondition ?? link.AnyCondition;
        link.ConditionsJson = input.Conditions is { } conditions ? StoredJson.Write(ConditionRules.Check(conditions, errors)) : link.ConditionsJson;
        errors.Check(Enum.IsDefined(link.Role), "role", "There is no such role.");
        errors.Check(link.Version is null || link.Label is null, "label", "Either a version or a label, not both.");
        errors.Check(input.Version is null or >= 0, "version", "There is no such version.");
        errors.Check(link.Label is null || (Slug.IsValid(link.Label) && link.Label.Length <= PromptLimits.LabelLength), "label", $"A label is like production, with at most {PromptLimits.LabelLength} characters.");
        errors.Check(link.Priority is >= -AssistantLimits.MaxPriority and <= AssistantLimits.MaxPriority, "priority", $"Between -{AssistantLimits.MaxPriority.ToString("#,0", CultureInfo.InvariantCulture)} and {AssistantLimits.MaxPriority.ToString("#,0", CultureInfo.InvariantCulture)}. The smaller number is asked first.");
        errors.Check(link.Weight is >= 0 and <= AssistantLimits.MaxWeight, "weight", $"Between 0 and {AssistantLimits.MaxWeight.ToString("#,0", CultureInfo.InvariantCulture)}.");
    }

    public static void RequireOnePrimary(IEnumerable<PromptLink> links, PromptLink link)
    {
        if (link is { Role: PromptRole.Primary, Enabled: true } && links.Any(l => l != link && l is { Role: PromptRole.Primary, Enabled: true }))
        {
            throw PrimaryExists();
        }
    }

    public static ConflictException PrimaryExists() =>
        new("The assistant has a primary prompt already. Make that one secondary, or turn it off, before another becomes primary.", "primary_exists");

    public static string Describe(PromptLink l)
    {
        var pin = l.Version is { } version ? $"version {version.ToString(CultureInfo.InvariantCulture)}" : l.Label is { } label ? $"label {label}" : "published version";
        return $"{l.Role}, {pin}, priority {l.Priority.ToString(CultureInfo.InvariantCulture)}, weight {l.Weight.ToString(CultureInfo.InvariantCulture)}, {(l.Enabled ? "on" : "off")}, {ConditionText.Of(l.Conditions(), l.AnyCondition)}";
    }
}
