using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>A message as a model is told it.</summary>
/// <param name="Tokens">About how many; see <see cref="TokenCalibrations"/>.</param>
internal sealed record WindowMessage(Guid Id, int Ordinal, MessageRole Role, string Content, int Tokens);

/// <summary>What a model is told of what was said before: the newest messages word for word, and a digest of those before them.</summary>
/// <param name="Messages">The oldest first.</param>
/// <param name="IsWhole">Nothing between the digest, or the beginning, and these messages is missing.</param>
internal sealed record ConversationWindow(IReadOnlyList<WindowMessage> Messages, ConversationDigestRow? Digest, bool IsWhole)
{
    public static ConversationWindow Empty { get; } = new([], null, true);

    public int Tokens => Messages.Sum(m => m.Tokens);

    /// <summary>
    /// What is folded into the digest so that the rest fits, and some more comes before it is folded again. Never the last
    /// question and its answer.
    /// </summary>
    public IReadOnlyList<WindowMessage> TooOld(int budget, double factor)
    {
        if (Tokens * factor <= budget)
        {
            return [];
        }

        var room = budget * RoomAfter;
        var keep = 0;
        for (var tokens = 0.0; keep < Messages.Count; keep++)
        {
            tokens += Messages[^(keep + 1)].Tokens * factor;
            if (tokens > room && keep >= AlwaysKept)
            {
                break;
            }
        }

        // An answer does not go without its question.
        while (keep < Messages.Count && keep > AlwaysKept && Messages[^keep].Role == MessageRole.Assistant)
        {
            keep--;
        }

        return [.. Messages.Take(Messages.Count - keep)];
    }

    private const double RoomAfter = 0.6;
    private const int AlwaysKept = 2;
}

/// <summary>Reads the end of one way through a conversation, without reading the whole of it.</summary>
internal static class WindowReader
{
    private const int FirstChunk = 24;
    private const int Chunk = 200;
    private const int MostMessages = 1_000;

    /// <param name="head">The last message that counts.</param>
    /// <param name="tokens">When so many are read, the rest is not.</param>
    /// <param name="hasDigests">The conversation was compressed at some time.</param>
    public static async Task<ConversationWindow> ReadWindowAsync(this StudioDbContext context, Guid conversationId, Guid? head, int tokens, bool hasDigests, CancellationToken ct)
    {
        if (head is not { } next || tokens <= 0)
        {
            return ConversationWindow.Empty;
        }

        var digests = !hasDigests ? [] : await context.Set<ConversationDigestRow>().AsNoTracking().Where(d => d.ConversationId == conversationId)
            .OrderByDescending(d => d.UntilOrdinal).Take(Chunk).ToListAsync(ct).ConfigureAwait(false);
        var byMessage = digests.GroupBy(d => d.UntilId).ToDictionary(g => g.Key, g => g.MaxBy(d => d.Id)!);
        var (found, read, sum, before) = (new List<WindowMessage>(), 0, 0, int.MaxValue);
        while (read < MostMessages)
        {
            var size = read == 0 ? FirstChunk : Chunk;
            var from = before;
            var rows = await context.Set<Message>().AsNoTracking().Where(m => m.ConversationId == conversationId && m.Ordinal < from)
                .OrderByDescending(m => m.Ordinal).Take(size)
                .Select(m => new { m.Id, m.Ordinal, m.ParentId, m.Role, m.State, m.Content, m.Tokens }).ToListAsync(ct).ConfigureAwait(false);
            var last = next;
            read += rows.Count;
            foreach (var row in rows)
            {
                before = row.Ordinal;
                if (row.Id != next)
                {
                    continue; // On another branch.
                }

                if (byMessage.TryGetValue(row.Id, out var digest))
                {
                    found.Reverse();
                    return new(found, digest, true);
                }

                if (row.Content.Length > 0 && row.State != MessageState.Failed)
                {
                    // What broke off in a crash was never counted.
                    var length = row.Tokens > 0 ? row.Tokens : TokenEstimate.Of(row.Content);
                    found.Add(new(row.Id, row.Ordinal, row.Role, row.Content, length));
                    sum += length;
                }

                if (row.ParentId is not { } parent)
                {
                    found.Reverse();
                    return new(found, null, true);
                }

                next = parent;
                if (sum > tokens)
                {
                    break;
                }
            }

            if (rows.Count < size || sum > tokens)
            {
                break;
            }

            // All of them are on other branches: what is looked for lies before those, however many they are.
            if (next == last)
            {
                var wanted = next;
                before = 1 + await context.Set<Message>().Where(m => m.Id == wanted && m.ConversationId == conversationId).Select(m => m.Ordinal).SingleOrDefaultAsync(ct).ConfigureAwait(false);
            }
        }

        found.Reverse();
        return new(found, null, false);
    }
}
