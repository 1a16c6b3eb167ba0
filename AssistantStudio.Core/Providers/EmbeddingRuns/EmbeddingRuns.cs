using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Embeds many texts with one model. Each text has a result of its own; what one of them does to a call does not take the
/// others along, and what would meet all of them ends the run at once. Every call counts and costs like any other.
/// </summary>
internal sealed class EmbeddingRuns(EmbeddingCalls calls, AiSettings settings, TimeProvider clock)
{
    /// <param name="sink">Told by several calls at a time.</param>
    /// <param name="progress">Told by several threads, one after the other.</param>
    /// <exception cref="OperationCanceledException">What was asked until then is in the ledger.</exception>
    public async Task<EmbeddingRunResult> EmbedAsync(EmbeddingOrder order, ICallSink sink, IProgress<EmbeddingProgress>? progress, CancellationToken ct)
    {
        var run = await BeginAsync(order, sink, progress, ct).ConfigureAwait(false);
        await run.CompleteAsync(ct).ConfigureAwait(false);
        return run.Result();
    }

    /// <summary>For whoever wants what was found until a run was cancelled.</summary>
    public async Task<EmbeddingRun> BeginAsync(EmbeddingOrder order, ICallSink sink, IProgress<EmbeddingProgress>? progress, CancellationToken ct)
    {
        new Validator().Check(
            order.Texts.Count is >= 1 and <= EmbeddingRunLimits.Texts, "texts", string.Create(CultureInfo.InvariantCulture, $"Between 1 and {EmbeddingRunLimits.Texts:#,0} texts."))
            .ThrowIfAny();
        var decisions = await settings.OfAsync(order.Purpose.OrganizationId, ct).ConfigureAwait(false);
        var mostTokens = decisions.Costs.MaxPerRequest is { } most ? CallMaximum.InputFor(order.Target, most, clock.GetUtcNow().UtcDateTime) : null;
        return new(order, mostTokens, calls, sink, progress, clock);
    }
}
