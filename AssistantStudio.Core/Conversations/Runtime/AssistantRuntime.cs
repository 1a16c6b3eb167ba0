using System.Runtime.CompilerServices;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// The one way to talk to an assistant: the playground, the chat page and the API go through here and see one stream of events.
/// A turn goes on without whoever reads it.
/// </summary>
public sealed class AssistantRuntime
{
    private readonly Access _access;
    private readonly TurnHost _host;
    private readonly TurnReader _reader;

    internal AssistantRuntime(Access access, TurnHost host, TurnReader reader) => (_access, _host, _reader) = (access, host, reader);

    /// <summary>Begins a turn and reads it to its end. Cancelling stops reading and nothing else.</summary>
    public async IAsyncEnumerable<NumberedEvent> RunAsync(TurnRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        var (known, live) = await KnownOrLiveAsync(request, ct).ConfigureAwait(false);
        var events = live is not null ? live.ReadAsync(default, ct) : ReadAsync(request.ConversationId, known!.MessageId, default, ct);
        await foreach (var one in events.ConfigureAwait(false))
        {
            yield return one;
        }
    }

    /// <summary>Stores the question and begins to answer it. Sending the same again gives the turn that there is.</summary>
    public async Task<TurnStarted> StartAsync(TurnRequest request, CancellationToken ct)
    {
        var (known, live) = await KnownOrLiveAsync(request, ct).ConfigureAwait(false);
        return live is not null ? new(live.Id, live.MessageId, IsNew: true) : known!;
    }

    /// <summary>The events of a reply from a position on, while it is written or long after.</summary>
    public IAsyncEnumerable<NumberedEvent> ReadAsync(Guid conversationId, Guid messageId, TurnPosition from, CancellationToken ct) => _reader.ReadAsync(conversationId, messageId, from, ct);

    /// <summary>Stops the reply that is being written. What was written stays. False: none is.</summary>
    public Task<bool> StopAsync(Guid conversationId, CancellationToken ct) => _reader.StopAsync(conversationId, ct);

    /// <summary>Says whether a tool may do what it is about to do.</summary>
    public Task AnswerAsync(Guid conversationId, string call, bool agreed, CancellationToken ct) => _reader.AnswerAsync(conversationId, call, agreed, ct);

    private async Task<(TurnStarted? Known, LiveTurn? Live)> KnownOrLiveAsync(TurnRequest request, CancellationToken ct)
    {
        if (await KnownAsync(request, ct).ConfigureAwait(false) is { } known)
        {
            return (known, null);
        }

        try
        {
            return (null, await _host.StartAsync(request, _access.Grant, ct).ConfigureAwait(false));
        }
        catch (ConflictException e) when (request.ClientKey is not null && e.Code != "key_reused")
        {
            // Sent twice at the same moment: whoever came second reads what the first began.
            if (await KnownAsync(request, ct).ConfigureAwait(false) is not { } first)
            {
                throw;
            }

            return (first, null);
        }
    }

    private async Task<TurnStarted?> KnownAsync(TurnRequest request, CancellationToken ct)
    {
        if (request.ClientKey is not { } key)
        {
            return null;
        }

        var errors = new Validator();
        errors.Text(key, "clientKey", "a key", ConversationLimits.ClientKeyLength);
        errors.ThrowIfAny();
        return await _reader.FindByKeyAsync(request.ConversationId, key, request.Text, ct).ConfigureAwait(false);
    }
}

/// <param name="IsNew">False: it had been sent before.</param>
public sealed record TurnStarted(Guid TurnId, Guid MessageId, bool IsNew);
