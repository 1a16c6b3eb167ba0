using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Composes what stands between a question and a provider, the one place that does: usage, then the fallbacks, and for each
/// of them resilience, telemetry and the attempt. See docs/decisions/0009.
/// </summary>
internal sealed class ModelCalls(ProviderConnector connector, ProviderGates gates, TimeProvider clock)
{
    /// <param name="targets">In the order in which they are asked.</param>
    /// <param name="sink">Gets what was used before the answer ends.</param>
    public IChatClient Open(IReadOnlyList<ModelTarget> targets, CallPurpose purpose, ICallSink sink)
    {
        var log = new CallLog(purpose, clock);
        return new UsageChatClient(new FallbackChatClient([.. targets.Select(t => Open(t, purpose, log))]), log, sink);
    }

    private ResilientChatClient Open(ModelTarget target, CallPurpose purpose, CallLog log)
    {
        // Connected when it is its turn: a provider that stands in is rarely asked.
        var attempt = new AttemptChatClient(new LazyChatClient(() => connector.Chat(target.Account, target.Model)), target, log);
        return new(new TelemetryChatClient(attempt, target, purpose), target, gates.Of(target.ProviderId), purpose.IsUrgent, clock);
    }
}
