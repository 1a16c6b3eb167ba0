using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Providers;

/// <summary>Lets a person embed many texts to see how fast, how dear and how good a model is. Each call counts and costs like any other.</summary>
public sealed class EmbeddingCheckService
{
    private readonly Access _access;
    private readonly ModelTargets _targets;
    private readonly EmbeddingRuns _runs;
    private readonly UsageWriter _usage;
    private readonly TimeProvider _clock;

    internal EmbeddingCheckService(Access access, ModelTargets targets, EmbeddingRuns runs, UsageWriter usage, TimeProvider clock) =>
        (_access, _targets, _runs, _usage, _clock) = (access, targets, runs, usage, clock);

    /// <param name="providerId">Null: the built-in embeddings.</param>
    /// <param name="progress">Told by several threads, one after the other.</param>
    /// <param name="ct">Stops the check; what was found until then is its result.</param>
    public async Task<EmbeddingCheck> CheckAsync(Guid? providerId, string? model, IReadOnlyList<string> texts, IProgress<EmbeddingProgress>? progress, CancellationToken ct)
    {
        _access.Require(Permission.ProvidersManage);
        EmbeddingCheckRules.Check(texts);
        await _targets.RequireTrialsAsync(_access, ct).ConfigureAwait(false);
        var target = await _targets.EmbeddingAsync(_access, providerId, model, ct).ConfigureAwait(false);
        var purpose = new CallPurpose { OrganizationId = _access.OrganizationId, Operation = UsageOperation.Test, ApiKeyId = _access.Grant.ApiKeyId, UserId = _access.Grant.UserId };
        var began = _clock.GetTimestamp();
        var run = await _runs.BeginAsync(new() { Target = target, Texts = texts, Purpose = purpose }, new LedgerSink(_usage), progress, ct).ConfigureAwait(false);
        var wasStopped = false;
        try
        {
            await run.CompleteAsync(ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            wasStopped = true;
        }

        var took = (long)_clock.GetElapsedTime(began).TotalMilliseconds;
        var result = run.Result();
        FailedText[] failures = [.. result.Texts.Select((t, i) => (t.Fault, i)).Where(t => t.Fault is not null).Select(t => new FailedText(t.i, t.Fault!))];
        var (calls, tokens, cost, isEstimated) = result.Usage;
        return new(
            target.Model, texts.Count, texts.Count - failures.Length, took, calls, tokens, cost, isEstimated, EmbeddingQuality.Of(result, texts), failures, result.EndedBy, wasStopped);
    }
}
