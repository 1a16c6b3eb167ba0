using System.Diagnostics;
using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

/// <summary>A feature's rows for trying the program at scale.</summary>
public interface ILoadPart
{
    string What { get; }

    /// <summary>Adds <paramref name="rows"/> rows to the context in batches, saving and clearing it as it goes.</summary>
    Task AddAsync(StudioDbContext db, Guid organizationId, int rows, CancellationToken ct);
}

/// <summary>Fills an organisation of its own with made-up rows of every feature, the same ones for the same number.</summary>
public sealed class LoadGenerator(StudioDb db, IEnumerable<ILoadPart> parts, TimeProvider clock)
{
    public const string OrganizationName = "Load test";

    public async Task<string> RunAsync(int rows, Action<string> report, CancellationToken ct)
    {
        if (rows is < 1 or > 10_000_000)
        {
            throw new ValidationException("rows", "Between 1 and 10,000,000 rows of each kind.");
        }

        var began = Stopwatch.GetTimestamp();
        var organizationId = await FindOrMakeAsync(ct).ConfigureAwait(false);
        foreach (var part in parts)
        {
            var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                context.ChangeTracker.AutoDetectChangesEnabled = false;
                await part.AddAsync(context, organizationId, rows, ct).ConfigureAwait(false);
            }

            report(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} {part.What}"));
        }

        return string.Create(CultureInfo.InvariantCulture, $"Done in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s. Switch to the organisation \"{OrganizationName}\" to look at it.");
    }

    private async Task<Guid> FindOrMakeAsync(CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var organization = await context.Set<Organization>().SingleOrDefaultAsync(o => o.Name == OrganizationName, ct).ConfigureAwait(false);
            if (organization is null)
            {
                organization = new Organization { Name = OrganizationName, CreatedAt = clock.GetUtcNow().UtcDateTime };
                context.Add(organization);
                await context.SaveChangesAsync(ct).ConfigureAwait(false);
            }

            return organization.Id;
        }
    }
}
