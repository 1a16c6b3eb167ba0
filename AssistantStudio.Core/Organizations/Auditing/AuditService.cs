using System.Runtime.CompilerServices;
using System.Text.Json;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

public sealed record AuditListQuery : ListQuery
{
    public DateTime? From { get; init; }

    public DateTime? To { get; init; }

    /// <summary>A whole action, or its kind with a dot at the end: <c>api_key.</c></summary>
    public string? Action { get; init; }

    public Guid? UserId { get; init; }

    public string? SubjectId { get; init; }
}

public sealed record AuditRow(
    Guid Id, DateTime At, string Actor, Guid? UserId, Guid? ApiKeyId, AccessSource Source, string? RemoteAddress,
    string Action, string? SubjectId, string SubjectName, IReadOnlyList<FieldChange> Changes);

/// <summary>Reads the audit log. Writing is <see cref="Audit"/>.</summary>
public sealed class AuditService(Access access, StudioDb db, TimeProvider clock)
{
    private const int ExportBatch = 1_000;

    internal static SortMap<AuditEntry> Sorts { get; } = new SortMap<AuditEntry>()
        .Add("-at", q => q.OrderBy(a => a.At).ThenBy(a => a.Id), q => q.OrderByDescending(a => a.At).ThenByDescending(a => a.Id))
        .Add("actor", q => q.OrderBy(a => a.Actor).ThenBy(a => a.At).ThenBy(a => a.Id), q => q.OrderByDescending(a => a.Actor).ThenByDescending(a => a.At).ThenByDescending(a => a.Id))
        .Add("action", q => q.OrderBy(a => a.Action).ThenBy(a => a.At).ThenBy(a => a.Id), q => q.OrderByDescending(a => a.Action).ThenByDescending(a => a.At).ThenByDescending(a => a.Id));

    public async Task<Page<AuditRow>> ListAsync(AuditListQuery query, CancellationToken ct)
    {
        access.Require(Permission.AuditView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var page = await context.PageAsync(Filter(context, query), query, Sorts, a => a, ct).ConfigureAwait(false);
            return new([.. page.Items.Select(RowOf)], page.PageNumber, page.PageSize, page.Total);
        }
    }

    public async Task<AuditRow> GetAsync(Guid id, CancellationToken ct)
    {
        access.Require(Permission.AuditView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return RowOf(await context.Set<AuditEntry>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct).ConfigureAwait(false)
                ?? throw new NotFoundException("The entry"));
        }
    }

    /// <summary>Everything that matches, oldest first, in batches. The export itself is recorded.</summary>
    public async IAsyncEnumerable<AuditRow> ExportAsync(AuditListQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        access.Require(Permission.AuditView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            context.Record(access.Grant, clock.GetUtcNow().UtcDateTime, "audit.exported", null, "Audit log");
            await context.SaveAsync("The audit log", ct).ConfigureAwait(false);
            var (lastAt, lastId) = (DateTime.MinValue, Guid.Empty);
            while (true)
            {
                var batch = await Filter(context, query)
                    .Where(a => a.At > lastAt || (a.At == lastAt && a.Id.CompareTo(lastId) > 0))
                    .OrderBy(a => a.At).ThenBy(a => a.Id).Take(ExportBatch).AsNoTracking().ToListAsync(ct).ConfigureAwait(false);
                foreach (var entry in batch)
                {
                    yield return RowOf(entry);
                }

                if (batch.Count < ExportBatch)
                {
                    yield break;
                }

                (lastAt, lastId) = (batch[^1].At, batch[^1].Id);
            }
        }
    }

    internal static IQueryable<AuditEntry> Filter(StudioDbContext context, AuditListQuery query)
    {
        var entries = context.Set<AuditEntry>().AsQueryable();
        if (query.From is { } from)
        {
            var first = UtcTime.Of(from);
            entries = entries.Where(a => a.At >= first);
        }

        if (query.To is { } to)
        {
            var end = UtcTime.Of(to);
            entries = entries.Where(a => a.At < end);
        }

        entries = query.UserId is { } user ? entries.Where(a => a.UserId == user) : entries;
        entries = string.IsNullOrEmpty(query.SubjectId) ? entries : entries.Where(a => a.SubjectId == query.SubjectId);
        entries = query.Action switch
        {
            null or "" => entries,
            _ when query.Action.EndsWith('.') => OfKind(entries, query.Action),
            _ => entries.Where(a => a.Action == query.Action),
        };
        return query.SearchTerm() is { } term ? entries.Where(a => a.SearchText.Contains(term)) : entries;
    }

    /// <summary>A range of the index: "user." up to, but without, the character behind the dot.</summary>
    private static IQueryable<AuditEntry> OfKind(IQueryable<AuditEntry> entries, string prefix)
    {
        var end = prefix[..^1] + (char)('.' + 1);
        return entries.Where(a => string.Compare(a.Action, prefix) >= 0 && string.Compare(a.Action, end) < 0);
    }

    internal static AuditRow RowOf(AuditEntry a) => new(
        a.Id, a.At, a.Actor, a.UserId, a.ApiKeyId, a.Source, a.RemoteAddress, a.Action, a.SubjectId, a.SubjectName,
        JsonSerializer.Deserialize<FieldChange[]>(a.Changes, JsonSerializerOptions.Web) ?? []);
}
