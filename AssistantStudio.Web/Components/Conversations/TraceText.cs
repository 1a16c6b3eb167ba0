using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Usage;
using AssistantStudio.Web.Api;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>How a reply came about, in words.</summary>
internal static class TraceText
{
    private static readonly JsonSerializerOptions s_json = JsonOptions();

    public static string Of(PromptRole role) => role switch
    {
        PromptRole.Primary => "Primary",
        PromptRole.Secondary => "Secondary",
        PromptRole.Fallback => "Fallback",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Give the new role its words."),
    };

    /// <summary>"412 ms", "0.4 ms": parts of a millisecond matter where a whole turn takes few of them.</summary>
    public static string Took(double ms) => ms < 9.95 ? ms.ToString(ms < 0.05 ? "0" : "0.#", CultureInfo.InvariantCulture) + " ms" : Format.Milliseconds(ms);

    /// <summary>A code that programs read, as words: "rate_limited" is rate limited.</summary>
    public static string Fault(string code) => code.Replace('_', ' ');

    /// <summary>What the bar's colour says; the name beside it says it, too.</summary>
    public static string KindOf(TraceStep step) => step switch
    {
        { Fault: not null } => "bad",
        { Name: "call" } => "call",
        { Name: "retrieve" } => "look",
        { Name: "tool" or "approval" } => "tool",
        _ => "",
    };

    public static string Prompt(TraceDetail detail) => detail.Prompt switch
    {
        null => "No prompt is linked: the instructions alone answered",
        { Title: null } => "None applied: the instructions alone answered",
        { Title: { } title, Version: { } version, Role: { } role } => $"{title}, version {Format.Number(version)}, {Of(role).ToLowerInvariant()}",
        { Title: { } title } => title,
    };

    public static string Answered(TraceView trace) => trace.Reply switch
    {
        { Model: { } model, Provider: { } provider } => $"{model} of {provider}",
        { Model: { } model } => model,
        _ => "No model was asked",
    };

    /// <summary>Why it was this model: as the call says, else as the step that chose it.</summary>
    public static string? Why(TraceDetail detail) =>
        detail.Calls.LastOrDefault(c => c is { Operation: UsageOperation.Chat, Route.Length: > 0 })?.Route
        ?? detail.Steps.FirstOrDefault(s => s.Name == "route")?.Facts.FirstOrDefault(f => f.Label == "Why")?.Text
        ?? detail.Steps.FirstOrDefault(s => s.Name == "retrieve")?.Facts.FirstOrDefault(f => f.Label == "Answer")?.Text;

    /// <summary>"2 calls, $0.009488"; what has no price is never counted as nothing.</summary>
    public static string Calls(IReadOnlyList<TraceCall> calls)
    {
        var unpriced = calls.Count(c => c.Cost is null);
        var sum = Format.Money(calls.Sum(c => c.Cost ?? 0));
        return (calls.Count, unpriced) switch
        {
            (0, _) => "none",
            (var all, 0) => $"{Format.Count(all, "call")}, {sum}",
            var (all, none) when all == none => $"{Format.Count(all, "call")}, unpriced",
            var (all, some) => $"{Format.Count(all, "call")}, {sum} and {Format.Number(some)} unpriced",
        };
    }

    public static string Tokens(TraceCall call) =>
        $"{Format.Number(call.InputTokens)} in{(call.CachedTokens > 0 ? $" ({Format.Number(call.CachedTokens)} cached)" : "")}, "
        + $"{Format.Number(call.OutputTokens)} out{(call.ReasoningTokens > 0 ? $" ({Format.Number(call.ReasoningTokens)} thought)" : "")}";

    public static string Window(TraceWindow window) => window.DigestOf == 0
        ? Format.Count(window.Messages, "message")
        : $"{Format.Count(window.Messages, "message")} and a digest of {Format.Number(window.DigestOf)}";

    /// <summary>What happened that nobody planned; null: nothing that needs words.</summary>
    public static string? Of(TurnEvent happened) => happened switch
    {
        TurnFellBack e => $"{e.To} took over from {e.From}: {e.Reason}",
        TurnCompressed e => $"{Format.Count(e.Messages, "old message")} became a digest by {e.MadeBy}: {Format.Number(e.TokensBefore)} tokens became {Format.Number(e.TokensAfter)}.",
        TurnFailed e => e.Message,
        _ => null,
    };

    public static string Agreed(MessageTool tool) => tool.Agreed switch { true => "The person agreed to it.", false => "The person did not agree to it.", null => "" };

    /// <summary>As the API writes it, with line breaks for people.</summary>
    public static string Json(TraceView trace) => JsonSerializer.Serialize(trace, s_json);

    public static string Json(JsonElement snapshot) => JsonSerializer.Serialize(snapshot, s_json);

    /// <summary>Whoever reads a trace is told more than the person who talked.</summary>
    public static string Problem(TraceView trace) =>
        trace.Detail.Steps.Where(s => s.Fault is not null).SelectMany(s => s.Facts).LastOrDefault(f => f.Label == TraceFact.Problem)?.Text ?? trace.Reply.FaultText ?? "It broke off.";

    private static JsonSerializerOptions JsonOptions()
    {
        JsonSerializerOptions options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        ApiConventions.Configure(options);
        return options;
    }
}
