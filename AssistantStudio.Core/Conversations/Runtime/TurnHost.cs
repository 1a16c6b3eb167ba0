using System.Collections.Concurrent;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// The turns that go on in this process. They belong to nobody's browser: whoever leaves stops nothing. When the program is
/// told to end, they are stopped and stored as far as they came.
/// </summary>
internal sealed class TurnHost : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan s_longestEnd = TimeSpan.FromSeconds(20);

    private readonly IServiceScopeFactory _scopes;
    private readonly ILogger<TurnHost> _log;
    private readonly ConcurrentDictionary<Guid, LiveTurn> _byConversation = new();
    private readonly ConcurrentDictionary<Guid, LiveTurn> _byMessage = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly IDisposable _stops;
    private volatile bool _isEnding;

    /// <summary>Somebody pressed Stop on another node, or on this one: the id is the conversation's.</summary>
    public const string StopTopic = "turn_stop";

    public TurnHost(IServiceScopeFactory scopes, ChangeFeed feed, ILogger<TurnHost> log)
    {
        (_scopes, _log) = (scopes, log);
        _stops = feed.SubscribeAll(StopTopic, change =>
        {
            if (change.Id is { } id)
            {
                OfConversation(change.OrganizationId, id)?.Stop(StopText.ByPerson);
            }
        });
    }

    public ICollection<LiveTurn> All => _byMessage.Values;

    /// <exception cref="LimitExceededException">As much goes on as this process, or this person, can have.</exception>
    public void RequireRoom(Access access)
    {
        if (_isEnding)
        {
            throw new UnavailableException("The program is being shut down. Try again in a moment.");
        }

        if (_byMessage.Count >= ConversationLimits.Turns)
        {
            throw new LimitExceededException("As many replies are being written as this program can write at once. Try again in a moment.", TimeSpan.FromSeconds(5));
        }

        if (access.Grant.Source == AccessSource.Browser && access.UserId is { } me && _byMessage.Values.Count(t => t.UserId == me) >= ConversationLimits.TurnsOfPerson)
        {
            throw new LimitExceededException($"{ConversationLimits.TurnsOfPerson} replies to you are being written already. Wait for one of them, or stop it.", TimeSpan.FromSeconds(5));
        }
    }

    public LiveTurn Begin(TurnState turn)
    {
        var live = new LiveTurn { Id = turn.TurnId, OrganizationId = turn.Access.OrganizationId, ConversationId = turn.Conversation.Id, MessageId = turn.Reply.Id, UserId = turn.Access.UserId };
        _byConversation[live.ConversationId] = live;
        _byMessage[live.MessageId] = live;
        if (_isEnding)
        {
            live.Stop(StopText.ByShutdown);
        }

        return live;
    }

    public void End(LiveTurn live)
    {
        _byMessage.TryRemove(live.MessageId, out _);
        _byConversation.TryRemove(KeyValuePair.Create(live.ConversationId, live));
        live.Dispose();
    }

    public LiveTurn? OfConversation(Guid organizationId, Guid conversationId) =>
        _byConversation.TryGetValue(conversationId, out var live) && live.OrganizationId == organizationId ? live : null;

    public LiveTurn? OfMessage(Guid organizationId, Guid messageId) =>
        _byMessage.TryGetValue(messageId, out var live) && live.OrganizationId == organizationId ? live : null;

    /// <summary>Runs a turn as its own, and returns when the question is stored. What keeps it from beginning is thrown.</summary>
    public Task<LiveTurn> StartAsync(TurnRequest request, Grant grant, CancellationToken ct)
    {
        var begun = new TaskCompletionSource<LiveTurn>(TaskCreationOptions.RunContinuationsAsynchronously);
        // A circuit draws meanwhile. Whoever has nothing else to do goes ahead at once: to wake another thread takes longer than to store the question.
        var running = SynchronizationContext.Current is null ? RunAsync(request, grant, begun, ct) : Task.Run(() => RunAsync(request, grant, begun, ct), CancellationToken.None);
        _running[running] = true;
        _ = running.ContinueWith(done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return begun.Task;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Before anything else ends: the web server waits for those who read, and they for the end of their turn.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isEnding = true;
        foreach (var live in All)
        {
            live.Stop(StopText.ByShutdown);
        }

        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await StoppingAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.WhenAll(_running.Keys).WaitAsync(s_longestEnd, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // What is left is marked at the next start.
        }
    }

    public void Dispose() => _stops.Dispose();

    private async Task RunAsync(TurnRequest request, Grant grant, TaskCompletionSource<LiveTurn> begun, CancellationToken ct)
    {
        var scope = _scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var access = scope.ServiceProvider.GetRequiredService<Access>();
            access.Become(grant);
            try
            {
                await scope.ServiceProvider.GetRequiredService<TurnPipeline>().RunAsync(request, access, live => begun.TrySetResult(live), ct).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                if (!begun.TrySetException(e))
                {
                    ConversationLog.TurnFailed(_log, e, Guid.Empty);
                }
            }
        }
    }
}
