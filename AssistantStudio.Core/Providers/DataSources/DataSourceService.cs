using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Opens connections for those who read knowledge through them. What a run learns of a connection is kept with it like a
/// test: a key that is not taken any more turns its card red, and the next run that is let in turns it green again.
/// </summary>
internal sealed class DataSourceService(Access access, StudioDb db, SecretProtector secrets, GuardedHttp http, ChangeFeed feed, TimeProvider clock)
{
    /// <exception cref="StudioException">There is none that can be used.</exception>
    public async Task<DataSourceClient> OpenAsync(Guid? id, ProviderKind kind, CancellationToken ct)
    {
        var stored = await FindAsync(id, ct).ConfigureAwait(false);
        if (stored?.Kind != kind)
        {
            throw new ConflictException($"The connection of this source is not there any more. Choose another one of the kind {ProviderKinds.Of(kind).Title} in the source.");
        }

        if (!stored.IsActive)
        {
            throw new ConflictException($"The connection {stored.Name} is switched off. Switch it on under AI configuration, Providers.");
        }

        var isKnownGood = stored is { TestedAt: null } or { TestPassed: true };
        return new(http, stored.Account(secrets, ModelCatalogue.Shipped), DataSourcePause.Longest, clock)
        {
            Ended = async (request, fault, took, token) =>
            {
                var isRefused = fault?.Fault == ProviderFault.WrongKey;
                if (isRefused == isKnownGood && (isRefused || fault is null))
                {
                    isKnownGood = !isRefused;
                    await RememberAsync(stored, fault, took, token).ConfigureAwait(false);
                }
            },
        };
    }

    private async Task<Integration?> FindAsync(Guid? id, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<Integration>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct).ConfigureAwait(false);
        }
    }

    private async Task RememberAsync(Integration stored, ModelCallException? fault, TimeSpan took, CancellationToken ct)
    {
        var test = new ProviderTest { LatencyMs = (long)took.TotalMilliseconds, Steps = [], Error = fault is null ? null : ProviderTester.ErrorOf(fault) };
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.RememberTestAsync(stored, test, clock.GetUtcNow().UtcDateTime, ct).ConfigureAwait(false);
        }

        feed.Publish(new(IntegrationService.Topic, access.OrganizationId, stored.Id));
    }
}
