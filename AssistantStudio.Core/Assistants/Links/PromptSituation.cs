using System.Text.Json;

namespace AssistantStudio.Core.Assistants;

/// <summary>What is known when a prompt has to be chosen.</summary>
public sealed record PromptSituation
{
    public IReadOnlyDictionary<string, JsonElement> Variables { get; init; } = new Dictionary<string, JsonElement>();

    public string? Message { get; init; }

    public string? Channel { get; init; }

    public string? UserRole { get; init; }

    public string? Language { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>The same conversation gets the same of several weighted prompts.</summary>
    public string? Conversation { get; init; }
}
