using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>Around everything: hands up what the call used, also when it failed, before anybody has the end of the answer.</summary>
internal sealed class UsageChatClient(IChatClient inner, CallLog log) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await HandUpAsync().ConfigureAwait(false);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
            {
                yield return update;
            }
        }
        finally
        {
            await HandUpAsync().ConfigureAwait(false);
        }
    }

    private async Task HandUpAsync()
    {
        if (log.Take() is { Count: > 0 } drafts)
        {
            await log.Sink.TakeAsync(drafts).ConfigureAwait(false);
        }
    }
}
