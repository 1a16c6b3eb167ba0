using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// The first provider that begins to answer. Once a word has come nobody else is asked: two halves are no answer. Where nobody
/// answers, what the first one said counts: it is the one that was chosen.
/// </summary>
/// <param name="targets">Each with its client.</param>
internal sealed class FallbackChatClient(IReadOnlyList<(ModelTarget Target, IChatClient Client)> targets, CallLog log) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        StudioException? first = null;
        for (var i = 0; ; i++)
        {
            try
            {
                return await Turn(i).GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
            }
            catch (StudioException e) when (MayFallBack(e) && (i + 1 < targets.Count || first is not null))
            {
                GoOn(i, e, first ??= e);
            }
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        StudioException? first = null;
        for (var i = 0; ; i++)
        {
            var updates = Turn(i).GetStreamingResponseAsync(sent, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (updates.ConfigureAwait(false))
            {
                bool isThere;
                try
                {
                    isThere = await updates.MoveNextAsync().ConfigureAwait(false);
                }
                catch (StudioException e) when (MayFallBack(e) && (i + 1 < targets.Count || first is not null))
                {
                    GoOn(i, e, first ??= e);
                    continue;
                }

                for (; isThere; isThere = await updates.MoveNextAsync().ConfigureAwait(false))
                {
                    yield return updates.Current;
                }

                yield break;
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => targets[0].Client.GetService(serviceType, serviceKey);

    public void Dispose()
    {
        foreach (var (_, client) in targets)
        {
            client.Dispose();
        }
    }

    private IChatClient Turn(int i)
    {
        log.StandsInFor = i == 0 ? null : targets[0].Target.Account.Name;
        return targets[i].Client;
    }

    /// <summary>The next one; the log of the call has what happened with this one.</summary>
    private void GoOn(int i, StudioException why, StudioException first)
    {
        if (i + 1 == targets.Count)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        log.Sink.FellBack(targets[i].Target, targets[i + 1].Target, why);
    }

    /// <summary>Not where the question itself is to blame: another provider would refuse it, too.</summary>
    private static bool MayFallBack(StudioException e) => e switch
    {
        ModelCallException call => call.Fault is not (ProviderFault.BadRequest or ProviderFault.FieldRefused or ProviderFault.ContextTooLong or ProviderFault.ContentRefused),
        ForbiddenException or LimitExceededException or ProviderFailedException or ValidationException or UnavailableException => true,
        _ => false,
    };
}
