using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Providers;

/// <summary>Refuses what policies do not allow, has a call written down before it is made, with the most it can cost, and gives back what nobody can bill.</summary>
internal sealed class CallPermits(BudgetDesk desk, AiSettings settings, TimeProvider clock)
{
    /// <summary>Asking again, and waiting for a place in between.</summary>
    private const int LongestInTimeouts = 4;

    private static readonly TimeSpan s_waitingForPlace = TimeSpan.FromMinutes(10);

    /// <summary>Null: nobody bills anything, so nothing is held back.</summary>
    public async Task<CallPermit?> ReserveAsync(ModelTarget target, CallLog log, Func<DateTime, UsageDraft> worst, CancellationToken ct)
    {
        var decisions = await settings.OfAsync(log.Purpose.OrganizationId, ct).ConfigureAwait(false);
        CallRules.RequireAllowed(target, decisions.Models);
        if (target.Account.Kind.IsFree)
        {
            return null;
        }

        var draft = worst(clock.GetUtcNow().UtcDateTime);
        CallRules.RequireWithin(draft, decisions.Costs);
        var longest = ProviderConnector.LongestStream + (target.Account.Timeout * LongestInTimeouts) + s_waitingForPlace;
        var permit = await desk.ReserveAsync(new(draft, longest), ct).ConfigureAwait(false);
        return log.Permit = permit with { IsLimited = permit.IsLimited || decisions.Costs.MaxPerRequest is not null };
    }

    /// <summary>After the call, however it ended.</summary>
    public async Task ReleaseAsync(CallPermit? permit, CallLog log)
    {
        if (permit is null)
        {
            return;
        }

        log.Permit = null;
        if (log.IsFree(permit))
        {
            await desk.ReleaseAsync(permit.ReservationId).ConfigureAwait(false);
            log.Forget(permit);
        }
    }
}
