using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

/// <param name="Warning">What whoever allowed it should know; null when there is nothing to say.</param>
public sealed record AllowedNetworkRow(Guid Id, string Network, string Note, string? Warning, DateTime UpdatedAt, string UpdatedBy, long RowVersion);

/// <summary>
/// The networks that a site administrator opened besides those of the configuration. Only a site administrator may:
/// the guard protects the machine and what stands beside it, which no single organisation owns.
/// </summary>
public sealed class AllowedNetworkService(
    Access access, StudioDb db, AllowedNetworks networks, AllowedNetworkLoader loader, AddressGuard guard, ChangeFeed feed, TimeProvider clock)
{
    public const string Topic = "allowed_networks";

    private static readonly SortMap<AllowedNetwork> s_sorts = new SortMap<AllowedNetwork>()
        .Add("network", q => q.OrderBy(n => n.Network), q => q.OrderByDescending(n => n.Network))
        .Add("updatedAt", q => q.OrderBy(n => n.UpdatedAt).ThenBy(n => n.Id), q => q.OrderByDescending(n => n.UpdatedAt).ThenByDescending(n => n.Id));

    /// <summary>Those of the configuration, which only the configuration changes.</summary>
    public IReadOnlyList<string> ListConfigured()
    {
        access.Require(Permission.SiteManage);
        return networks.Configured;
    }

    public async Task<Page<AllowedNetworkRow>> ListAsync(ListQuery query, CancellationToken ct)
    {
        access.Require(Permission.SiteManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var all = context.Set<AllowedNetwork>().AsQueryable();
            all = query.SearchTerm() is { } term ? all.Where(n => n.SearchText.Contains(term)) : all;
            var page = await context.PageAsync(all, query, s_sorts, n => n, ct).ConfigureAwait(false);
            return new([.. page.Items.Select(RowOf)], page.PageNumber, page.PageSize, page.Total);
        }
    }

    public async Task<AllowedNetworkRow> GetAsync(Guid id, CancellationToken ct)
    {
        access.Require(Permission.SiteManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return RowOf(await FindAsync(context, id, ct).ConfigureAwait(false));
        }
    }

    public async Task<AllowedNetworkRow> CreateAsync(string? network, string? note, CancellationToken ct)
    {
        access.Require(Permission.SiteManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var (text, remark) = await ValidateAsync(context, network, note, null, ct).ConfigureAwait(false);
            await RequireRoomAsync(context, 1, ct).ConfigureAwait(false);
            var row = Add(context, text, remark);
            await SaveAsync(context, text, ct).ConfigureAwait(false);
            await AnnounceAsync().ConfigureAwait(false);
            return RowOf(row);
        }
    }

    /// <summary>What <see cref="AllowAsync"/> would allow, to be shown before it is asked to.</summary>
    public async Task<IReadOnlyList<string>> ListRefusedAsync(Uri address, CancellationToken ct)
    {
        access.Require(Permission.SiteManage);
        return [.. (await guard.FindRefusedAsync(address, ct).ConfigureAwait(false)).Select(a => a.ToString())];
    }

    /// <summary>
    /// "Allow this address": allows the addresses behind a URL that the guard refuses now, each by itself, and returns
    /// what was added. Nothing, when all of it is allowed or public already.
    /// </summary>
    public async Task<IReadOnlyList<AllowedNetworkRow>> AllowAsync(Uri address, string? note, CancellationToken ct)
    {
        access.Require(Permission.SiteManage);
        var refused = await guard.FindRefusedAsync(address, ct).ConfigureAwait(false);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var rows = new List<AllowedNetwork>();
            foreach (var one in refused)
            {
                var (text, remark) = await ValidateAsync(context, one.ToString(), string.IsNullOrWhiteSpace(note) ? address.IdnHost : note, null, ct).ConfigureAwait(false);
                rows.Add(Add(context, text, remark));
            }

            if (rows.Count > 0)
            {
                await RequireRoomAsync(context, rows.Count, ct).ConfigureAwait(false);
                await SaveAsync(context, address.IdnHost, ct).ConfigureAwait(false);
                await AnnounceAsync().ConfigureAwait(false);
            }

            return [.. rows.Select(RowOf)];
        }
    }

    /// <summary>What is null stays as it is.</summary>
    public async Task<AllowedNetworkRow> ChangeAsync(Guid id, string? network, string? note, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.SiteManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var row = await FindAsync(context, id, ct).ConfigureAwait(false);
            row.ExpectVersion(rowVersion, row.Network);
            var (text, remark) = await ValidateAsync(context, network ?? row.Network, note ?? row.Note, id, ct).ConfigureAwait(false);
            row.Set(text, remark);
            row.UpdatedAt = clock.GetUtcNow().UtcDateTime;
            row.UpdatedBy = access.Grant.ActorName;
            context.RecordRow(access.Grant, row.UpdatedAt, "allowed_network.changed", row, row.Id, row.Network);
            await SaveAsync(context, row.Network, ct).ConfigureAwait(false);
            await AnnounceAsync().ConfigureAwait(false);
            return RowOf(row);
        }
    }

    public async Task DeleteAsync(Guid id, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.SiteManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var row = await FindAsync(context, id, ct).ConfigureAwait(false);
            row.ExpectVersion(rowVersion, row.Network);
            context.Remove(row);
            context.RecordRow(access.Grant, clock.GetUtcNow().UtcDateTime, "allowed_network.removed", row, row.Id, row.Network);
            await context.SaveAsync(row.Network, ct).ConfigureAwait(false);
            await AnnounceAsync().ConfigureAwait(false);
        }
    }

    private AllowedNetwork Add(StudioDbContext context, string network, string note)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var row = new AllowedNetwork { Network = network, Note = note, UpdatedAt = now, UpdatedBy = access.Grant.ActorName }.Set(network, note);
        context.Add(row);
        context.RecordRow(access.Grant, row.UpdatedAt, "allowed_network.added", row, row.Id, row.Network);
        return row;
    }

    private async Task<(string Network, string Note)> ValidateAsync(StudioDbContext context, string? network, string? note, Guid? except, CancellationToken ct)
    {
        var errors = new Validator();
        var remark = note?.Trim() ?? "";
        errors.Check(remark.Length <= AllowedNetworkLimits.NoteLength, "note", $"At most {AllowedNetworkLimits.NoteLength} characters; this has {remark.Length}.");
        errors.Check(!remark.Any(char.IsControl), "note", "Line breaks and control characters are not possible here.");
        if (string.IsNullOrWhiteSpace(network))
        {
            errors.Check(false, "network", "Enter a network or an address.");
        }
        else if (!NetworkText.TryParse(network, out var parsed, out var problem))
        {
            errors.Check(false, "network", problem);
        }
        else if (NetworkRules.Refusal(parsed) is { } refusal)
        {
            errors.Check(false, "network", refusal);
        }
        else if (networks.ConfiguredCover(parsed) is { } configured)
        {
            errors.Check(false, "network", $"{configured} in the configuration file allows this already.");
        }
        else
        {
            network = NetworkRules.Text(parsed);
            var others = await context.Set<AllowedNetwork>().Where(n => n.Id != except).Select(n => n.Network).ToListAsync(ct).ConfigureAwait(false);
            var cover = others.FirstOrDefault(o => NetworkText.TryParse(o, out var other, out _) && NetworkRules.Covers(other, parsed));
            errors.Check(cover is null, "network", cover == network ? $"{cover} is on the list already." : $"{cover} on the list allows this already.");
        }

        errors.ThrowIfAny();
        return (network!, remark);
    }

    private static async Task RequireRoomAsync(StudioDbContext context, int wanted, CancellationToken ct)
    {
        if (await context.Set<AllowedNetwork>().CountAsync(ct).ConfigureAwait(false) + wanted > AllowedNetworkLimits.MaxNetworks)
        {
            throw new LimitExceededException($"At most {AllowedNetworkLimits.MaxNetworks} networks can be allowed. Remove some that nothing uses, or allow one that contains several.");
        }
    }

    private static async Task SaveAsync(StudioDbContext context, string what, CancellationToken ct)
    {
        try
        {
            await context.SaveAsync(what, ct).ConfigureAwait(false);
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            throw new ValidationException("network", "This is on the list already.");
        }
    }

    /// <summary>This node at once, so that whoever allowed an address can use it with the next click; the others hear of it.</summary>
    private async Task AnnounceAsync()
    {
        try
        {
            await loader.LoadAsync(CancellationToken.None).ConfigureAwait(false); // It is saved: giving up now would only delay it.
        }
        finally
        {
            feed.Publish(new(Topic, Guid.Empty));
        }
    }

    private static async Task<AllowedNetwork> FindAsync(StudioDbContext context, Guid id, CancellationToken ct) =>
        await context.Set<AllowedNetwork>().SingleOrDefaultAsync(n => n.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException("The network");

    private static AllowedNetworkRow RowOf(AllowedNetwork n) => new(
        n.Id, n.Network, n.Note, NetworkText.TryParse(n.Network, out var network, out _) ? NetworkRules.Warning(network) : null, n.UpdatedAt, n.UpdatedBy, n.RowVersion);
}
