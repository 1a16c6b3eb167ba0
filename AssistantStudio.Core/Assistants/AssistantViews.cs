using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Assistants;

public sealed record AnsweringAssistant(Guid Id, string Name);

public sealed record AssistantListQuery : ListQuery
{
    public AssistantType? Type { get; init; }

    /// <summary>Null: all but the archived.</summary>
    public AssistantStatus? Status { get; init; }

    public string? Tag { get; init; }

    public Guid? OwnerId { get; init; }

    public DateTime? UpdatedSince { get; init; }

    public bool? Templates { get; init; }

    /// <summary>A release of it answers there.</summary>
    public StudioEnvironment? DeployedIn { get; init; }
}

public sealed record AssistantRow(
    Guid Id, string Slug, string Name, string Description, AssistantType Type, AssistantStatus Status, Guid? OwnerId, AssistantVisibility Visibility,
    IReadOnlyList<string> Tags, string Icon, string Colour, bool IsTemplate, int LatestVersion, long Conversations, long Messages, DateTime? LastUsedAt,
    double? Rating, long Ratings, DateTime CreatedAt, DateTime UpdatedAt, string UpdatedBy, long RowVersion)
{
    /// <summary>Where it stands.</summary>
    public IReadOnlyList<DeployedState> Deployed { get; init; } = [];

    /// <summary>Where a search found it.</summary>
    public SearchSnippet? Found { get; init; }

    /// <summary>Told by the list alone.</summary>
    public LinkedPrompts? Prompts { get; init; }
}

/// <summary>How many prompts are linked, and the title of the one that is primary and turned on.</summary>
public sealed record LinkedPrompts(int Count, string? Primary);

/// <summary>Somebody who owns assistants, and how many of those that the caller sees.</summary>
public sealed record AssistantOwner(Guid Id, string Name, int Assistants);

/// <param name="Unsaved">The draft says something that the newest version does not.</param>
public sealed record AssistantDetail(AssistantRow Assistant, AssistantContent Content, Guid? ParentId, int? ParentVersion, bool Unsaved);

/// <summary>What may be said about an assistant. What is null stays as it is, or is the type's starting value in a new one.</summary>
public record AssistantInput
{
    public string? Name { get; init; }

    public string? Slug { get; init; }

    public string? Description { get; init; }

    public AssistantType? Type { get; init; }

    public string? Instructions { get; init; }

    public IReadOnlyList<string>? Traits { get; init; }

    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public int? MaxTokens { get; init; }

    public int? ContextMemoryTokens { get; init; }

    public ResponseStyle? ResponseStyle { get; init; }

    public string? Language { get; init; }

    public string? Greeting { get; init; }

    public IReadOnlyList<string>? SuggestedQuestions { get; init; }

    /// <summary>Without a name: no model is chosen.</summary>
    public ModelRoute? Model { get; init; }

    public IReadOnlyList<AssistantCapability>? Capabilities { get; init; }

    public IReadOnlyList<Guid>? KnowledgeSources { get; init; }

    public RetrievalSettings? Retrieval { get; init; }

    public IReadOnlyList<string>? Tools { get; init; }

    public MemoryPolicy? Memory { get; init; }

    public EscalationRules? Escalation { get; init; }

    public GuardRails? GuardRails { get; init; }

    public Guid? OwnerId { get; init; }

    public AssistantVisibility? Visibility { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public string? Icon { get; init; }

    public string? Colour { get; init; }

    public bool? IsTemplate { get; init; }

    /// <summary>Empty: none.</summary>
    public Guid? ParentId { get; init; }

    public long? RowVersion { get; init; }

    /// <summary>The whole of a draft that was kept elsewhere: a version, a clone's original, a bundle.</summary>
    public static AssistantInput Of(AssistantContent c) => new()
    {
        Name = c.Name,
        Description = c.Description,
        Type = c.Type,
        Instructions = c.Instructions,
        Traits = c.Traits,
        Temperature = c.Temperature,
        TopP = c.TopP,
        MaxTokens = c.MaxTokens,
        ContextMemoryTokens = c.ContextMemoryTokens,
        ResponseStyle = c.ResponseStyle,
        Language = c.Language,
        Greeting = c.Greeting,
        SuggestedQuestions = c.SuggestedQuestions,
        Model = c.Model ?? new ModelRoute(null, ""),
        Capabilities = c.Capabilities,
        KnowledgeSources = c.KnowledgeSources,
        Retrieval = c.Retrieval,
        Tools = c.Tools,
        Memory = c.Memory,
        Escalation = c.Escalation,
        GuardRails = c.GuardRails,
    };
}

public sealed record TagCount(string Tag, int Count);

public sealed record PopularAssistant(AssistantRow Assistant, long Conversations, long Messages, double? Rating);
