using AssistantStudio.Core.Usage;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>Reaches a model, with none of the layers around it.</summary>
internal delegate IChatClient ConnectModel(ModelTarget target);

/// <summary>
/// Composes what stands between a question and a provider, the one place that does: usage, the choice by difficulty, the
/// fallbacks, and for each of them kept answers, budgets, resilience, telemetry and the attempt. See docs/decisions/0009.
/// </summary>
internal sealed class ModelCalls(ConnectModel connect, ProviderGates gates, AnswerCache cache, CallPermits permits, TimeProvider clock)
{
    /// <param name="targets">In the order in which they are asked.</param>
    /// <param name="sink">Gets what was used before the answer ends.</param>
    public IChatClient Open(IReadOnlyList<ModelTarget> targets, CallPurpose purpose, ICallSink sink)
    {
        var log = new CallLog(purpose, sink, clock);
        return new UsageChatClient(new FallbackChatClient([.. targets.Select(t => (t, (IChatClient)Open(t, log)))], log), log);
    }

    /// <summary>Whoever the difficulty of the question calls for.</summary>
    public IChatClient Open(ModelTiers tiers, CallPurpose purpose, ICallSink sink)
    {
        var log = new CallLog(purpose, sink, clock);
        var judge = new DifficultyJudge(tiers.Classifier is { } model ? () => Open([model], purpose with { Operation = UsageOperation.Classification }, sink) : null, clock);
        var clients = tiers.Targets.ToDictionary(t => t.Key, IChatClient (t) => new FallbackChatClient([.. t.Value.Select(target => (target, (IChatClient)Open(target, log)))], log));
        return new UsageChatClient(new RoutingChatClient(clients, tiers.Targets[Difficulty.Complex][0], judge, log), log);
    }

    /// <summary>One model, asked once: whoever tries a provider wants to know how it does now.</summary>
    public IChatClient OpenOnce(ModelTarget target, CallPurpose purpose, ICallSink sink)
    {
        var log = new CallLog(purpose, sink, clock);
        return new UsageChatClient(new BudgetChatClient(Attempt(target, log), target, log, permits), log);
    }

    private CacheChatClient Open(ModelTarget target, CallLog log)
    {
        var resilient = new ResilientChatClient(Attempt(target, log), target, gates.Of(target), log.Purpose, clock);
        return new(new BudgetChatClient(resilient, target, log, permits), target, log, cache);
    }

    /// <summary>Connected when it is its turn: a provider that stands in is rarely asked.</summary>
    private TelemetryChatClient Attempt(ModelTarget target, CallLog log) =>
        new(new AttemptChatClient(new LazyChatClient(() => connect(target)), target, log), target, log.Purpose);
}
