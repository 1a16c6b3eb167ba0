using System.Runtime.CompilerServices;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Before a provider is asked: writes the call down with the most it can cost, which budgets hold back until its record is in
/// the ledger. What turns out to be billed by nobody is given back at once, so that whoever stands in has the room.
/// </summary>
internal sealed class BudgetChatClient(IChatClient inner, ModelTarget target, CallLog log, CallPermits permits) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var (permit, limited) = await ReserveAsync(sent, options, cancellationToken).ConfigureAwait(false);
        try
        {
            return await base.GetResponseAsync(sent, limited, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await permits.ReleaseAsync(permit, log).ConfigureAwait(false);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var (permit, limited) = await ReserveAsync(sent, options, cancellationToken).ConfigureAwait(false);
        try
        {
            await foreach (var update in base.GetStreamingResponseAsync(sent, limited, cancellationToken).ConfigureAwait(false))
            {
                yield return update;
            }
        }
        finally
        {
            await permits.ReleaseAsync(permit, log).ConfigureAwait(false);
        }
    }

    private async Task<(CallPermit? Permit, ChatOptions? Options)> ReserveAsync(IReadOnlyList<ChatMessage> sent, ChatOptions? options, CancellationToken ct)
    {
        var output = CallMaximum.OutputOf(target, options);
        var permit = await permits.ReserveAsync(target, log, at =>
        {
            var most = CallMaximum.Of(target, sent, options, at);
            return log.Purpose.Draft(target, at) with { InputCount = sent.Count, Usage = most.Usage, Cost = most.Cost };
        }, ct).ConfigureAwait(false);
        if (permit is not { IsLimited: true })
        {
            return (permit, options);
        }

        var limited = options?.Clone() ?? new();
        limited.MaxOutputTokens = output;
        ServiceTiers.Fix(limited, target);
        return (permit, limited);
    }
}
