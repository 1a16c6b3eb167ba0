using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

/// <summary>Why a request was not taken.</summary>
public enum Rejection
{
    RequestsPerMinute,
    TokensPerMinute,
    QueueFull,
    QueueTime,
}

/// <summary>How much a deployment has to do on this machine right now.</summary>
/// <param name="Rejected">Since the program began, by reason.</param>
public sealed record DeploymentLoad(int Running, int Waiting, long RequestsInMinute, long TokensInMinute, IReadOnlyDictionary<Rejection, long> Rejected)
{
    public static DeploymentLoad None { get; } = new(0, 0, 0, 0, new Dictionary<Rejection, long>());
}

/// <summary>
/// Holds a deployment to what it may take: replies at a time, those that wait for a place, requests and tokens a minute. What
/// was changed holds from the next moment on; who has a place keeps it.
/// </summary>
internal sealed class DeploymentGate(TimeProvider clock)
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private readonly MinuteWindow _requests = new();
    private readonly MinuteWindow _tokens = new();
    private readonly long[] _rejected = new long[Enum.GetValues<Rejection>().Length];
    private DeploymentResources _resources = new();
    private int _running;

    public Guid OrganizationId { get; init; }

    public DeploymentLoad Load()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            return new(_running, _waiting.Count, _requests.Sum(now), _tokens.Sum(now), Enum.GetValues<Rejection>().Where(r => _rejected[(int)r] > 0).ToDictionary(r => r, r => _rejected[(int)r]));
        }
    }

    /// <summary>What it may take from now on.</summary>
    public void Use(DeploymentResources resources)
    {
        lock (_lock)
        {
            Take(resources);
        }
    }

    /// <summary>Waits for a place. Give it back by <see cref="Leave"/>.</summary>
    /// <exception cref="LimitExceededException">It has as much to do as it may have.</exception>
    public ValueTask EnterAsync(DeploymentResources resources, CancellationToken ct)
    {
        LinkedListNode<TaskCompletionSource> node;
        lock (_lock)
        {
            Take(resources); // Of another machine that changed them this is the first that is heard here.
            var now = clock.GetUtcNow();
            if (resources.RequestsPerMinute is { } requests && _requests.Sum(now) >= requests)
            {
                throw Refuse(Rejection.RequestsPerMinute, requests == 1 ? "One request a minute is taken here." : $"At most {Text(requests)} requests a minute are taken here.", _requests.WaitFor(now, requests));
            }

            if (resources.TokensPerMinute is { } tokens && _tokens.Sum(now) >= tokens)
            {
                throw Refuse(Rejection.TokensPerMinute, $"At most {Text(tokens)} tokens a minute are used here.", _tokens.WaitFor(now, tokens));
            }

            if (_running < resources.Slots && _waiting.Count == 0)
            {
                _running++;
                _requests.Add(now, 1);
                return ValueTask.CompletedTask;
            }

            if (_waiting.Count >= resources.QueueLength)
            {
                throw Refuse(Rejection.QueueFull, $"As many replies are being written as may be ({Text(resources.Slots)}), and as many requests wait ({Text(_waiting.Count)}): no more are taken.", s_soon);
            }

            _requests.Add(now, 1);
            node = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return new(WaitAsync(node, TimeSpan.FromSeconds(resources.QueueWaitSeconds), ct));
    }

    public void Leave(long tokens)
    {
        lock (_lock)
        {
            if (tokens > 0)
            {
                _tokens.Add(clock.GetUtcNow(), tokens);
            }

            GiveOn();
        }
    }

    private void Take(DeploymentResources resources)
    {
        _resources = resources;
        while (_running < _resources.Slots && TakeNext())
        {
            _running++;
        }
    }

    private async Task WaitAsync(LinkedListNode<TaskCompletionSource> node, TimeSpan patience, CancellationToken ct)
    {
        try
        {
            await node.Value.Task.WaitAsync(patience, clock, ct).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            lock (_lock)
            {
                if (node.List is null)
                {
                    return; // The place came at the last moment.
                }

                _waiting.Remove(node);
                throw Refuse(Rejection.QueueTime, string.Create(CultureInfo.InvariantCulture, $"No place became free within {patience.TotalSeconds:0} seconds."), s_soon);
            }
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                if (node.List is not null)
                {
                    _waiting.Remove(node);
                }
                else
                {
                    GiveOn(); // The place came for somebody who is gone.
                }
            }

            throw;
        }
    }

    /// <summary>With fewer places than before, one that becomes free may be one too many.</summary>
    private void GiveOn()
    {
        if (_running > _resources.Slots || !TakeNext())
        {
            _running--;
        }
    }

    /// <summary>Gives whoever waits longest a place. False: nobody waits.</summary>
    private bool TakeNext()
    {
        if (_waiting.First is not { } next)
        {
            return false;
        }

        _waiting.RemoveFirst();
        next.Value.SetResult();
        return true;
    }

    private LimitExceededException Refuse(Rejection why, string text, TimeSpan wait)
    {
        _rejected[(int)why]++;
        return new(text + " Try again in a moment.", wait);
    }

    private static string Text(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
