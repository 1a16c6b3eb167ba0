using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

/// <summary>In which time zone each organisation's schedules are meant; for the features that keep schedules.</summary>
internal static class OrganizationZones
{
    public static Task<Dictionary<Guid, string>> ListAsync(StudioDbContext db, CancellationToken ct) =>
        db.Set<Organization>().ToDictionaryAsync(o => o.Id, o => o.TimeZone, ct);

    public static Task<string?> FindAsync(StudioDbContext db, Guid organizationId, CancellationToken ct) =>
        db.Set<Organization>().Where(o => o.Id == organizationId).Select(o => o.TimeZone).SingleOrDefaultAsync(ct);
}
