using System.Globalization;
using AssistantStudio.Core.Knowledge;

namespace AssistantStudio.Core.Assistants;

public enum AssistantType
{
    General,
    Specialized,
    Conversational,
    TaskOriented,
    Analytical,
    Creative,
    Support,
    Educational,
}

public enum ResponseStyle
{
    Concise,
    Balanced,
    Detailed,
}

public enum CapabilityKind
{
    Answering,
    Writing,
    Analysis,
    Translation,
    Calculation,
    Lookup,
    Action,
    Other,
}

/// <summary>Which model answers. Without a provider the name alone says which one is wanted.</summary>
public sealed record ModelRoute(Guid? ProviderId, string Name);

/// <summary>Something the assistant is able to do, as people and other programs are told.</summary>
public sealed record AssistantCapability
{
    public required string Name { get; init; }

    public CapabilityKind Kind { get; init; } = CapabilityKind.Other;

    public string Description { get; init; } = "";

    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    public bool Enabled { get; init; } = true;
}

/// <summary>What is kept of a person from one conversation to the next.</summary>
public sealed record MemoryPolicy
{
    public bool RememberPeople { get; init; }

    public int KeepDays { get; init; } = 90;
}

/// <summary>When a person takes over.</summary>
public sealed record EscalationRules
{
    public bool OnRequest { get; init; } = true;

    public int? AfterUnanswered { get; init; }

    public IReadOnlyList<string> Words { get; init; } = [];
}

/// <summary>What the assistant stays away from.</summary>
public sealed record GuardRails
{
    public IReadOnlyList<string> ForbiddenTopics { get; init; } = [];

    public bool OnlyFromKnowledge { get; init; }

    public int? MaxMessageLength { get; init; }
}

/// <summary>Everything about an assistant that decides how it behaves: what a draft changes and a version keeps.</summary>
public sealed record AssistantContent
{
    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public AssistantType Type { get; init; }

    /// <summary>The standing system text; it precedes the prompt that is chosen for a turn.</summary>
    public string Instructions { get; init; } = "";

    public IReadOnlyList<string> Traits { get; init; } = [];

    public double Temperature { get; init; } = 0.7;

    public double TopP { get; init; } = 1;

    public int MaxTokens { get; init; } = 1_000;

    public int ContextMemoryTokens { get; init; } = 8_000;

    public ResponseStyle ResponseStyle { get; init; } = ResponseStyle.Balanced;

    /// <summary>A language tag like en or de-AT; empty: the language of whoever asks.</summary>
    public string Language { get; init; } = "";

    public string Greeting { get; init; } = "";

    public IReadOnlyList<string> SuggestedQuestions { get; init; } = [];

    public ModelRoute? Model { get; init; }

    public IReadOnlyList<AssistantCapability> Capabilities { get; init; } = [];

    public IReadOnlyList<Guid> KnowledgeSources { get; init; } = [];

    public RetrievalSettings Retrieval { get; init; } = new();

    public IReadOnlyList<string> Tools { get; init; } = [];

    public MemoryPolicy Memory { get; init; } = new();

    public EscalationRules Escalation { get; init; } = new();

    public GuardRails GuardRails { get; init; } = new();

    /// <summary>Each field and what it says, in the order people read them. The one list for comparing, auditing and conflicts.</summary>
    public IEnumerable<(string Field, string Text)> Fields()
    {
        yield return (nameof(Name), Name);
        yield return (nameof(Description), Description);
        yield return (nameof(Type), Type.ToString());
        yield return (nameof(Instructions), Instructions);
        yield return (nameof(Traits), Lines(Traits));
        yield return (nameof(Temperature), Number(Temperature));
        yield return (nameof(TopP), Number(TopP));
        yield return (nameof(MaxTokens), Number(MaxTokens));
        yield return (nameof(ContextMemoryTokens), Number(ContextMemoryTokens));
        yield return (nameof(ResponseStyle), ResponseStyle.ToString());
        yield return (nameof(Language), Language);
        yield return (nameof(Greeting), Greeting);
        yield return (nameof(SuggestedQuestions), Lines(SuggestedQuestions));
        yield return (nameof(Model), Model is null ? "" : Model.ProviderId is { } provider ? $"{Model.Name} ({provider})" : Model.Name);
        foreach (var capability in Capabilities)
        {
            yield return ($"Capability {capability.Name}", TextOf(capability));
        }

        yield return (nameof(KnowledgeSources), Lines(KnowledgeSources.Select(k => k.ToString())));
        foreach (var setting in Retrieval.Fields())
        {
            yield return setting;
        }

        yield return (nameof(Tools), Lines(Tools));
        yield return ("RememberPeople", Flag(Memory.RememberPeople));
        yield return ("MemoryDays", Number(Memory.KeepDays));
        yield return ("EscalateOnRequest", Flag(Escalation.OnRequest));
        yield return ("EscalateAfterUnanswered", Number(Escalation.AfterUnanswered));
        yield return ("EscalationWords", Lines(Escalation.Words));
        yield return ("ForbiddenTopics", Lines(GuardRails.ForbiddenTopics));
        yield return ("OnlyFromKnowledge", Flag(GuardRails.OnlyFromKnowledge));
        yield return ("MaxMessageLength", Number(GuardRails.MaxMessageLength));
    }

    private static string TextOf(AssistantCapability capability) => Lines(
        [$"{capability.Kind}, {(capability.Enabled ? "on" : "off")}", capability.Description, .. capability.Settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}: {s.Value}")]);

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Where(l => l.Length > 0));

    private static string Flag(bool on) => on ? "Yes" : "No";

    private static string Number(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture) ?? "";
}
