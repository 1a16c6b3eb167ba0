namespace AssistantStudio.Core.Prompts;

/// <summary>A version as a bundle carries it.</summary>
public sealed record BundledVersion
{
    public int Number { get; init; }

    public PromptVersionState State { get; init; }

    public string Note { get; init; } = "";

    public required string Content { get; init; }

    public IReadOnlyList<PromptVariable> Variables { get; init; } = [];
}

/// <summary>A prompt as a bundle carries it: no ids, so that it can be taken into another organisation.</summary>
public sealed record BundledPrompt
{
    public required string Key { get; init; }

    public required string Title { get; init; }

    public string Purpose { get; init; } = "";

    public string Category { get; init; } = "";

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<BundledVersion> Versions { get; init; } = [];

    /// <summary>Label to version number.</summary>
    public IReadOnlyDictionary<string, int> Labels { get; init; } = new Dictionary<string, int>();
}
