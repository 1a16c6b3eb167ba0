using AssistantStudio.Core.Prompts;

namespace AssistantStudio.Core.Assistants;

/// <summary>A link as a bundle carries it: the prompt by its key.</summary>
public sealed record BundledLink
{
    public required string Prompt { get; init; }

    public PromptRole Role { get; init; }

    public int? Version { get; init; }

    public string? Label { get; init; }

    public int Priority { get; init; } = 1;

    public int Weight { get; init; } = 100;

    public bool Enabled { get; init; } = true;

    public bool AnyCondition { get; init; }

    public IReadOnlyList<PromptCondition> Conditions { get; init; } = [];
}

/// <summary>An assistant as a bundle carries it. Knowledge and the provider of the model belong to an installation and stay there.</summary>
public sealed record BundledAssistant
{
    public required string Slug { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string Icon { get; init; } = "";

    public string Colour { get; init; } = "";

    public bool IsTemplate { get; init; }

    public required AssistantContent Content { get; init; }

    public IReadOnlyList<BundledLink> Links { get; init; } = [];
}

/// <summary>Assistants with the prompts that they use, in one text that can be kept, compared and taken elsewhere. It has no secrets.</summary>
public sealed record Bundle
{
    public const string FormatName = "assistantstudio-bundle";
    public const int CurrentVersion = 1;

    public string Format { get; init; } = FormatName;

    public int Version { get; init; } = CurrentVersion;

    public IReadOnlyList<BundledAssistant> Assistants { get; init; } = [];

    public IReadOnlyList<BundledPrompt> Prompts { get; init; } = [];
}

public enum BundleAction
{
    Create,
    Update,

    /// <summary>It is here already and says the same, or the choice is to keep what is here.</summary>
    Skip,

    /// <summary>It is here and cannot be changed: nothing is written until another choice is made.</summary>
    Conflict,
}

/// <summary>What happens to what is here already.</summary>
public enum BundleChoice
{
    Update,
    Skip,

    /// <summary>What comes is added under another name.</summary>
    Copy,
}

/// <param name="Kind">assistant or prompt.</param>
/// <param name="Name">The slug or key in the bundle.</param>
/// <param name="NewName">Under which it is added, where that differs.</param>
public sealed record BundleStep(string Kind, string Name, string Title, BundleAction Action, string? NewName, string Reason);

/// <param name="Notes">What is left out, such as fields that this version does not know.</param>
/// <param name="Written">False for a plan.</param>
public sealed record BundlePlan(IReadOnlyList<BundleStep> Steps, IReadOnlyList<string> Notes, bool Written)
{
    public bool HasConflict => Steps.Any(s => s.Action == BundleAction.Conflict);
}
