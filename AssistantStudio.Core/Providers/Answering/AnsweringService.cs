using System.Runtime.CompilerServices;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>A piece of the answer, or at the end what it took.</summary>
public sealed record AnswerStep(string Text, AnswerResult? Result);

/// <param name="Attempts">In their order: who judged, who failed, and last who answered.</param>
/// <param name="Cost">Of all attempts together, in nano-dollars; null: one of them has no price here.</param>
/// <param name="Saved">Compared with whoever answers complex questions, or with asking again.</param>
public sealed record AnswerResult(IReadOnlyList<AnswerAttempt> Attempts, string? Route, bool IsFromCache, long TotalMs, long? Cost, long? Saved);

public sealed record AnswerAttempt(string Provider, string Model, UsageOperation Operation, UsageOutcome Outcome, string? Fault, bool IsFromCache, int LatencyMs, long? Cost);

/// <summary>Answers a question the way the organisation has it answered: by difficulty, with stand-ins, from what was kept.</summary>
public sealed class AnsweringService
{
    private readonly Access _access;
    private readonly AnsweringPlans _plans;
    private readonly UsageWriter _usage;
    private readonly TimeProvider _clock;

    internal AnsweringService(Access access, AnsweringPlans plans, UsageWriter usage, TimeProvider clock) => (_access, _plans, _usage, _clock) = (access, plans, usage, clock);

    public async IAsyncEnumerable<AnswerStep> AskAsync(string? text, [EnumeratorCancellation] CancellationToken ct)
    {
        _access.Require(Permission.ProvidersManage);
        new Validator().Check(PlainText.IsVisible(text ?? ""), "text", "Write what to ask.").Long(text, "text", TrialLimits.TextLength).ThrowIfAny();
        var began = _clock.GetTimestamp();
        var sink = new KeepingSink(_usage);
        using var client = await OpenAsync(sink, ct).ConfigureAwait(false);
        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, text)], null, ct).ConfigureAwait(false))
        {
            if (update.Text.Length > 0)
            {
                yield return new(update.Text, null);
            }
        }

        var (drafts, last) = (sink.Drafts, sink.Drafts[^1]);
        yield return new("", new(
            [.. drafts.Select(d => new AnswerAttempt(d.ProviderName, d.Model, d.Operation, d.Outcome, d.Fault, d.IsFromCache, d.LatencyMs, d.Cost))],
            last.Route, last.IsFromCache, (long)_clock.GetElapsedTime(began).TotalMilliseconds,
            drafts.Any(d => d.Cost is null) ? null : drafts.Sum(d => d.Cost), last.Saved));
    }

    private async Task<IChatClient> OpenAsync(ICallSink sink, CancellationToken ct)
    {
        var purpose = new CallPurpose
        {
            OrganizationId = _access.OrganizationId,
            Operation = UsageOperation.Chat,
            ApiKeyId = _access.Grant.ApiKeyId,
            UserId = _access.Grant.UserId,
            MayCache = true,
        };
        var plan = await _plans.PreferredAsync(_access, purpose, ct).ConfigureAwait(false) ?? throw new ConflictException("Nobody answers questions yet: choose a model first.", "no_model");
        return _plans.Open(plan, purpose, sink);
    }
}
