using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Waits for its turn at the provider and asks again where that can help and costs nothing: before the first word, after a
/// refusal that the vendor does not bill. A provider that fails again and again is left alone for a while.
/// </summary>
internal sealed class ResilientChatClient(IChatClient inner, ModelTarget target, ProviderGate gate, CallPurpose purpose, TimeProvider clock) : DelegatingChatClient(inner)
{
    private readonly ProviderTurns _turns = new(target, gate, purpose, clock);

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            var tries = await _turns.BeginAsync(cancellationToken).ConfigureAwait(false);
            TimeSpan wait;
            try
            {
                var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
                _turns.Succeeded();
                return response;
            }
            catch (Exception e)
            {
                if (_turns.WaitAfter(e, attempt, tries) is not { } known)
                {
                    throw;
                }

                wait = known;
            }
            finally
            {
                _turns.Leave();
            }

            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool SaysSomething(ChatResponseUpdate update) => update.Contents.Any(c => c is not (UsageContent or TextContent { Text.Length: 0 }));

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            var tries = await _turns.BeginAsync(cancellationToken).ConfigureAwait(false);
            TimeSpan? wait = null;
            try
            {
                var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
                await using (updates.ConfigureAwait(false))
                {
                    // The first pieces of many streams say nothing: until a word comes, another try or another provider may still answer.
                    var hasBegun = false;
                    var held = new List<ChatResponseUpdate>();
                    while (true)
                    {
                        bool isThere;
                        try
                        {
                            isThere = await updates.MoveNextAsync().ConfigureAwait(false);
                        }
                        catch (Exception e)
                        {
                            var known = _turns.WaitAfter(e, attempt, tries);
                            if (hasBegun || known is null)
                            {
                                throw;
                            }

                            wait = known;
                            break;
                        }

                        if (isThere && !hasBegun)
                        {
                            held.Add(updates.Current);
                        }

                        if (!hasBegun && (!isThere || SaysSomething(updates.Current)))
                        {
                            hasBegun = true;
                            _turns.Succeeded();
                            foreach (var update in held)
                            {
                                yield return update;
                            }
                        }
                        else if (isThere && hasBegun)
                        {
                            yield return updates.Current;
                        }

                        if (!isThere)
                        {
                            yield break;
                        }
                    }
                }
            }
            finally
            {
                _turns.Leave();
            }

            await Task.Delay(wait!.Value, clock, cancellationToken).ConfigureAwait(false);
        }
    }
}
