using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Providers;

/// <summary>Who finds titles, topics and summaries of conversations. Without a decision the built-in methods do, which cost nothing.</summary>
public sealed record ConversationPreference : IAiSetting<ConversationPreference>
{
    public static AiSettingKind Kind => AiSettingKind.Preference;

    public static string Name => "conversations";

    public static string Title => "Looking at conversations";

    /// <summary>Null: the built-in methods.</summary>
    public ModelReference? Model { get; init; }

    public void Check(Validator errors) => errors.Check((Model?.Name ?? "").Length <= UsageLimits.ModelLength, "model.name", $"At most {UsageLimits.ModelLength} characters.");

    public IEnumerable<(string Field, Guid ProviderId)> NamedProviders() => Model is { } model ? [("model", model.ProviderId)] : [];

    internal IEnumerable<string> NamedModels() => Model?.Name is { Length: > 0 } name ? [name] : [];

    internal ConversationPreference WithSuccessor(Successor by) => this with { Model = new(by.Id, Model?.Name is { } name ? by.ModelFor(name) : null) };
}

/// <summary>How long what people say is kept.</summary>
public sealed record ConversationPolicy : IAiSetting<ConversationPolicy>
{
    public const int MaxDays = 3_650;

    public const int MaxIdleHours = 24 * 365;

    public static AiSettingKind Kind => AiSettingKind.Policy;

    public static string Name => "conversations";

    public static string Title => "Keeping conversations";

    /// <summary>After the last message. Null: until somebody deletes them.</summary>
    public int? KeepDays { get; init; }

    /// <summary>Those of the playground.</summary>
    public int TrialDays { get; init; } = 7;

    /// <summary>A conversation in which nobody writes for so long has expired.</summary>
    public int IdleHours { get; init; } = 24 * 7;

    /// <summary>Assistants whose settings say so may remember people.</summary>
    public bool RememberPeople { get; init; } = true;

    public void Check(Validator errors) => errors
        .Check(KeepDays is null or (>= 1 and <= MaxDays), "keepDays", $"Between 1 and {MaxDays} days, or nothing.")
        .Check(TrialDays is >= 1 and <= MaxDays, "trialDays", $"Between 1 and {MaxDays} days.")
        .Check(IdleHours is >= 1 and <= MaxIdleHours, "idleHours", $"Between 1 and {MaxIdleHours} hours.");
}
