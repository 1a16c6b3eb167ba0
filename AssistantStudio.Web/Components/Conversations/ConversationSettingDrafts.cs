using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Components.Providers;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>Who looks at conversations, while a person chooses.</summary>
internal sealed class ConversationPreferenceDraft(ConversationPreference stored)
{
    public static DraftFields<ConversationPreferenceDraft> Fields { get; } = new DraftFields<ConversationPreferenceDraft>()
        .Add("model", "Who looks", d => d.Model.Reference, (d, value) => d.Model = new() { Reference = value }, value => value is null ? "the built-in methods" : value.Name ?? "the provider's first model");

    public ModelChoice Model { get; private set; } = new() { Reference = stored.Model };

    public ConversationPreference Value() => new() { Model = Model.Reference };
}

/// <summary>How long conversations are kept, as it stands in the fields.</summary>
internal sealed class ConversationPolicyDraft(ConversationPolicy stored)
{
    public static DraftFields<ConversationPolicyDraft> Fields { get; } = new DraftFields<ConversationPolicyDraft>()
        .Add("keepDays", "Keep conversations", d => d.KeepDays, (d, value) => d.KeepDays = value ?? "", value => string.IsNullOrWhiteSpace(value) ? "no end" : $"{value.Trim()} days")
        .Add("trialDays", "Keep trials", d => d.TrialDays, (d, value) => d.TrialDays = value ?? "", value => $"{value} days")
        .Add("idleHours", "Expired after", d => d.IdleHours, (d, value) => d.IdleHours = value ?? "", value => $"{value} hours")
        .Add("rememberPeople", "Remember people", d => d.RememberPeople, (d, value) => d.RememberPeople = value, value => value ? "Yes" : "No");

    public string KeepDays { get; set; } = TypedNumber.Of((long?)stored.KeepDays);

    public string TrialDays { get; set; } = TypedNumber.Of((long?)stored.TrialDays);

    public string IdleHours { get; set; } = TypedNumber.Of((long?)stored.IdleHours);

    public bool RememberPeople { get; set; } = stored.RememberPeople;

    /// <exception cref="ValidationException">What was typed is no number.</exception>
    public ConversationPolicy Value()
    {
        var errors = new Validator();
        var (keep, trial, idle) = (TypedNumber.Small(KeepDays, "keepDays", errors), TypedNumber.Small(TrialDays, "trialDays", errors), TypedNumber.Small(IdleHours, "idleHours", errors));
        errors.Check(!string.IsNullOrWhiteSpace(TrialDays), "trialDays", "Say for how many days.").Check(!string.IsNullOrWhiteSpace(IdleHours), "idleHours", "Say after how many hours.");
        errors.ThrowIfAny();
        return new() { KeepDays = keep, TrialDays = trial!.Value, IdleHours = idle!.Value, RememberPeople = RememberPeople };
    }
}
