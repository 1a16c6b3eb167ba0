using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>Tells telemetry of each attempt.</summary>
internal sealed class TelemetryChatClient(IChatClient inner, ModelTarget target, CallPurpose purpose) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var span = Begin();
        try
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
            span.Count(response.Usage);
            return response;
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var span = Begin();
        var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (updates.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (Exception e)
                {
                    span.Fail(e);
                    throw;
                }

                foreach (var usage in updates.Current.Contents.OfType<UsageContent>())
                {
                    span.Count(usage.Details);
                }

                yield return updates.Current;
            }
        }
    }

    private CallSpan Begin() => new("chat", target, purpose);
}
