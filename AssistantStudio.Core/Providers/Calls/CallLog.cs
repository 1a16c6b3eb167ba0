using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// The attempts of one call, in their order: each of them may be billed, so each becomes a record of its own. A client of
/// <see cref="ModelCalls"/> has one log: it answers one question after the other, and never two at once.
/// </summary>
internal sealed class CallLog(CallPurpose purpose, ICallSink sink, TimeProvider clock)
{
    private readonly List<UsageDraft> _drafts = [];
    private Guid _callId = Guid.CreateVersion7();
    private int _attempts;

    public CallPurpose Purpose => purpose;

    /// <summary>What the attempts from here on are made under; null: nothing is held back for them.</summary>
    public CallPermit? Permit { get; set; }

    /// <summary>Why the model was chosen that is asked; null: there was no choice.</summary>
    public CallRoute? Route { get; set; }

    /// <summary>Who was to be asked, where somebody else is asked instead; null: it is who was chosen.</summary>
    public string? StandsInFor { get; set; }

    /// <summary>Why this model was asked: "simple: a greeting", "stands in for Main". Null: it was the only one.</summary>
    public string? Why => string.Join("; ", new[] { Route?.Reason, StandsInFor is { } name ? $"stands in for {name}" : null }.OfType<string>()) is { Length: > 0 } why
        ? PlainText.Cut(why, UsageLimits.RouteLength) : null;

    /// <summary>Whoever takes what was used also hears who is asked in whose place.</summary>
    public ICallSink Sink => sink;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Of the attempt that ended last.</summary>
    public long? LastCost => _drafts.Count > 0 ? _drafts[^1].Cost : null;

    public CallAttempt Begin(ModelTarget target, SentCall sent) => new(this, target, new(_callId, ++_attempts, Permit), sent, clock);

    public void Add(UsageDraft draft) => _drafts.Add(draft);

    /// <summary>Nobody was asked: the answer had been kept.</summary>
    /// <param name="cost">What it cost when it was given.</param>
    public void AddKept(ModelTarget target, int inputs, long? cost, DateTimeOffset began) => _drafts.Add(Purpose.Draft(target, began.UtcDateTime) with
    {
        Outcome = UsageOutcome.Succeeded,
        InputCount = inputs,
        Cost = 0,
        IsFromCache = true,
        Route = Why,
        Saved = cost,
        LatencyMs = (int)(Now - began).TotalMilliseconds,
        CallId = _callId,
        Attempt = ++_attempts,
    });

    /// <summary>Whether nobody can bill anything of what was done under a permit.</summary>
    public bool IsFree(CallPermit permit) => _drafts.TrueForAll(d => d.ReservationId != permit.ReservationId || d.Cost == 0);

    /// <summary>It was given back: the records do not settle it.</summary>
    public void Forget(CallPermit permit)
    {
        for (var i = 0; i < _drafts.Count; i++)
        {
            _drafts[i] = _drafts[i].ReservationId == permit.ReservationId ? _drafts[i] with { ReservationId = null } : _drafts[i];
        }
    }

    /// <summary>What was used since the last time. The next question through the same client is a call of its own.</summary>
    public IReadOnlyList<UsageDraft> Take()
    {
        UsageDraft[] drafts = [.. _drafts];
        _drafts.Clear();
        (_callId, _attempts) = (Guid.CreateVersion7(), 0);
        return drafts;
    }
}

/// <summary>Where an attempt belongs: the call, which attempt of it this is, and what was held back for it.</summary>
internal readonly record struct AttemptPlace(Guid CallId, int Number, CallPermit? Permit);
