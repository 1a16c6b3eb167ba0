using System.Runtime.CompilerServices;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>The first provider that begins to answer. Once a word has come nobody else is asked: two halves are no answer.</summary>
internal sealed class FallbackChatClient(IReadOnlyList<IChatClient> clients) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        for (var i = 0; ; i++)
        {
            try
            {
                return await clients[i].GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
            }
            catch (StudioException e) when (i + 1 < clients.Count && MayFallBack(e))
            {
                // The next one; the log of the call has what happened here.
            }
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        for (var i = 0; ; i++)
        {
            var updates = clients[i].GetStreamingResponseAsync(sent, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (updates.ConfigureAwait(false))
            {
                bool isThere;
                try
                {
                    isThere = await updates.MoveNextAsync().ConfigureAwait(false);
                }
                catch (StudioException e) when (i + 1 < clients.Count && MayFallBack(e))
                {
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

    public object? GetService(Type serviceType, object? serviceKey = null) => clients[0].GetService(serviceType, serviceKey);

    public void Dispose()
    {
        foreach (var client in clients)
        {
            client.Dispose();
        }
    }

    /// <summary>Not where the question itself is to blame: another provider would refuse it, too.</summary>
    private static bool MayFallBack(StudioException e) => e switch
    {
        ModelCallException call => call.Fault is not (ProviderFault.BadRequest or ProviderFault.FieldRefused or ProviderFault.ContextTooLong or ProviderFault.ContentRefused),
        ForbiddenException or LimitExceededException or ProviderFailedException or ValidationException or UnavailableException => true,
        _ => false,
    };
}
