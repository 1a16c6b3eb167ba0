using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>The catalogue of an organisation: what models can, cost, and until when they are there.</summary>
public sealed class ModelService(Access access, StudioDb db, ModelCatalogues catalogues, IEnumerable<IModelUsers> users, ChangeFeed feed, TimeProvider clock)
{
    public const string Topic = "models";

    private static readonly Dictionary<string, Func<ModelRow, object?>> s_orders = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = m => m.Name.ToLowerInvariant(),
        ["vendor"] = m => m.Vendor,
        ["contextWindow"] = m => m.ContextWindow,
        ["input"] = m => m.PriceToday?.Base.Input,
        ["output"] = m => m.PriceToday?.Base.Output,
        ["shutdownDate"] = m => m.ShutdownDate,
    };

    private static readonly Comparer<object?> s_values =
        Comparer<object?>.Create((a, b) => a is string x && b is string y ? string.CompareOrdinal(x, y) : Comparer<object?>.Default.Compare(a, b));

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    public async Task<ModelPage> ListAsync(ModelQuery query, CancellationToken ct)
    {
        access.Require(Permission.ProvidersView);
        var term = query.SearchTerm();
        var (catalogue, day) = (await catalogues.OfAsync(access.OrganizationId, ct).ConfigureAwait(false), Today);
        var found = catalogue.Models.Where(m =>
            (query.Kind is not { } kind || ModelVendors.Has(kind, m))
            && (m.Capabilities & query.Capabilities) == query.Capabilities
            && (!query.Unpriced || m.PriceOn(day) is null)
            && (!query.ShuttingDown || m.IsShuttingDown(day))
            && (query.Source is not { } source || m.Source == source)
            && (term is null || m.Name.Contains(term, StringComparison.OrdinalIgnoreCase) || m.Vendor.Contains(term, StringComparison.OrdinalIgnoreCase)))
            .Select(m => ModelRow.Of(m, day)).ToList();
        var rows = Ordered(found, query.Sort).Skip((query.Page - 1) * query.PageSize).Take(query.PageSize).ToList();
        return new(
            new(rows, query.Page, query.PageSize, found.Count),
            catalogue.Models.Count(m => m.PriceOn(day) is null && !(m.ShutdownDate <= day)),
            catalogue.Models.Count(m => m.ShutdownDate > day && m.IsShuttingDown(day)));
    }

    /// <summary>What may be asked of a kind of provider, by name: of the vendors that the kind tells, as long as they are there.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(ProviderKind kind, CancellationToken ct)
    {
        access.Require(Permission.ProvidersView);
        var (catalogue, day) = (await catalogues.OfAsync(access.OrganizationId, ct).ConfigureAwait(false), Today);
        return [.. catalogue.Models.Where(m => (m.Kind == kind || ModelVendors.Of(kind) is not null) && ModelVendors.Has(kind, m) && !m.IsShuttingDown(day)).Select(m => m.Name).Distinct()];
    }

    /// <summary>Under exactly this name.</summary>
    public async Task<ModelRow> GetAsync(string name, ProviderKind? kind, CancellationToken ct)
    {
        access.Require(Permission.ProvidersView);
        var catalogue = await catalogues.OfAsync(access.OrganizationId, ct).ConfigureAwait(false);
        return catalogue.FindExact(name, kind) is { } found && found.Kind == kind ? ModelRow.Of(found, Today) : throw new NotFoundException("The model");
    }

    /// <summary>What is known of a model by the name that an assistant or a provider calls it; null: nothing.</summary>
    public async Task<ModelRow?> FindAsync(string name, ProviderKind? kind, CancellationToken ct)
    {
        access.Require(Permission.ProvidersView);
        var catalogue = await catalogues.OfAsync(access.OrganizationId, ct).ConfigureAwait(false);
        return catalogue.Find(name, kind) is { } found ? ModelRow.Of(found, Today) : null;
    }

    /// <summary>Describes a model of the organisation's own, or another way than the program comes with it.</summary>
    /// <param name="rowVersion">As it was read; 0 where the organisation had no entry.</param>
    public async Task<ModelRow> SaveAsync(ModelInput input, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.ProvidersManage);
        var errors = new Validator();
        var name = CatalogueRules.Name(input.Name, errors);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var key = ModelEntry.KeyOf(input.Kind, name);
            var stored = await context.Set<ModelEntry>().SingleOrDefaultAsync(m => m.Key == key, ct).ConfigureAwait(false);
            if (rowVersion is { } seen && seen != (stored?.RowVersion ?? 0))
            {
                throw ConflictException.Stale(name);
            }

            var entry = stored ?? ModelEntry.New(access, input.Kind, name, now);
            CatalogueRules.Read(input, entry, errors);
            errors.ThrowIfAny();
            if (stored is null)
            {
                await RequireRoomAsync(context, 1, ct).ConfigureAwait(false);
                context.Add(entry);
            }

            (entry.Source, entry.UpdatedAt, entry.UpdatedBy) = (ModelSource.Edited, now, access.Grant.ActorName);
            context.RecordRow(access.Grant, now, "ai_model.changed", entry, entry.Id, name);
            await context.SaveOrStaleAsync(name, ct).ConfigureAwait(false);
            feed.Publish(new(Topic, access.OrganizationId, entry.Id));
            return await GetAsync(name, input.Kind, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the organisation's entry away: the model is as the program comes with it, or not known any more.</summary>
    public async Task DeleteAsync(Guid id, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.ProvidersManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var entry = await context.Set<ModelEntry>().SingleOrDefaultAsync(m => m.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException("The model");
            entry.ExpectVersion(rowVersion, entry.Name);
            context.Remove(entry);
            context.RecordRow(access.Grant, clock.GetUtcNow().UtcDateTime, "ai_model.deleted", entry, id, entry.Name);
            await context.SaveOrStaleAsync(entry.Name, ct).ConfigureAwait(false);
            feed.Publish(new(Topic, access.OrganizationId, id));
        }
    }

    /// <summary>Who uses a model, by whichever of its names; null: any model.</summary>
    public async Task<IReadOnlyList<ModelUser>> UsersOfAsync(string? name, CancellationToken ct)
    {
        access.Require(Permission.ProvidersView);
        var catalogue = await catalogues.OfAsync(access.OrganizationId, ct).ConfigureAwait(false);
        var meant = name is null ? null : catalogue.Find(name)?.Name ?? name;
        return await ReadUsersAsync(used => name is null || used == name || catalogue.Find(used)?.Name == meant, ct).ConfigureAwait(false);
    }

    /// <summary>What is used and will be gone, the soonest first.</summary>
    public async Task<IReadOnlyList<ModelShutdown>> ShutdownsAsync(CancellationToken ct)
    {
        access.Require(Permission.ProvidersView);
        var (catalogue, day) = (await catalogues.OfAsync(access.OrganizationId, ct).ConfigureAwait(false), Today);
        var found = await ReadUsersAsync(used => catalogue.Find(used)?.IsShuttingDown(day) == true, ct).ConfigureAwait(false);
        return [.. found.GroupBy(u => u.Model, StringComparer.OrdinalIgnoreCase)
            .Select(g => new ModelShutdown(g.Key, catalogue.Find(g.Key)!.ShutdownDate!.Value, [.. g]))
            .OrderBy(s => s.Date).ThenBy(s => s.Model, StringComparer.Ordinal)];
    }

    internal static async Task RequireRoomAsync(StudioDbContext context, int more, CancellationToken ct)
    {
        if (await context.Set<ModelEntry>().CountAsync(ct).ConfigureAwait(false) + more > ModelLimits.PerOrganization)
        {
            throw new LimitExceededException($"An organisation has at most {ModelLimits.PerOrganization} models of its own. Delete some that nothing uses.");
        }
    }

    private async Task<IReadOnlyList<ModelUser>> ReadUsersAsync(Func<string, bool> isMeant, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            // An organisation has a hundred providers at most.
            var providers = await context.Set<Integration>().OrderBy(i => i.Name).Select(i => new { i.Id, i.Name, i.Models }).ToListAsync(ct).ConfigureAwait(false);
            var found = providers.SelectMany(p => p.Models.Where(isMeant).Select(m => new ModelUser(m, "provider", p.Id, p.Name))).ToList();
            foreach (var one in users)
            {
                found.AddRange(await one.ModelUsersAsync(context, isMeant, ct).ConfigureAwait(false));
            }

            return found;
        }
    }

    /// <summary>What has no value stands last in either direction.</summary>
    private static IEnumerable<ModelRow> Ordered(List<ModelRow> rows, string? sort)
    {
        sort = string.IsNullOrWhiteSpace(sort) ? "name" : sort;
        var order = s_orders.GetValueOrDefault(sort.TrimStart('-'))
            ?? throw new ValidationException("sort", $"\"{sort}\" is no order of this list. There are: {string.Join(", ", s_orders.Keys)}.");
        var known = rows.OrderBy(m => order(m) is null);
        return (sort.StartsWith('-') ? known.ThenByDescending(order, s_values) : known.ThenBy(order, s_values)).ThenBy(m => m.Key, StringComparer.Ordinal);
    }
}
