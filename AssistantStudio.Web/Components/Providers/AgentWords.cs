using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Usage;
using AssistantStudio.Web.Components.Usage;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Providers;

/// <summary>What was decided, and what became of a question, in words.</summary>
internal static class AgentWords
{
    public static string Of(ModelPolicy policy) => policy switch
    {
        { AllowedProviders.Count: 0, AllowedModels.Count: 0 } => "Every model of every provider may be asked.",
        { AllowedProviders.Count: 0 } => $"These models may be asked: {string.Join(", ", policy.AllowedModels)}.",
        { AllowedModels.Count: 0 } => $"{Format.Count(policy.AllowedProviders.Count, "provider")} may be asked.",
        _ => $"{Format.Count(policy.AllowedProviders.Count, "provider")} may be asked, for these models: {string.Join(", ", policy.AllowedModels)}.",
    };

    public static string Of(CostPolicy policy) => policy.MaxPerRequest is { } most ? $"One call may cost up to {Format.Money(most)}." : "One call may cost as much as it costs.";

    public static string Of(DataPolicy policy) => policy.Residency ?? "Nothing is written down yet.";

    public static string Of(FeaturePolicy policy) =>
        $"People {(policy.Trials ? "may" : "may not")} try models. {(policy.AnswerCache ? $"Answers are kept for {Format.Count(policy.CacheHours, "hour")}." : "Answers are not kept.")}";

    public static string Of(ConversationPolicy policy) =>
        $"Conversations are kept {(policy.KeepDays is { } days ? $"for {Format.Count(days, "day")}" : "until somebody deletes them")}, trials for {Format.Count(policy.TrialDays, "day")}. "
        + $"A conversation expires after {Format.Count(policy.IdleHours, "hour")} without a message. Assistants {(policy.RememberPeople ? "may" : "may not")} remember people.";

    public static string Of(AnswerCacheState state) => state switch
    {
        { IsOn: false, Answers: 0 } => "No answer is kept. Switch it on beside this to answer questions that come again without asking a model.",
        { IsOn: false } => $"{Format.Count(state.Answers, "answer is", "answers are")} still there, and nobody gets them.",
        { Answers: 0 } => "Nothing is kept yet: no question was asked since.",
        _ => $"{Format.Count(state.Answers, "answer is", "answers are")} kept, each for {Format.Count(state.Hours, "hour")}.",
    };

    /// <summary>"OpenAI, gpt-4.1: answered in 1.2 s".</summary>
    public static string Of(AnswerAttempt attempt)
    {
        var who = $"{attempt.Provider}, {attempt.Model}";
        return attempt switch
        {
            { IsFromCache: true } => $"{who}: answered from what was kept",
            { Outcome: UsageOutcome.Succeeded, Operation: UsageOperation.Classification } => $"{who}: judged how hard it is, in {Format.Milliseconds(attempt.LatencyMs)}",
            { Outcome: UsageOutcome.Succeeded } => $"{who}: answered in {Format.Milliseconds(attempt.LatencyMs)}",
            _ => $"{who}: {Format.LowerFirst(UsageText.Of(attempt.Outcome).Text)}{(attempt.Fault is { } fault ? $" ({fault.Replace('_', ' ')})" : null)}",
        };
    }
}
