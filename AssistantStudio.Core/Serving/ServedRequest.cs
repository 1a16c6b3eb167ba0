using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Serving;

/// <summary>What a program asks an assistant.</summary>
/// <param name="Model">A slug, or slug@environment.</param>
/// <param name="Messages">The whole conversation.</param>
/// <param name="Options">Only what was sent is set. Its tools are run by whoever asks.</param>
public sealed record ServedRequest(string Model, IReadOnlyList<ChatMessage> Messages, ChatOptions Options)
{
    /// <summary>On whose behalf, as the program calls them.</summary>
    public string? User { get; init; }

    /// <summary>Where a name is one that a prompt asks for, the value is its value.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

/// <summary>What can be asked, and since when.</summary>
public sealed record ServedModel(string Id, DateTime Since, string OwnedBy);
