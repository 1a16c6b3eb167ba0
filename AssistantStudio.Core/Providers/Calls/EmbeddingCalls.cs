using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>Asks an embedding model for the vectors of some texts: written down before, in the ledger after it.</summary>
internal sealed class EmbeddingCalls(ProviderConnector connector, ProviderGates gates, CallPermits permits, TimeProvider clock)
{
    /// <summary>Once: whoever tries a provider wants to know how it does now.</summary>
    public Task<GeneratedEmbeddings<Embedding<float>>> AskAsync(
        ModelTarget target, IReadOnlyList<string> texts, EmbeddingGenerationOptions? options, CallPurpose purpose, ICallSink sink, CancellationToken ct) =>
        CallAsync(target, texts, purpose, sink, log => AttemptAsync(target, texts, options, log, ct), ct);

    /// <summary>Waits for a place at the provider and asks again where that can help and costs nothing, as a question to a language model does.</summary>
    public Task<GeneratedEmbeddings<Embedding<float>>> AskPatientlyAsync(
        ModelTarget target, IReadOnlyList<string> texts, EmbeddingGenerationOptions? options, CallPurpose purpose, ICallSink sink, CancellationToken ct) =>
        CallAsync(target, texts, purpose, sink, log => TakeTurnsAsync(target, texts, options, log, ct), ct);

    private async Task<GeneratedEmbeddings<Embedding<float>>> CallAsync(
        ModelTarget target, IReadOnlyList<string> texts, CallPurpose purpose, ICallSink sink, Func<CallLog, Task<GeneratedEmbeddings<Embedding<float>>>> ask, CancellationToken ct)
    {
        var log = new CallLog(purpose, sink, clock);
        var permit = await permits.ReserveAsync(target, log, at =>
        {
            var most = CallMaximum.Of(target, texts, at);
            return purpose.Draft(target, at) with { InputCount = texts.Count, Usage = most.Usage, Cost = most.Cost };
        }, ct).ConfigureAwait(false);
        try
        {
            return await ask(log).ConfigureAwait(false);
        }
        finally
        {
            await permits.ReleaseAsync(permit, log).ConfigureAwait(false);
            if (log.Take() is { Count: > 0 } drafts)
            {
                await sink.TakeAsync(drafts).ConfigureAwait(false);
            }
        }
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> TakeTurnsAsync(
        ModelTarget target, IReadOnlyList<string> texts, EmbeddingGenerationOptions? options, CallLog log, CancellationToken ct)
    {
        var turns = new ProviderTurns(target, gates.Of(target), log.Purpose, clock);
        for (var attempt = 1; ; attempt++)
        {
            var tries = await turns.BeginAsync(ct).ConfigureAwait(false);
            TimeSpan wait;
            try
            {
                var vectors = await AttemptAsync(target, texts, options, log, ct).ConfigureAwait(false);
                turns.Succeeded();
                return vectors;
            }
            catch (Exception e)
            {
                if (turns.WaitAfter(e, attempt, tries) is not { } known)
                {
                    throw;
                }

                wait = known;
            }
            finally
            {
                turns.Leave();
            }

            await Task.Delay(wait, clock, ct).ConfigureAwait(false);
        }
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> AttemptAsync(
        ModelTarget target, IReadOnlyList<string> texts, EmbeddingGenerationOptions? options, CallLog log, CancellationToken ct)
    {
        using var span = new CallSpan("embeddings", target, log.Purpose);
        var attempt = log.Begin(target, SentCall.Of(texts));
        try
        {
            using var generator = connector.Embeddings(target.Account, target.Model);
            var vectors = await generator.GenerateAsync(texts, options, ct).ConfigureAwait(false);
            attempt.See(vectors);
            span.Count(vectors.Usage);
            attempt.Succeed();
            return vectors;
        }
        catch (Exception e)
        {
            attempt.End(e, ct);
            span.Fail(e);
            throw;
        }
    }
}
