using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Waits for its turn at the provider and asks again where that can help and costs nothing: before the first word, after a
/// refusal that the vendor does not bill. A provider that fails again and again is left alone for a while.
/// </summary>
internal sealed class ResilientChatClient(IChatClient inner, ModelTarget target, ProviderGate gate, bool isUrgent, TimeProvider clock) : DelegatingChatClient(inner)
{
    private const int Attempts = 3;

    /// <summary>Who is told to wait longer is better served by another provider, or by the error.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(500);

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            await BeginAsync(cancellationToken).ConfigureAwait(false);
            TimeSpan wait;
            try
            {
                var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
                gate.Succeeded();
                return response;
            }
            catch (Exception e)
            {
                if (WaitAfter(e, attempt) is not { } known)
                {
                    throw;
                }

                wait = known;
            }
            finally
            {
                gate.Leave();
            }

            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            await BeginAsync(cancellationToken).ConfigureAwait(false);
            TimeSpan? wait = null;
            try
            {
                var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
                await using (updates.ConfigureAwait(false))
                {
                    var hasBegun = false;
                    while (true)
                    {
                        bool isThere;
                        try
                        {
                            isThere = await updates.MoveNextAsync().ConfigureAwait(false);
                        }
                        catch (Exception e)
                        {
                            var known = WaitAfter(e, attempt);
                            if (hasBegun || known is null)
                            {
                                throw;
                            }

                            wait = known;
                            break;
                        }

                        if (!isThere)
                        {
                            gate.Succeeded();
                            yield break;
                        }

                        if (!hasBegun)
                        {
                            hasBegun = true;
                            gate.Succeeded();
                        }

                        yield return updates.Current;
                    }
                }
            }
            finally
            {
                gate.Leave();
            }

            await Task.Delay(wait!.Value, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task BeginAsync(CancellationToken ct)
    {
        if (gate.ClosedUntil() is { } until)
        {
            throw new ModelCallException(ProviderFault.Overloaded, string.Create(
                CultureInfo.InvariantCulture, $"{target.Account.Name} has failed {ProviderGate.FailuresToClose} times in a row. It is asked again at {until:HH:mm:ss} UTC."))
            {
                RetryAfter = until - clock.GetUtcNow(),
            };
        }

        try
        {
            await gate.EnterAsync(target.MaxConcurrent, isUrgent, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            gate.Failed(isOfProvider: false); // Whoever was to try the provider again has not.
            throw;
        }
    }

    /// <summary>How long to wait before asking again; null: not again.</summary>
    private TimeSpan? WaitAfter(Exception e, int attempt)
    {
        var call = e as ModelCallException;
        gate.Failed(isOfProvider: call?.Fault is ProviderFault.Overloaded or ProviderFault.Unreachable or ProviderFault.TimedOut or ProviderFault.BrokenOff);

        // After a time-out the answer may have been on its way: it is billed, and asking again is billed once more.
        if (call is not { MayRetry: true } || call.Fault == ProviderFault.TimedOut || attempt == Attempts)
        {
            return null;
        }

        var wait = call.RetryAfter ?? s_firstWait * Math.Pow(2, attempt - 1) * (1 + (Random.Shared.NextDouble() / 4));
        return wait <= s_longestWait ? wait : null;
    }
}
