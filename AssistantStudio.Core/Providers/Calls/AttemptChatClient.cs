using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>Right before the provider: notes what each attempt used, however it ends.</summary>
internal sealed class AttemptChatClient(IChatClient inner, ModelTarget target, CallLog log) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var attempt = log.Begin(target, SentCall.Of(sent, options, streams: false));
        try
        {
            var response = await base.GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
            attempt.See(response);
            attempt.Succeed();
            return response;
        }
        catch (Exception e)
        {
            attempt.End(e, cancellationToken);
            throw;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var attempt = log.Begin(target, SentCall.Of(sent, options, streams: true));
        var updates = base.GetStreamingResponseAsync(sent, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (updates.ConfigureAwait(false))
        {
            try
            {
                while (await NextAsync().ConfigureAwait(false))
                {
                    attempt.See(updates.Current);
                    yield return updates.Current;
                }

                attempt.Succeed();
            }
            finally
            {
                attempt.Cancel(); // Whoever reads stopped reading; anything else has ended it before.
            }
        }

        async ValueTask<bool> NextAsync()
        {
            try
            {
                return await updates.MoveNextAsync().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                attempt.End(e, cancellationToken);
                throw;
            }
        }
    }
}
