using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

/// <summary>A feature's part of the sample data. It uses the feature's own services, as a person would.</summary>
public interface ISamplePart
{
    string Kind { get; }

    /// <summary>Adds what is missing and returns the ids of the rows it added.</summary>
    Task<IReadOnlyList<Guid>> AddAsync(CancellationToken ct);

    /// <summary>Removes one row; that it is gone already is fine.</summary>
    Task RemoveAsync(Guid rowId, CancellationToken ct);
}

/// <summary>The kinds of sample rows that other parts ask for.</summary>
public static class SampleKinds
{
    public const string Assistant = "assistant";
    public const string Invitation = "invitation";
}

/// <summary>Adds the sample data of all features to the organisation and takes exactly that out again.</summary>
public sealed class SampleData(Access access, StudioDb db, IEnumerable<ISamplePart> parts, ChangeFeed feed, TimeProvider clock)
{
    public async Task<bool> IsThereAsync(CancellationToken ct)
    {
        access.Require(Permission.OrganizationView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<SampleRow>().AnyAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Which rows of a kind came with the sample data, for who tells them from a person's own.</summary>
    public async Task<IReadOnlySet<Guid>> RowsOfAsync(string kind, CancellationToken ct)
    {
        access.Require(Permission.OrganizationView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return (await context.Set<SampleRow>().Where(s => s.Kind == kind).Select(s => s.RowId).ToListAsync(ct).ConfigureAwait(false)).ToHashSet();
        }
    }

    /// <summary>May be run again: what is there stays as it is.</summary>
    public async Task<int> AddAsync(CancellationToken ct)
    {
        access.Require(Permission.OrganizationManage);
        var added = 0;
        foreach (var part in parts)
        {
            var rows = await part.AddAsync(ct).ConfigureAwait(false);
            added += rows.Count;
            var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                context.AddRange(rows.Select(id => new SampleRow { OrganizationId = access.OrganizationId, Kind = part.Kind, RowId = id }));
                await context.SaveAsync("The sample data", ct).ConfigureAwait(false);
            }
        }

        await RecordAsync("sample_data.added", added, ct).ConfigureAwait(false);
        return added;
    }

    public async Task<int> RemoveAsync(CancellationToken ct)
    {
        access.Require(Permission.OrganizationManage);
        var removed = 0;
        foreach (var part in parts.Reverse())
        {
            var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                foreach (var row in await context.Set<SampleRow>().Where(s => s.Kind == part.Kind).ToListAsync(ct).ConfigureAwait(false))
                {
                    await part.RemoveAsync(row.RowId, ct).ConfigureAwait(false);
                    context.Remove(row);
                    removed++;
                }

                await context.SaveAsync("The sample data", ct).ConfigureAwait(false);
            }
        }

        await RecordAsync("sample_data.removed", removed, ct).ConfigureAwait(false);
        return removed;
    }

    private async Task RecordAsync(string action, int rows, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            context.Record(access.Grant, clock.GetUtcNow().UtcDateTime, action, null, $"Sample data, {rows} rows");
            await context.SaveAsync("The sample data", ct).ConfigureAwait(false);
        }

        feed.Publish(new(OrganizationService.Topic, access.OrganizationId));
    }
}
