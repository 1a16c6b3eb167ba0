using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>Asks whoever the difficulty of the question calls for, and notes why.</summary>
/// <param name="otherwise">Who would answer if every question were taken for a hard one.</param>
internal sealed class RoutingChatClient(IReadOnlyDictionary<Difficulty, IChatClient> clients, ModelTarget otherwise, DifficultyJudge judge, CallLog log) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var client = await ChooseAsync(sent, cancellationToken).ConfigureAwait(false);
        return await client.GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var client = await ChooseAsync(sent, cancellationToken).ConfigureAwait(false);
        await foreach (var update in client.GetStreamingResponseAsync(sent, options, cancellationToken).ConfigureAwait(false))
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => clients[Difficulty.Complex].GetService(serviceType, serviceKey);

    public void Dispose()
    {
        foreach (var client in clients.Values)
        {
            client.Dispose();
        }
    }

    private async Task<IChatClient> ChooseAsync(IReadOnlyList<ChatMessage> sent, CancellationToken ct)
    {
        var judgement = await judge.JudgeAsync(sent, ct).ConfigureAwait(false);
        log.Route = new($"{judgement.Difficulty.ToString().ToLowerInvariant()}: {judgement.Reason}", otherwise);
        return clients[judgement.Difficulty];
    }
}
