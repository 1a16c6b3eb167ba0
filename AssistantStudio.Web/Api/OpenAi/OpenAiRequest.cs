using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>What a client asks for, whichever of the two ways it was sent.</summary>
/// <param name="Model">As it was sent: a slug, or slug@environment.</param>
/// <param name="Options">Only what was sent is set. Tools are declarations: whoever asks runs them.</param>
internal sealed record OpenAiRequest(string Model, IList<ChatMessage> Messages, ChatOptions Options)
{
    public bool Stream { get; init; }

    /// <summary>A stream ends with what it used. Responses always tell.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>Whoever the client asks for, as it calls them.</summary>
    public string? User { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
