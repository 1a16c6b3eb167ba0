using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>What assistants and their parts are called on screens.</summary>
internal static class AssistantText
{
    /// <summary>A field as <see cref="AssistantContent.Fields"/> names it.</summary>
    private static readonly Dictionary<string, string> s_fields = new(StringComparer.Ordinal)
    {
        ["TopP"] = "Variety of words",
        ["MaxTokens"] = "Longest answer",
        ["ContextMemoryTokens"] = "Memory of the conversation",
        ["ResponseStyle"] = "Response style",
        ["SuggestedQuestions"] = "Suggested questions",
        ["KnowledgeSources"] = "Knowledge",
        ["RetrievedPassages"] = "Passages looked up",
        ["MinimumScore"] = "Fit of a passage",
        ["RetrievalMode"] = "Looking for passages",
        ["RetrievedTokens"] = "Tokens of passages",
        ["Diversity"] = "Different passages",
        ["MeaningWeight"] = "Weight of meaning",
        ["RetrievalLabels"] = "Labels of documents",
        ["QuestionRewriting"] = "Rewriting of questions",
        ["RewriteBy"] = "Questions rewritten by",
        ["RerankBy"] = "Passages ordered by",
        ["RememberPeople"] = "Remember people",
        ["MemoryDays"] = "Days remembered",
        ["EscalateOnRequest"] = "Hand over on request",
        ["EscalateAfterUnanswered"] = "Hand over after unanswered questions",
        ["EscalationWords"] = "Words that hand over",
        ["ForbiddenTopics"] = "Topics to stay away from",
        ["OnlyFromKnowledge"] = "Answer from knowledge only",
        ["MaxMessageLength"] = "Longest message",
    };

    /// <summary>Under a name: "Support, template". Where the short name does not follow from the name it is said too, since names may be the same.</summary>
    public static string Sub(AssistantRow row) => string.Join(", ", new[]
    {
        Of(row.Type),
        row.IsTemplate ? "template" : null,
        row.Slug == Slug.From(row.Name, "", AssistantLimits.SlugLength) ? null : row.Slug,
    }.Where(p => p is not null));

    public static string Of(AssistantType type) => AssistantTypes.Of(type).Title;

    public static string Of(AssistantStatus status) => AssistantLifecycle.Of(status).Title;

    public static StatusShape ShapeOf(AssistantStatus status) => status switch
    {
        AssistantStatus.Active => StatusShape.Good,
        AssistantStatus.Draft => StatusShape.InProgress,
        _ => StatusShape.Off,
    };

    /// <summary>The step to a status as a command.</summary>
    public static string Command(AssistantStatus from, AssistantStatus to) => (from, to) switch
    {
        (AssistantStatus.Archived, _) => "Take back",
        (_, AssistantStatus.Active) => "Activate",
        (_, AssistantStatus.Inactive) => "Pause",
        _ => "Archive",
    };

    public static string Of(AssistantVisibility visibility) => visibility == AssistantVisibility.Private ? "Only you" : "Everybody in the organisation";

    public static string Of(ResponseStyle style) => style.ToString();

    public static string Of(CapabilityKind kind) => kind switch { CapabilityKind.Lookup => "Looking things up", CapabilityKind.Action => "Carrying out", _ => kind.ToString() };

    public static string Of(PromptRole role) => role.ToString();

    /// <summary>"Refund policy answer and 2 more"</summary>
    public static string Of(LinkedPrompts? prompts) => prompts switch
    {
        null or { Count: 0 } => "No prompts linked",
        { Primary: null } => $"{Shell.Format.Count(prompts.Count, "prompt")}, none is primary",
        { Count: 1 } => prompts.Primary,
        _ => $"{prompts.Primary} and {Shell.Format.Number(prompts.Count - 1)} more",
    };

    public static string Help(PromptRole role) => role switch
    {
        PromptRole.Primary => "Answers whenever its conditions hold. An assistant has one.",
        PromptRole.Secondary => "Answers when the primary does not apply and its own conditions hold; the first one wins.",
        _ => "Answers when nothing else applies, or when a variable of the chosen prompt is missing.",
    };

    /// <summary>"published version", "version 3", "label production"</summary>
    public static string Pin(int? version, string? label) =>
        version is { } number ? $"version {Shell.Format.Number(number)}" : label is not null ? $"label {label}" : "published version";

    public static string Field(string name) => s_fields.GetValueOrDefault(name, name);
}
