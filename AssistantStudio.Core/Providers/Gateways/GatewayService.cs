using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>One gateway's own account beside ours. Money in nano-dollars.</summary>
/// <param name="Key">What the gateway says; null when it did not, and <paramref name="Problem"/> says why.</param>
/// <param name="Ours">What the ledger has for it in the same time, of the calls that have a price.</param>
public sealed record GatewayAccount(Guid ProviderId, string Name, GatewayKey? Key, string? Problem, long Ours)
{
    /// <summary>From when on both count. Null: since ever.</summary>
    public DateTime? Since => Key?.SpendsSince;

    /// <summary>How much more the gateway has than the ledger: others may use the same key, or prices differ.</summary>
    public long? Drift => Key?.Spend - Ours;
}

/// <summary>The last call of a model, as the gateway prices it now and as it stands in the ledger.</summary>
/// <param name="Price">In nano-dollars; null when the gateway has none, or said nothing: then <paramref name="Problem"/> says why.</param>
public sealed record GatewayPrice(CountedCall Call, long? Price, string? Problem)
{
    /// <summary>How much more the gateway bills.</summary>
    public long? Drift => Price - Call.Cost;
}

/// <summary>Asks the gateways of an organisation what they have on the bill.</summary>
public sealed class GatewayService(Access access, StudioDb db, SecretProtector secrets, ProviderConnector connector, TimeProvider clock)
{
    public const int Days = 30;

    private const int MaxModels = 10;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>All that are switched on, at the same time; one that fails says so and hides no other.</summary>
    public async Task<IReadOnlyList<GatewayAccount>> ReadAsync(CancellationToken ct)
    {
        access.Require(Permission.UsageView);
        var accounts = await Task.WhenAll((await GatewaysAsync(ct).ConfigureAwait(false)).Select(g => ReadAsync(g, ct))).ConfigureAwait(false);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var ours = new Dictionary<Guid, long>();

            // Most count since ever or since the first of the month: a query for each of these.
            foreach (var together in accounts.GroupBy(a => a.Since))
            {
                foreach (var (id, spent) in await context.SpentByProvidersAsync([.. together.Select(a => a.ProviderId)], together.Key, ct).ConfigureAwait(false))
                {
                    ours[id] = spent;
                }
            }

            return [.. accounts.Select(a => a with { Ours = ours.GetValueOrDefault(a.ProviderId) })];
        }
    }

    /// <summary>
    /// The last call of each model within <see cref="Days"/> days, priced by the gateway. A real call instead of a made-up one:
    /// its cost stands in the ledger, to be looked up.
    /// </summary>
    public async Task<IReadOnlyList<GatewayPrice>> CompareAsync(Guid id, CancellationToken ct)
    {
        access.Require(Permission.UsageView);
        Integration gateway;
        IReadOnlyList<CountedCall> calls;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            gateway = await context.Set<Integration>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == id && i.Kind == ProviderKind.CustomGateway, ct).ConfigureAwait(false)
                ?? throw new NotFoundException("The gateway");
            calls = await context.NewestCallsAsync(id, clock.GetUtcNow().UtcDateTime.AddDays(-Days), ct).ConfigureAwait(false);
        }

        var account = gateway.Account(secrets, ModelCatalogue.Shipped) with { Timeout = s_patience };
        return await Task.WhenAll(calls.Take(MaxModels).Select(c => PriceAsync(account, c, ct))).ConfigureAwait(false);
    }

    private async Task<List<Integration>> GatewaysAsync(CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<Integration>().AsNoTracking().Where(i => i.Kind == ProviderKind.CustomGateway && i.IsActive).OrderBy(i => i.Name).ToListAsync(ct).ConfigureAwait(false);
        }
    }

    private async Task<GatewayPrice> PriceAsync(ProviderAccount account, CountedCall call, CancellationToken ct)
    {
        try
        {
            return new(call, await connector.ReadGatewayPriceAsync(account, call, ct).ConfigureAwait(false), null);
        }
        catch (StudioException e)
        {
            return new(call, null, e.Message);
        }
    }

    private async Task<GatewayAccount> ReadAsync(Integration gateway, CancellationToken ct)
    {
        try
        {
            var account = gateway.Account(secrets, ModelCatalogue.Shipped) with { Timeout = s_patience };
            return new(gateway.Id, gateway.Name, await connector.ReadGatewayKeyAsync(account, ct).ConfigureAwait(false), null, 0);
        }
        catch (StudioException e)
        {
            return new(gateway.Id, gateway.Name, null, e.Message, 0);
        }
    }
}
