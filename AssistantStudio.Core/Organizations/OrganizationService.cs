using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

public sealed record OrganizationDetail(Guid Id, string Name, string TimeZone, DateTime CreatedAt, long RowVersion);

public sealed record OrganizationChoice(Guid Id, string Name);

/// <summary>The organisation one is in, the ones one may go to, and new ones.</summary>
public sealed class OrganizationService(Access access, StudioDb db, ChangeFeed feed, TimeProvider clock)
{
    public const string Topic = "organization";

    private const int MaxChoices = 200;

    private static readonly SortMap<Organization> s_sorts = new SortMap<Organization>()
        .Add("name", q => q.OrderBy(o => o.Name), q => q.OrderByDescending(o => o.Name))
        .Add("createdAt", q => q.OrderBy(o => o.CreatedAt).ThenBy(o => o.Id), q => q.OrderByDescending(o => o.CreatedAt).ThenByDescending(o => o.Id));

    public async Task<OrganizationDetail> GetAsync(CancellationToken ct)
    {
        access.Require(Permission.OrganizationView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return DetailOf(await FindAsync(context, ct).ConfigureAwait(false));
        }
    }

    public async Task<OrganizationDetail> ChangeAsync(string? name, string? timeZone, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.OrganizationManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var organization = await FindAsync(context, ct).ConfigureAwait(false);
            organization.ExpectVersion(rowVersion, "The organisation");
            organization.Name = name is null ? organization.Name : ValidName(name);
            organization.TimeZone = timeZone is null ? organization.TimeZone : ValidZone(timeZone);
            context.RecordRow(access.Grant, clock.GetUtcNow().UtcDateTime, "organization.changed", organization, organization.Id, organization.Name);
            await SaveAsync(context, organization.Name, ct).ConfigureAwait(false);
            feed.Publish(new(Topic, organization.Id, organization.Id));
            return DetailOf(organization);
        }
    }

    /// <summary>The organisations between which a person may switch, by name; all of them for a site administrator.</summary>
    public async Task<IReadOnlyList<OrganizationChoice>> ListMineAsync(CancellationToken ct)
    {
        var userId = access.RequireUser();
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var all = context.Set<Organization>().AsQueryable();
            if (!access.Grant.IsSiteAdmin)
            {
                var mine = context.Set<Membership>().IgnoreQueryFilters([StudioDbContext.TenantFilter]).Where(m => m.UserId == userId && m.Active).Select(m => m.OrganizationId);
                all = all.Where(o => mine.Contains(o.Id));
            }

            return await all.OrderBy(o => o.Name).Take(MaxChoices).Select(o => new OrganizationChoice(o.Id, o.Name)).ToListAsync(ct).ConfigureAwait(false);
        }
    }

    public async Task<Page<OrganizationDetail>> ListAllAsync(ListQuery query, CancellationToken ct)
    {
        access.Require(Permission.SiteManage);
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var all = context.Set<Organization>().AsQueryable();
            if (query.SearchTerm() is { } term)
            {
                var typed = query.Search!.Trim(); // SQLite lowers ASCII alone: what is beyond it is found as it was typed.
#pragma warning disable CA1304, CA1311, CA1862 // The database lowers it, which knows no culture of this machine.
                all = all.Where(o => o.Name.ToLower().Contains(term) || o.Name.Contains(typed));
#pragma warning restore CA1304, CA1311, CA1862
            }

            return await context.PageAsync(all, query, s_sorts, o => new OrganizationDetail(o.Id, o.Name, o.TimeZone, o.CreatedAt, o.RowVersion), ct).ConfigureAwait(false);
        }
    }

    /// <summary>Makes an organisation and its creator an administrator there.</summary>
    public async Task<OrganizationDetail> CreateAsync(string? name, string? timeZone, CancellationToken ct)
    {
        access.Require(Permission.SiteManage);
        var userId = access.RequireUser();
        var now = clock.GetUtcNow().UtcDateTime;
        var organization = new Organization { Name = ValidName(name), TimeZone = ValidZone(timeZone ?? "UTC"), CreatedAt = now };
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var user = await context.Set<StudioUser>().SingleAsync(u => u.Id == userId, ct).ConfigureAwait(false);
            context.Add(organization);
            context.Add(Membership.Of(user, organization.Id, Role.OrgAdmin, now));
            context.RecordRow(access.Grant with { OrganizationId = organization.Id }, now, "organization.created", organization, organization.Id, organization.Name);
            await SaveAsync(context, organization.Name, ct).ConfigureAwait(false);
        }

        feed.Publish(new(SessionService.AccessTopic, Guid.Empty, userId));
        feed.Publish(new(Topic, organization.Id, organization.Id));
        return DetailOf(organization);
    }

    internal static string ValidName(string? name)
    {
        var errors = new Validator();
        var trimmed = errors.Text(name, "name", "the organisation's name", OrganizationLimits.NameLength);
        errors.ThrowIfAny();
        return trimmed;
    }

    internal static string ValidZone(string timeZone) =>
        timeZone.Length <= 64 && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _)
            ? timeZone
            : throw new ValidationException("timeZone", "There is no such time zone. Choose one like Europe/Berlin or UTC.");

    private async Task<Organization> FindAsync(StudioDbContext context, CancellationToken ct)
    {
        var id = access.OrganizationId;
        return await context.Set<Organization>().SingleOrDefaultAsync(o => o.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException("The organisation");
    }

    private static async Task SaveAsync(StudioDbContext context, string name, CancellationToken ct)
    {
        try
        {
            await context.SaveAsync(name, ct).ConfigureAwait(false);
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            throw new ValidationException("name", "Another organisation has this name already.");
        }
    }

    private static OrganizationDetail DetailOf(Organization o) => new(o.Id, o.Name, o.TimeZone, o.CreatedAt, o.RowVersion);
}
