using AssistantStudio.Core.Data;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>One way through a conversation that has several.</summary>
internal static class BranchPages
{
    private const int Chunk = 500;

    public static async Task<MessagePage> PageAsync(StudioDbContext context, Conversation conversation, int? before, int? after, int size, CancellationToken ct)
    {
        var way = await WayAsync(context, conversation, before, after, size, ct).ConfigureAwait(false);
        var wanted = way.Ids.ToArray();
        var messages = await context.Set<Message>().AsNoTracking().Where(m => wanted.Contains(m.Id)).OrderBy(m => m.Ordinal).ToListAsync(ct).ConfigureAwait(false);
        var places = await PlacesAsync(context, conversation.Id, messages, ct).ConfigureAwait(false);
        var items = messages.ConvertAll(m => MessageView.Of(m) with { Place = places[m.Id].Place, Places = places[m.Id].Places });
        return items.Count == 0 ? new([], null, null) : new(items, way.HasOlder ? items[0].Ordinal : null, way.HasNewer ? items[^1].Ordinal : null);
    }

    /// <summary>The newest message that follows this one, by whatever way.</summary>
    public static async Task<Guid> EndOfAsync(StudioDbContext context, Guid conversationId, Guid messageId, CancellationToken ct)
    {
        // As one statement: a long way would be as many questions.
        var last = await context.Database.SqlQueryRaw<int>(
            """
            WITH RECURSIVE after AS (
                SELECT "Id", "Ordinal" FROM "Messages" WHERE "Id" = {0}
                UNION ALL SELECT m."Id", m."Ordinal" FROM "Messages" m JOIN after a ON m."ParentId" = a."Id")
            SELECT MAX("Ordinal") AS "Value" FROM after
            """, context.Stored(messageId)).ToListAsync(ct).ConfigureAwait(false);
        var ordinal = last[0];
        return await context.Set<Message>().Where(m => m.ConversationId == conversationId && m.Ordinal == ordinal).Select(m => m.Id).SingleAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Goes back from the end of the way; ids and parents alone are short.</summary>
    private static async Task<(List<Guid> Ids, bool HasOlder, bool HasNewer)> WayAsync(StudioDbContext context, Conversation conversation, int? before, int? after, int size, CancellationToken ct)
    {
        var (ids, next, until, hasNewer) = (new List<(Guid Id, int Ordinal)>(), conversation.HeadId, int.MaxValue, false);
        while (next is not null)
        {
            var from = until;
            var rows = await context.Set<Message>().AsNoTracking().Where(m => m.ConversationId == conversation.Id && m.Ordinal < from).OrderByDescending(m => m.Ordinal).Take(Chunk)
                .Select(m => new { m.Id, m.Ordinal, m.ParentId }).ToListAsync(ct).ConfigureAwait(false);
            foreach (var row in rows)
            {
                until = row.Ordinal;
                if (row.Id != next)
                {
                    continue;
                }

                next = row.ParentId;
                if (before is { } end && row.Ordinal >= end)
                {
                    hasNewer = true;
                    continue;
                }

                if (after is { } begin && row.Ordinal <= begin)
                {
                    return Newer();
                }

                ids.Add((row.Id, row.Ordinal));
                if (after is null && ids.Count > size)
                {
                    return ([.. ids.Take(size).Select(i => i.Id)], true, hasNewer);
                }

                if (next is null)
                {
                    break;
                }
            }

            if (rows.Count < Chunk)
            {
                break;
            }
        }

        return after is null ? ([.. ids.Select(i => i.Id)], false, hasNewer) : Newer();

        (List<Guid>, bool, bool) Newer() => ([.. ids.TakeLast(size).Select(i => i.Id)], true, ids.Count > size);
    }

    /// <summary>Which of those that follow the same message each one is.</summary>
    private static async Task<Dictionary<Guid, (int Place, int Places)>> PlacesAsync(StudioDbContext context, Guid conversationId, List<Message> messages, CancellationToken ct)
    {
        var parents = messages.Select(m => m.ParentId).OfType<Guid>().ToArray();
        var hasFirst = messages.Exists(m => m.ParentId is null);
        var beside = await context.Set<Message>().Where(m => m.ConversationId == conversationId && ((m.ParentId != null && parents.Contains(m.ParentId.Value)) || (hasFirst && m.ParentId == null)))
            .OrderBy(m => m.Ordinal).Select(m => new { m.Id, m.ParentId }).ToListAsync(ct).ConfigureAwait(false);
        var groups = beside.GroupBy(m => m.ParentId ?? Guid.Empty).ToDictionary(g => g.Key, g => g.Select(m => m.Id).ToList());
        return messages.ToDictionary(m => m.Id, m => (groups[m.ParentId ?? Guid.Empty].IndexOf(m.Id) + 1, groups[m.ParentId ?? Guid.Empty].Count));
    }
}
