using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Providers;

/// <summary>How a provider does: as it was found within a day, unless calls have failed since, or else as it is found now.</summary>
internal sealed class ProviderStandings(KnownProviders providers, ProviderGates gates, ProviderTester tester, StudioDb db, ChangeFeed feed, TimeProvider clock)
{
    private static readonly TimeSpan s_holds = TimeSpan.FromDays(1);

    public async Task<ProviderStanding> OfAsync(Access access, ModelTarget target, CancellationToken ct)
    {
        if (target.ProviderId is not { } id || !(await providers.OfAsync(access.OrganizationId, ct).ConfigureAwait(false)).TryGetValue(id, out var stored))
        {
            return new(true, 0, null); // It runs in this program.
        }

        var now = clock.GetUtcNow().UtcDateTime;
        if (stored.TestPassed && stored.TestedAt > now - s_holds && !gates.HasFailed(id))
        {
            return new(true, stored.TestMilliseconds, null, stored.TestedAt);
        }

        var purpose = new CallPurpose { OrganizationId = access.OrganizationId, Operation = UsageOperation.Test, ApiKeyId = access.Grant.ApiKeyId, UserId = access.UserId };
        var test = await tester.TestAsync(target.Account, id, target.Model, purpose, ct).ConfigureAwait(false);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.RememberTestAsync(stored, test, now, ct).ConfigureAwait(false);
        }

        feed.Publish(new(IntegrationService.Topic, access.OrganizationId, id));
        return new(test.Ok, (int)test.LatencyMs, test.Error?.Message);
    }
}

/// <param name="At">When that was found; null: just now.</param>
internal sealed record ProviderStanding(bool Ok, int Milliseconds, string? Problem, DateTime? At = null);
