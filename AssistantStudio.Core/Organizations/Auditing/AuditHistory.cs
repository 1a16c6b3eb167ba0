using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

/// <summary>The log of one thing. The newest first it is in lines; in any other order every entry stands alone.</summary>
public sealed record AuditHistoryQuery : ListQuery
{
    public required string SubjectId { get; init; }

    /// <summary>Actions of which one person takes many in a row, such as saves of a draft that saves itself: a row of them is one line.</summary>
    public IReadOnlyList<string> Collapsed { get; init; } = [];
}

/// <summary>One entry, or a row of entries that one person made with nothing else between them.</summary>
/// <param name="Entry">The newest.</param>
/// <param name="Count">1: the entry alone.</param>
/// <param name="Since">When the oldest was made.</param>
public sealed record AuditLine(AuditRow Entry, int Count, DateTime Since)
{
    public Guid Id => Entry.Id;
}

/// <summary>The newest lines, without counting what lies below them.</summary>
public sealed record AuditGlance(IReadOnlyList<AuditLine> Lines, bool HasMore);

/// <summary>
/// Reads the log of one thing in lines. The entries themselves stay as they were written. Besides those who may read the
/// whole log, whoever may change the thing reads its history (<see cref="IHistoryReaders"/>); from which address somebody came
/// stays with the log.
/// </summary>
public sealed class AuditHistory(Access access, StudioDb db, IEnumerable<IHistoryReaders> readers)
{
    private const int Batch = 500;
    private const int MostNewest = 50;
    private const string NewestFirst = "-at";

    /// <summary>The end of a time span is not part of it, and databases keep times a little coarser than the program.</summary>
    private static readonly TimeSpan s_justAfter = TimeSpan.FromMilliseconds(1);

    private static readonly SortMap<AuditEntry> s_sorts = AuditService.Sorts;

    public async Task<Page<AuditLine>> ListAsync(AuditHistoryQuery query, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await RequireAsync(context, query.SubjectId, ct).ConfigureAwait(false);
            var entries = AuditService.Filter(context, new AuditListQuery { SubjectId = query.SubjectId, Search = query.Search });
            var collapsed = string.IsNullOrWhiteSpace(query.Sort) || query.Sort == NewestFirst ? query.Collapsed : [];
            var page = await Heads(entries, collapsed).ToPageOfPartsAsync(query, s_sorts, a => a, ct).ConfigureAwait(false);
            return new(await LinesAsync(entries, page.Items, collapsed, ct).ConfigureAwait(false), page.PageNumber, page.PageSize, page.Total);
        }
    }

    /// <summary>The entries of one line, the newest first.</summary>
    public async Task<Page<AuditRow>> EntriesAsync(AuditLine line, ListQuery query, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await RequireAsync(context, line.Entry.SubjectId, ct).ConfigureAwait(false);
            var (action, from, to) = (line.Entry.Action, UtcTime.Of(line.Since), UtcTime.Of(line.Entry.At) + s_justAfter);
            var entries = AuditService.Filter(context, new AuditListQuery { SubjectId = line.Entry.SubjectId, Action = action, From = from, To = to });
            var page = await entries.ToPageOfPartsAsync(query with { Sort = null }, s_sorts, a => a, ct).ConfigureAwait(false);
            return new([.. page.Items.Select(Shown)], page.PageNumber, page.PageSize, page.Total);
        }
    }

    /// <summary>The newest lines of a thing, for a card: reads on only until they are whole.</summary>
    public async Task<AuditGlance> NewestAsync(string subjectId, IReadOnlyList<string> collapsed, int most, CancellationToken ct)
    {
        new Validator().Check(most is >= 1 and <= MostNewest, "most", $"Between 1 and {MostNewest}.").ThrowIfAny();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await RequireAsync(context, subjectId, ct).ConfigureAwait(false);
            var entries = AuditService.Filter(context, new AuditListQuery { SubjectId = subjectId });
            var heads = await s_sorts.Apply(Heads(entries, collapsed).AsNoTracking(), null).Take(most + 1).ToListAsync(ct).ConfigureAwait(false);
            return new(await LinesAsync(entries, heads[..Math.Min(most, heads.Count)], collapsed, ct).ConfigureAwait(false), heads.Count > most);
        }
    }

    /// <summary>The same answer for what is not there and for what the caller may not read.</summary>
    private async Task RequireAsync(StudioDbContext context, string? subjectId, CancellationToken ct)
    {
        if (!access.Can(Permission.AuditView) && Guid.TryParse(subjectId, out var id))
        {
            foreach (var reader in readers)
            {
                if (await reader.MayReadAsync(context, id, ct).ConfigureAwait(false))
                {
                    return;
                }
            }
        }

        access.Require(Permission.AuditView);
    }

    private AuditRow Shown(AuditEntry entry) => access.Can(Permission.AuditView) ? AuditService.RowOf(entry) : AuditService.RowOf(entry) with { RemoteAddress = null };

    /// <summary>
    /// The entries that begin a line: all but those whose next newer one is of the same person and action. That "at or after"
    /// stands beside the exact comparison lets the index lead to the next one at once.
    /// </summary>
    private static IQueryable<AuditEntry> Heads(IQueryable<AuditEntry> entries, IReadOnlyList<string> collapsed)
    {
        var actions = collapsed.ToArray();
        return actions.Length == 0 ? entries : entries.Where(a => !actions.Contains(a.Action)
            || !entries.Where(n => n.At >= a.At && (n.At > a.At || n.Id.CompareTo(a.Id) > 0)).OrderBy(n => n.At).ThenBy(n => n.Id)
                .Select(n => n.Action == a.Action && n.Actor == a.Actor && n.UserId == a.UserId && n.ApiKeyId == a.ApiKeyId).FirstOrDefault());
    }

    /// <summary>Counts what belongs to each line, going down from the page's first entry until the last line has ended.</summary>
    private async Task<IReadOnlyList<AuditLine>> LinesAsync(IQueryable<AuditEntry> entries, IReadOnlyList<AuditEntry> heads, IReadOnlyList<string> collapsed, CancellationToken ct)
    {
        var lines = heads.Select(h => new AuditLine(Shown(h), 1, h.At)).ToArray();
        var last = Array.FindLastIndex(lines, l => collapsed.Contains(l.Entry.Action));
        if (last < 0)
        {
            return lines;
        }

        var places = heads.Select((h, place) => (h.Id, place)).ToDictionary(h => h.Id, h => h.place);
        var (at, lastAt, lastId) = (0, heads[0].At, heads[0].Id);
        while (true)
        {
            var below = await entries.Where(a => a.At <= lastAt && (a.At < lastAt || a.Id.CompareTo(lastId) < 0))
                .OrderByDescending(a => a.At).ThenByDescending(a => a.Id).Take(Batch)
                .Select(a => new { a.Id, a.At, a.Action, a.Actor, a.UserId, a.ApiKeyId }).ToListAsync(ct).ConfigureAwait(false);
            foreach (var entry in below)
            {
                var head = lines[at].Entry;
                if (places.TryGetValue(entry.Id, out var place))
                {
                    at = place;
                }
                else if (collapsed.Contains(head.Action) && (head.Action, head.Actor, head.UserId, head.ApiKeyId) == (entry.Action, entry.Actor, entry.UserId, entry.ApiKeyId))
                {
                    lines[at] = lines[at] with { Count = lines[at].Count + 1, Since = entry.At };
                }
                else
                {
                    return lines; // The first line of the next page.
                }
            }

            if (below.Count < Batch || at > last)
            {
                return lines;
            }

            (lastAt, lastId) = (below[^1].At, below[^1].Id);
        }
    }
}
