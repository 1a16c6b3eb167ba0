using AssistantStudio.Core.Knowledge;
using System.Text.Json;
using System.Text.Json.Serialization;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Mvc;

namespace AssistantStudio.Web.Api;

public sealed record AssistantFilter(
    [property: FromQuery] string? Type, [property: FromQuery] string? Status, [property: FromQuery] string? Tag, [property: FromQuery] Guid? Owner,
    [property: FromQuery] DateTime? UpdatedSince, [property: FromQuery] bool? Templates, [property: FromQuery] string? DeployedIn)
{
    public AssistantListQuery Query() => new()
    {
        Type = ApiConventions.Word<AssistantType>(Type, "type"),
        Status = ApiConventions.Word<AssistantStatus>(Status, "status"),
        Tag = Tag,
        OwnerId = Owner,
        UpdatedSince = UpdatedSince is { } since ? UtcTime.Of(since) : null,
        Templates = Templates,
        DeployedIn = ApiConventions.Word<StudioEnvironment>(DeployedIn, "deployedIn"),
    };
}

/// <summary>What is left out begins as is usual for the type. With a prompt's text the assistant gets it as its published primary prompt.</summary>
public sealed record NewAssistantBody : AssistantInput
{
    public string? Prompt { get; init; }
}

public sealed record AssistantUsageBody(long Conversations, long Messages, double? Rating, long Ratings, DateTime? LastUsedAt);

/// <summary>An assistant as it is now. <c>version</c> is the newest saved one; <c>unsaved</c> says whether the draft has gone on since.</summary>
public sealed record AssistantBody(
    Guid Id, string Slug, string Name, string Description, AssistantType Type, AssistantStatus Status, int Version, bool Unsaved, Guid? OwnerId,
    AssistantVisibility Visibility, IReadOnlyList<string> Tags, string Icon, string Colour, bool IsTemplate, Guid? ParentId, int? ParentVersion,
    string Instructions, IReadOnlyList<string> Traits, double Temperature, double TopP, int MaxTokens, int ContextMemoryTokens, ResponseStyle ResponseStyle,
    string Language, string Greeting, IReadOnlyList<string> SuggestedQuestions, ModelRoute? Model, IReadOnlyList<AssistantCapability> Capabilities,
    IReadOnlyList<Guid> KnowledgeSources, RetrievalSettings Retrieval, IReadOnlyList<string> Tools, MemoryPolicy Memory, EscalationRules Escalation,
    GuardRails GuardRails, AssistantUsageBody Usage, DateTime CreatedAt, DateTime UpdatedAt, string UpdatedBy, long RowVersion)
{
    public static AssistantBody Of(AssistantDetail d)
    {
        var (a, c) = (d.Assistant, d.Content);
        return new(
            a.Id, a.Slug, a.Name, a.Description, a.Type, a.Status, a.LatestVersion, d.Unsaved, a.OwnerId, a.Visibility, a.Tags, a.Icon, a.Colour, a.IsTemplate,
            d.ParentId, d.ParentVersion, c.Instructions, c.Traits, c.Temperature, c.TopP, c.MaxTokens, c.ContextMemoryTokens, c.ResponseStyle, c.Language,
            c.Greeting, c.SuggestedQuestions, c.Model, c.Capabilities, c.KnowledgeSources, c.Retrieval, c.Tools, c.Memory, c.Escalation, c.GuardRails,
            new(a.Conversations, a.Messages, a.Rating, a.Ratings, a.LastUsedAt), a.CreatedAt, a.UpdatedAt, a.UpdatedBy, a.RowVersion);
    }
}

public sealed record AssistantTypeBody(AssistantType Type, string Title, string Description, string Icon, string Colour, AssistantContent Defaults, string Prompt);

public sealed record StatusBody(AssistantStatus? Status, string? Reason, long? RowVersion);

public sealed record UsageBody(long? Conversations, long? Messages, double? Rating);

public sealed record CapabilitiesBody(IReadOnlyList<AssistantCapability>? Capabilities);

public sealed record VersionNoteBody(string? Note);

public sealed record RestoreBody(long? RowVersion);

public sealed record RestoredBody(AssistantBody Assistant, IReadOnlyList<string> LeftOut, int? KeptAs);

public sealed record CloneBody(
    string? Name, string? Slug, int? Version, [property: JsonConverter(typeof(ClonePromptsWord))] ClonePrompts? Prompts, bool? Knowledge, bool? Tools, AssistantVisibility? Visibility)
{
    public CloneInput Input() => new()
    {
        Name = Name,
        Slug = Slug,
        Version = Version,
        Prompts = Prompts ?? ClonePrompts.Link,
        Knowledge = Knowledge ?? true,
        Tools = Tools ?? true,
        Visibility = Visibility,
    };
}

/// <summary>link, copy or none; true is short for link and false for none.</summary>
public sealed class ClonePromptsWord : JsonConverter<ClonePrompts?>
{
    public override ClonePrompts? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.True => ClonePrompts.Link,
        JsonTokenType.False => ClonePrompts.None,
        JsonTokenType.String => ApiConventions.Word<ClonePrompts>(reader.GetString(), "prompts"),
        _ => throw new JsonException("link, copy, none, true or false is expected."),
    };

    public override void Write(Utf8JsonWriter writer, ClonePrompts? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value is { } word ? ApiConventions.NameOf(word) : null);
}

/// <param name="PromptId">The prompt's id or key.</param>
public sealed record PromptLinkBody(
    string? PromptId, PromptRole? Role, int? Version, string? Label, int? Priority, int? Weight, bool? Enabled, IReadOnlyList<PromptCondition>? Conditions,
    bool? AnyCondition, long? RowVersion)
{
    public PromptLinkInput Input(long? rowVersion) => new()
    {
        Role = Role,
        Version = Version,
        Label = Label,
        Priority = Priority,
        Weight = Weight,
        Enabled = Enabled,
        Conditions = Conditions,
        AnyCondition = AnyCondition,
        RowVersion = rowVersion,
    };
}

public sealed record LinksBody(IReadOnlyList<PromptLinkRow> Items);

public sealed record SuggestionsBody(IReadOnlyList<PromptSuggestion> Items);

public sealed record PromptUsesBody(IReadOnlyList<PromptUseRow> Items);

public sealed record LinkOrderBody(IReadOnlyList<Guid>? LinkIds);

public sealed record ResolveBody(
    IReadOnlyDictionary<string, JsonElement>? Variables, string? Message, string? Channel, string? UserRole, string? Language, string? ConversationId,
    DateTime? At, StudioEnvironment? Environment);

/// <summary>Which prompt is chosen, and a sentence about every link. Without a choice, errors say what is missing, by variable.</summary>
public sealed record ResolvedBody(
    Guid? PromptId, string? PromptKey, Guid? LinkId, PromptRole? Role, int? Version, string? Text, IReadOnlyList<string> Reasons,
    IReadOnlyList<LinkVerdict> Considered, IReadOnlyDictionary<string, string[]> Errors)
{
    public static ResolvedBody Of(PromptChoice choice) => new(
        choice.Chosen?.PromptId, choice.Chosen?.PromptKey, choice.Chosen?.LinkId, choice.Chosen?.Role, choice.Chosen?.Version, choice.Text,
        [.. choice.Verdicts.Select(v => $"{v.Title} ({ApiConventions.NameOf(v.Role)}): {v.Reason}")], choice.Verdicts, choice.Errors);
}
