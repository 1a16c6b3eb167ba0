using System.Globalization;

namespace AssistantStudio.Core.Providers;

/// <summary>The turns of one call at its provider: waits for each, and decides after a failure whether and when there is another.</summary>
internal sealed class ProviderTurns(ModelTarget target, ProviderGate gate, CallPurpose purpose, TimeProvider clock)
{
    private const int Attempts = 3;

    /// <summary>Who is told to wait longer is better served by another provider, or by the error.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(500);

    /// <summary>While somebody tries whether the provider is there again, nobody knows when the others may ask: not in the past.</summary>
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromSeconds(1);

    /// <summary>Give the place back by <see cref="Leave"/>.</summary>
    /// <returns>It tries whether the provider is there again: for <see cref="WaitAfter"/>.</returns>
    public async Task<bool> BeginAsync(CancellationToken ct)
    {
        if (gate.ClosedUntil(out var tries) is { } closed)
        {
            var soonest = clock.GetUtcNow() + s_shortestPause;
            var until = closed > soonest ? closed : soonest;
            throw new ModelCallException(ProviderFault.Overloaded, string.Create(
                CultureInfo.InvariantCulture, $"{target.Account.Name} has failed {ProviderGate.FailuresToClose} times in a row. It is asked again at {until:HH:mm:ss} UTC."))
            {
                RetryAfter = until - clock.GetUtcNow(),
            };
        }

        try
        {
            await gate.EnterAsync(target.Account.MaxConcurrent, target.Account.RequestsPerMinute, purpose.IsUrgent, purpose.Priority, ct).ConfigureAwait(false);
            return tries;
        }
        catch (OperationCanceledException)
        {
            gate.Failed(isOfProvider: false, tries); // Whoever was to try the provider again has not.
            throw;
        }
    }

    public void Succeeded() => gate.Succeeded();

    public void Leave() => gate.Leave();

    /// <summary>How long to wait before asking again; null: not again.</summary>
    public TimeSpan? WaitAfter(Exception e, int attempt, bool tries)
    {
        var call = e as ModelCallException;
        var wait = MayTryAgain(call, attempt) ? call!.RetryAfter ?? s_firstWait * Math.Pow(2, attempt - 1) * (1 + (Random.Shared.NextDouble() / 4)) : (TimeSpan?)null;
        wait = wait <= s_longestWait ? wait : null;

        // One question that failed three times is one failure: it may be the question.
        gate.Failed(isOfProvider: wait is null && call?.Fault is (ProviderFault.Overloaded or ProviderFault.Unreachable or ProviderFault.TimedOut or ProviderFault.BrokenOff), tries);
        return wait;
    }

    /// <summary>Not after a time-out: the answer may have been on its way, it is billed, and asking again is billed once more.</summary>
    private static bool MayTryAgain(ModelCallException? call, int attempt) =>
        call is { MayRetry: true } && call.Fault != ProviderFault.TimedOut && attempt < Attempts;
}
