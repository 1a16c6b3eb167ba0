using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>The providers of an organisation. Keys go in and never come out.</summary>
public sealed class IntegrationService(Access access, StudioDb db, SecretProtector secrets, IEnumerable<IProviderUsers> users, ModelCatalogues catalogues, ChangeFeed feed, TimeProvider clock)
{
    public const string Topic = "providers";

    private const int NamesInSentence = 5;

    private static readonly ProviderKind[] s_dataSources = [.. ProviderKinds.All.Where(k => k.IsDataSource).Select(k => k.Kind)];

    private static readonly SortMap<Integration> s_sorts = new SortMap<Integration>()
        .Add("name", q => q.OrderBy(i => i.Name).ThenBy(i => i.Id), q => q.OrderByDescending(i => i.Name).ThenByDescending(i => i.Id));

    public async Task<Page<IntegrationRow>> ListAsync(IntegrationQuery query, CancellationToken ct)
    {
        access.Require(Permission.ProvidersView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var all = context.Set<Integration>().AsNoTracking();
            all = query.Kind is { } kind ? all.Where(i => i.Kind == kind) : all;
            all = query.DataSources is { } wanted ? all.Where(i => s_dataSources.Contains(i.Kind) == wanted) : all;
            all = query.Active is { } active ? all.Where(i => i.IsActive == active) : all;
            all = query.SearchTerm() is { } term ? all.Where(i => i.SearchText.Contains(term)) : all;
            var page = await context.PageAsync(all, query, s_sorts, i => i, ct).ConfigureAwait(false);
            return new([.. page.Items.Select(RowOf)], page.PageNumber, page.PageSize, page.Total);
        }
    }

    public async Task<IntegrationRow> GetAsync(Guid id, CancellationToken ct)
    {
        access.Require(Permission.ProvidersView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return RowOf(await FindAsync(context, id, ct).ConfigureAwait(false));
        }
    }

    /// <param name="test">What trying these settings has just shown; it is kept with them.</param>
    public async Task<IntegrationRow> CreateAsync(IntegrationInput input, ProviderTest? test, CancellationToken ct)
    {
        access.Require(Permission.ProvidersManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var settings = await ReadAsync(context, input, null, ct).ConfigureAwait(false);
            await RequireRoomAsync(context, ct).ConfigureAwait(false);
            var row = new Integration { Id = input.NewId ?? Guid.CreateVersion7(), OrganizationId = access.OrganizationId, Kind = settings.Kind.Kind, CreatedAt = now, UpdatedBy = "" };
            context.Add(row);
            Write(row, settings, input, test, now);
            return await SaveAsync(context, row, "provider.created", ct).ConfigureAwait(false);
        }
    }

    /// <summary>Says what is wrong with it before anybody pays for a test.</summary>
    /// <param name="id">What is being changed; null: it would be a new one.</param>
    public async Task CheckAsync(IntegrationInput input, Guid? id, CancellationToken ct)
    {
        access.Require(Permission.ProvidersManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await ReadAsync(context, input, id is { } known ? await FindAsync(context, known, ct).ConfigureAwait(false) : null, ct).ConfigureAwait(false);
        }
    }

    public async Task<IntegrationRow> ChangeAsync(Guid id, IntegrationInput input, long? rowVersion, ProviderTest? test, CancellationToken ct)
    {
        access.Require(Permission.ProvidersManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var row = await FindAsync(context, id, ct).ConfigureAwait(false);
            row.ExpectVersion(rowVersion, row.Name);
            var settings = await ReadAsync(context, input, row, ct).ConfigureAwait(false);
            Write(row, settings, input, test, clock.GetUtcNow().UtcDateTime);
            return await SaveAsync(context, row, "provider.changed", ct).ConfigureAwait(false);
        }
    }

    /// <summary>The same under another name, its key included, switched off until somebody has looked at it.</summary>
    public async Task<IntegrationRow> DuplicateAsync(Guid id, CancellationToken ct)
    {
        access.Require(Permission.ProvidersManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var from = await FindAsync(context, id, ct).ConfigureAwait(false);
            await RequireRoomAsync(context, ct).ConfigureAwait(false);
            var names = await context.Set<Integration>().Select(i => i.Name).ToListAsync(ct).ConfigureAwait(false);
            var now = clock.GetUtcNow().UtcDateTime;
            var row = new Integration
            {
                OrganizationId = access.OrganizationId,
                Kind = from.Kind,
                Address = from.Address,
                Key = from.Key is { } key ? secrets.Protect(secrets.Unprotect(key)) : null,
                KeyHint = from.KeyHint,
                Models = from.Models,
                FallbackId = from.FallbackId,
                TimeoutSeconds = from.TimeoutSeconds,
                LoadGroup = from.LoadGroup,
                MaxConcurrent = from.MaxConcurrent,
                RequestsPerMinute = from.RequestsPerMinute,
                IsActive = false,
                CreatedAt = now,
                UpdatedAt = now,
                UpdatedBy = access.Grant.ActorName,
            }.Called(FreeName(from.Name, names));
            context.Add(row);
            return await SaveAsync(context, row, "provider.created", ct).ConfigureAwait(false);
        }
    }

    /// <summary>Who would miss it: assistants, preferences, budgets that lead to it, and providers that fall back on it.</summary>
    public async Task<IReadOnlyList<ProviderUser>> UsersOfAsync(Guid id, CancellationToken ct)
    {
        access.Require(Permission.ProvidersView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var row = await FindAsync(context, id, ct).ConfigureAwait(false);
            return await ReadUsersAsync(context, row.Id, ct).ConfigureAwait(false);
        }
    }

    /// <param name="replaceBy">Takes its place with whoever uses it. Without one, a provider in use stays.</param>
    public async Task DeleteAsync(Guid id, Guid? replaceBy, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.ProvidersManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var row = await FindAsync(context, id, ct).ConfigureAwait(false);
            row.ExpectVersion(rowVersion, row.Name);
            if (replaceBy is { } by)
            {
                await ReplaceAsync(context, row, by, ct).ConfigureAwait(false);
            }
            else if (await ReadUsersAsync(context, id, ct).ConfigureAwait(false) is { Count: > 0 } found)
            {
                throw new ConflictException($"{row.Name} is used by {Sentence(found)}. Choose another provider for them, or replace it by one while deleting it.");
            }

            foreach (var one in users)
            {
                await one.RemoveOwnAsync(context, id, ct).ConfigureAwait(false);
            }

            context.Remove(row);
            context.RecordRow(access.Grant, clock.GetUtcNow().UtcDateTime, "provider.deleted", row, row.Id, row.Name);
            await context.SaveOrStaleAsync(row.Name, ct).ConfigureAwait(false);
            feed.Publish(new(Topic, access.OrganizationId, id));
        }
    }

    internal static async Task<Integration> FindAsync(StudioDbContext context, Guid id, CancellationToken ct) =>
        await context.Set<Integration>().SingleOrDefaultAsync(i => i.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException("The provider");

    internal static IntegrationRow RowOf(Integration i) => new(
        i.Id, i.Kind, i.Name, i.Address, i.KeyHint, i.Models, i.FallbackId, i.IsActive, i.TimeoutSeconds, i.MaxConcurrent, i.RequestsPerMinute, i.LoadGroup,
        i.TestedAt is { } at ? new(at, i.TestPassed, i.TestMilliseconds, i.TestMessage) : null, i.UpdatedAt, i.UpdatedBy, i.RowVersion);

    private static async Task<IntegrationSettings> ReadAsync(StudioDbContext context, IntegrationInput input, Integration? stored, CancellationToken ct)
    {
        var errors = new Validator();
        var settings = IntegrationRules.Read(input, stored, errors);
        if (input.FallbackId is { } fallback)
        {
            var others = await context.Set<Integration>().Select(i => new { i.Id, i.Name, i.Kind, i.FallbackId, i.Models }).ToListAsync(ct).ConfigureAwait(false);
            var chosen = others.Find(o => o.Id == fallback);
            errors.Check(chosen is not null, "fallbackId", "There is no such provider.")
                .Check(!settings.Kind.IsDataSource, "fallbackId", "Nobody stands in for a connection that knowledge is read through.")
                .Check(chosen is null || !settings.Kind.Chats || ProviderKinds.Of(chosen.Kind).Chats, "fallbackId", $"{chosen?.Name} has no language models.")
                .Check(chosen is null || settings.Kind.Chats || settings.Kind.IsDataSource || ProviderKinds.Of(chosen.Kind).Embeds, "fallbackId", $"{chosen?.Name} has no embeddings.")
                .Check(chosen is null || !settings.Kind.Chats || chosen.Models.Count > 0, "fallbackId", $"{chosen?.Name} does not say which of its models answers then. Enter one there first.")
                .Check(fallback != stored?.Id, "fallbackId", "A provider cannot stand in for itself.")
                .Check(
                    stored is null || fallback == stored.Id || !FallbackChain.EndsIn(others.ToDictionary(o => o.Id, o => o.FallbackId), fallback, stored.Id),
                    "fallbackId",
                    $"{chosen?.Name} falls back on this one already, directly or through others.");
        }

        if (stored is not null && settings is { Kind.Chats: true, Models.Count: 0 })
        {
            var depends = await context.Set<Integration>().Where(i => i.FallbackId == stored.Id).OrderBy(i => i.Name).Select(i => i.Name).FirstOrDefaultAsync(ct).ConfigureAwait(false);
            errors.Check(depends is null, "models", $"{depends} falls back on it: say which model answers then.");
        }

        errors.ThrowIfAny();
        return settings;
    }

    private void Write(Integration row, IntegrationSettings settings, IntegrationInput input, ProviderTest? test, DateTime now)
    {
        var address = settings.Address?.AbsoluteUri.TrimEnd('/');
        var isReachedAlike = row.Address == address && settings.Key is null;
        row.Called(settings.Name);
        (row.Address, row.Models, row.TimeoutSeconds) = (address, settings.Models, settings.TimeoutSeconds);
        (row.MaxConcurrent, row.RequestsPerMinute) = (input.MaxConcurrent, input.RequestsPerMinute);
        (row.FallbackId, row.IsActive) = (input.FallbackId, input.Active);
        row.LoadGroup = string.IsNullOrWhiteSpace(input.LoadGroup) ? null : input.LoadGroup.Trim();
        if (settings.Key is { } key)
        {
            (row.Key, row.KeyHint) = (secrets.Protect(key), ProviderAddress.Hint(key));
        }

        if (test is not null)
        {
            row.Remember(test, now);
        }
        else if (!isReachedAlike)
        {
            row.ForgetTest();
        }

        (row.UpdatedAt, row.UpdatedBy) = (now, access.Grant.ActorName);
    }

    private async Task<IntegrationRow> SaveAsync(StudioDbContext context, Integration row, string action, CancellationToken ct)
    {
        context.RecordRow(access.Grant, row.UpdatedAt, action, row, row.Id, row.Name);
        await context.SaveOrStaleAsync(
            row.Name, taken => taken is Integration ? new ValidationException("name", $"There is a provider called {row.Name} already.") : null, ct).ConfigureAwait(false);
        feed.Publish(new(Topic, access.OrganizationId, row.Id));
        return RowOf(row);
    }

    private static async Task RequireRoomAsync(StudioDbContext context, CancellationToken ct)
    {
        if (await context.Set<Integration>().CountAsync(ct).ConfigureAwait(false) >= IntegrationLimits.PerOrganization)
        {
            throw new LimitExceededException($"An organisation has at most {IntegrationLimits.PerOrganization} providers. Delete some that nothing uses.");
        }
    }

    private async Task<IReadOnlyList<ProviderUser>> ReadUsersAsync(StudioDbContext context, Guid id, CancellationToken ct)
    {
        var found = await context.Set<Integration>().Where(i => i.FallbackId == id).OrderBy(i => i.Name).Select(i => new ProviderUser("provider", i.Id, i.Name)).ToListAsync(ct).ConfigureAwait(false);
        foreach (var one in users)
        {
            found.AddRange(await one.UsersOfAsync(context, id, ct).ConfigureAwait(false));
        }

        return found;
    }

    private async Task ReplaceAsync(StudioDbContext context, Integration row, Guid by, CancellationToken ct)
    {
        var all = await context.Set<Integration>().ToListAsync(ct).ConfigureAwait(false);
        var other = all.Find(i => i.Id == by);
        new Validator()
            .Check(other is not null && by != row.Id, "replaceBy", "There is no such other provider.")
            .Check(
                other is null || ProviderKinds.CanReplace(row.Kind, other.Kind), "replaceBy",
                ProviderKinds.Of(row.Kind).IsDataSource ? $"{other?.Name} is no {ProviderKinds.Of(row.Kind).Title}." : $"{other?.Name} has no language models.")
            .ThrowIfAny();
        foreach (var dependent in all.Where(i => i.FallbackId == row.Id))
        {
            // Whoever would fall back on itself, or around in a circle, takes over what the one that goes falls back on.
            var chains = all.ToDictionary(i => i.Id, i => i.Id == row.Id ? null : i.FallbackId);
            dependent.FallbackId = new[] { by, row.FallbackId }.FirstOrDefault(next => next is { } id && !FallbackChain.EndsIn(chains, id, dependent.Id));
            context.RecordRow(access.Grant, clock.GetUtcNow().UtcDateTime, "provider.changed", dependent, dependent.Id, dependent.Name);
        }

        var successor = new Successor(other!.Id, other.Name, ProviderKinds.Of(other.Kind), other.Models, await catalogues.OfAsync(access.OrganizationId, ct).ConfigureAwait(false));
        foreach (var one in users)
        {
            await one.ReplaceAsync(context, row.Id, successor, ct).ConfigureAwait(false);
        }
    }

    private static string FreeName(string name, List<string> names)
    {
        for (var n = 1; ; n++)
        {
            var tail = n == 1 ? " (copy)" : string.Create(CultureInfo.InvariantCulture, $" (copy {n})");
            var free = name[..Math.Min(name.Length, IntegrationLimits.NameLength - tail.Length)] + tail;
            if (!names.Contains(free, StringComparer.OrdinalIgnoreCase))
            {
                return free;
            }
        }
    }

    private static string Sentence(IReadOnlyList<ProviderUser> found)
    {
        var named = found.Where(u => u.Name is not null).Select(u => u.Name!).Take(NamesInSentence).ToList();
        var rest = found.Count - named.Count;
        var more = rest == 0 ? null : named.Count == 0 ? (rest == 1 ? "an assistant that you may not see" : $"{rest} assistants that you may not see") : rest == 1 ? "one more" : $"{rest} more";
        return string.Join(", ", named.Append(more).OfType<string>());
    }
}
