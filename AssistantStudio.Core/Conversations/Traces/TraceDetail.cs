using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Conversations;

/// <summary>All that explains a reply. No secret can be in it: prompts cannot render one, and tools give none back.</summary>
public sealed record TraceDetail
{
    public IReadOnlyList<TraceStep> Steps { get; init; } = [];

    public TracePrompt? Prompt { get; init; }

    /// <summary>What the model was told, all of it but the messages.</summary>
    public string SystemText { get; init; } = "";

    public string Question { get; init; } = "";

    /// <summary>What was looked for in place of the question; null: the question.</summary>
    public string? Asked { get; init; }

    public IReadOnlyList<Citation> Passages { get; init; } = [];

    public TraceWindow? Window { get; init; }

    public IReadOnlyList<TraceCall> Calls { get; init; } = [];

    public IReadOnlyList<MessageTool> Tools { get; init; } = [];

    public IReadOnlyList<string> Memories { get; init; } = [];

    /// <summary>The events besides the text, each with how much of the text was there: for whoever reads them again.</summary>
    public IReadOnlyList<TraceEvent> Events { get; init; } = [];
}

/// <param name="StartMs">From the beginning of the turn.</param>
/// <param name="Facts">What it was given and what it decided, in words.</param>
/// <param name="Depth">0: a step of the turn; 1: a part of the step before it.</param>
public sealed record TraceStep(string Name, string Title, double StartMs, double Ms, int Depth, IReadOnlyList<TraceFact> Facts, string? Fault);

public sealed record TraceFact(string Label, string Text)
{
    /// <summary>What went wrong, in the words of who said so.</summary>
    public const string Problem = "Problem";
}

public sealed record TracePrompt(string? Key, string? Title, int? Version, PromptRole? Role, string Text, IReadOnlyList<LinkVerdict> Verdicts);

/// <param name="Messages">That were sent word for word.</param>
/// <param name="Budget">How many tokens of history the assistant may remember.</param>
/// <param name="DigestOf">How many older messages a digest stands in for.</param>
public sealed record TraceWindow(int Messages, int Tokens, int Budget, int DigestOf, int DigestTokens);

/// <param name="Cost">In nano-dollars; null: it has no price here.</param>
public sealed record TraceCall(
    string Provider, string Model, UsageOperation Operation, UsageOutcome Outcome, string? Fault, string? Route, int Attempt, long InputTokens, long CachedTokens, long OutputTokens, long ReasoningTokens,
    long? Cost, bool IsEstimated, bool IsFromCache, int LatencyMs, string? RequestId)
{
    internal static TraceCall Of(UsageDraft d) => new(
        d.ProviderName, d.Model, d.Operation, d.Outcome, d.Fault, d.Route, d.Attempt, d.Usage.Input, d.Usage.CachedInput, d.Usage.Output, d.Usage.Reasoning,
        d.Cost, d.IsEstimated, d.IsFromCache, d.LatencyMs, d.RequestId);
}

public sealed record TraceEvent(int At, TurnEvent Event);
