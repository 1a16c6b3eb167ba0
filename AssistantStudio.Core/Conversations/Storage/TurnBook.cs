using System.Collections.Concurrent;
using System.Data.Common;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Conversations;

/// <summary>What is stored before anybody is asked.</summary>
/// <param name="Question">Null: it is stored already, and only the reply is new.</param>
/// <param name="Replaces">It stands beside another message, so there are several ways through now.</param>
/// <param name="LastOrdinal">Of the conversation when the turn was admitted.</param>
internal sealed record TurnBeginning(Guid OrganizationId, Guid ConversationId, Guid TurnId, Message? Question, Message Reply, bool Replaces, int LastOrdinal, DateTime At)
{
    /// <summary>What answers; null: it is tried in the playground.</summary>
    public Guid? DeploymentId { get; init; }

    public int? Version { get; init; }
}

/// <summary>What is stored when a turn ends, in one transaction: the reply, what it cost, how it came about, and all counters.</summary>
internal sealed record TurnEnding
{
    public required Guid OrganizationId { get; init; }

    public required Message Reply { get; init; }

    /// <summary>What the whole turn used.</summary>
    public required IReadOnlyList<UsageDraft> Usage { get; init; }

    /// <summary>That part of it that is not in the ledger yet.</summary>
    public required IReadOnlyList<UsageDraft> NewUsage { get; init; }

    public required TurnTrace Trace { get; init; }

    public required KeptSnapshot Snapshot { get; init; }

    public ConversationDigestRow? Digest { get; init; }

    public AssistantCount? Count { get; init; }

    public IReadOnlyList<CalibrationSample> Samples { get; init; } = [];

    public required DateTime At { get; init; }

    /// <summary>It failed before, and may be stored nevertheless.</summary>
    public bool IsTriedAgain { get; set; }
}

/// <summary>
/// Where turns are written down. What the turns of an organisation have to write at the same moment is committed together, and
/// each waits for the commit of its own. A group is one transaction: what fails was not written for anybody, and is tried one by one.
/// </summary>
internal sealed class TurnBook : IAsyncDisposable
{
    private const int GroupSize = 200;

    private readonly StudioDb _db;
    private readonly NodeIdentity _node;
    private readonly ILogger<TurnBook> _log;
    private readonly ConcurrentDictionary<Guid, GroupedWork<TurnBeginning, StudioException?>> _beginnings = new();
    private readonly ConcurrentDictionary<Guid, GroupedWork<TurnEnding, bool>> _endings = new();

    public TurnBook(StudioDb db, NodeIdentity node, ILogger<TurnBook> log) => (_db, _node, _log) = (db, node, log);

    /// <summary>Whoever asked may go meanwhile: what is stored is answered.</summary>
    /// <exception cref="ConflictException">Somebody else is being answered, or the conversation has ended.</exception>
    public async Task BeginAsync(TurnBeginning beginning)
    {
        try
        {
            var group = _beginnings.GetOrAdd(beginning.OrganizationId, id => new(GroupSize, items => TogetherAsync(id, items, BeginAsync), GroupFailed));
            if (await group.AddAsync(beginning, CancellationToken.None).ConfigureAwait(false) is { } refusal)
            {
                throw refusal;
            }
        }
        catch (DbException e) when (e.IsDuplicate())
        {
            throw new ConflictException("This was sent before, under the same key.", "sent_before"); // And answered meanwhile.
        }
        catch (Exception e) when (e is not StudioException)
        {
            throw new UnavailableException("Your message could not be stored, so nothing was sent. Try again in a moment.", e);
        }
    }

    /// <summary>Also when whoever asked is gone: what was paid for is stored.</summary>
    public Task EndAsync(TurnEnding ending) =>
        _endings.GetOrAdd(ending.OrganizationId, id => new(GroupSize, items => EndTogetherAsync(id, items), GroupFailed)).AddAsync(ending, CancellationToken.None);

    /// <summary>What stands there so far, and that whoever answers is alive. Returns without a word where the turn has ended meanwhile.</summary>
    public async Task SaveProgressAsync(Guid organizationId, IReadOnlyList<(Guid MessageId, string Text)> replies, IReadOnlyList<Guid> conversations, DateTime until, CancellationToken ct)
    {
        var context = await OpenAsync(organizationId, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                foreach (var (id, text) in replies.OrderBy(r => r.MessageId))
                {
                    await context.Set<Message>().Where(m => m.Id == id && m.State == MessageState.Streaming)
                        .ExecuteUpdateAsync(set => set.SetProperty(m => m.Content, text), ct).ConfigureAwait(false);
                }

                if (conversations.Count > 0)
                {
                    var node = _node.Name;
                    await context.Set<Conversation>().Where(c => conversations.Contains(c.Id) && c.RunningNode == node)
                        .ExecuteUpdateAsync(set => set.SetProperty(c => c.RunningUntil, until), ct).ConfigureAwait(false);
                }

                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Calls that a turn has made so far, while it goes on: what is known of them need not be estimated after a crash.</summary>
    public async Task SaveUsageAsync(Guid organizationId, IReadOnlyList<UsageDraft> drafts, CancellationToken ct)
    {
        var context = await OpenAsync(organizationId, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await context.WriteUsageAsync(drafts, ct).ConfigureAwait(false);
                await context.SaveChangesAsync(ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var group in _beginnings.Values)
        {
            await group.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var group in _endings.Values)
        {
            await group.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Task<StudioDbContext> OpenAsync(Guid organizationId, CancellationToken ct) => _db.OpenAsync(new Access(Grant.ForJob("turns", organizationId)), ct);

    private async Task<IReadOnlyList<bool>> EndTogetherAsync(Guid organizationId, IReadOnlyList<TurnEnding> endings)
    {
        try
        {
            return await TogetherAsync(organizationId, endings, EndAsync).ConfigureAwait(false);
        }
        catch
        {
            foreach (var one in endings)
            {
                one.IsTriedAgain = true;
            }

            throw;
        }
    }

    private void GroupFailed(Exception e, int turns) => ConversationLog.GroupFailed(_log, e, turns);

    private async Task<IReadOnlyList<TResult>> TogetherAsync<TItem, TResult>(
        Guid organizationId, IReadOnlyList<TItem> items, Func<StudioDbContext, IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> work)
    {
        var context = await OpenAsync(organizationId, CancellationToken.None).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync().ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var results = await work(context, items).ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
                return results;
            }
        }
    }

    private async Task<IReadOnlyList<StudioException?>> BeginAsync(StudioDbContext context, IReadOnlyList<TurnBeginning> beginnings)
    {
        var refusals = new StudioException?[beginnings.Count];
        var stored = new HashSet<Guid>();
        var node = _node.Name;
        for (var i = 0; i < beginnings.Count; i++)
        {
            var b = beginnings[i];
            if (await context.ClaimAsync(b, node).ConfigureAwait(false))
            {
                continue;
            }

            refusals[i] = await WhyNotAsync(context, b).ConfigureAwait(false);
            if (refusals[i] is null)
            {
                stored.Add(b.TurnId);
            }
        }

        await context.WriteAsync(beginnings.Where((b, i) => refusals[i] is null && !stored.Contains(b.TurnId))).ConfigureAwait(false);
        return refusals;
    }

    /// <summary>Null: it is this turn that goes on. Its commit was made, and the word of it was lost.</summary>
    private static async Task<StudioException?> WhyNotAsync(StudioDbContext context, TurnBeginning b)
    {
        var found = await context.Set<Conversation>().Where(c => c.Id == b.ConversationId).Select(c => new { c.Status, c.RunningTurnId }).SingleOrDefaultAsync().ConfigureAwait(false);
        return found is null ? new NotFoundException(ConversationRules.What)
            : found.RunningTurnId == b.TurnId ? null
            : found.RunningTurnId is not null ? new ConflictException("A reply is being written in this conversation. Wait for it, or stop it.", "turn_running")
            : found.Status is ConversationStatus.Ended or ConversationStatus.Expired ? ConversationRules.HasEnded(found.Status)
            : new ConflictException("Something else was said in this conversation meanwhile. Look at it, and send yours again.", "conversation_changed");
    }

    private static async Task<IReadOnlyList<bool>> EndAsync(StudioDbContext context, IReadOnlyList<TurnEnding> endings)
    {
        var all = endings;
        endings = await NotYetStoredAsync(context, endings).ConfigureAwait(false);
        if (endings.Count == 0)
        {
            return [.. all.Select(_ => true)];
        }

        await KeepSnapshotsAsync(context, endings).ConfigureAwait(false);
        await context.WriteUsageAsync([.. endings.SelectMany(e => e.NewUsage)], CancellationToken.None).ConfigureAwait(false);
        var traces = new List<TurnTrace>();

        // In one order, as the progress of replies is written, so that no two writers wait for each other.
        foreach (var e in endings.OrderBy(e => e.Reply.Id))
        {
            // Erased meanwhile: what it cost stays in the ledger, what was said does not come back.
            var there = await context.CloseAsync(e).ConfigureAwait(false);
            if (!there)
            {
                continue;
            }

            await context.CompleteAsync(e.Reply).ConfigureAwait(false);
            traces.Add(e.Trace);
            if (e.Digest is { } digest)
            {
                context.Add(digest);
            }
        }

        await context.WriteAsync(traces).ConfigureAwait(false);
        await context.SaveChangesAsync().ConfigureAwait(false);
        await context.CalibrateAsync([.. endings.SelectMany(e => e.Samples)]).ConfigureAwait(false);
        await context.CountAsync([.. endings.Select(e => e.Count).OfType<AssistantCount>()], endings[^1].At, CancellationToken.None).ConfigureAwait(false);
        return [.. all.Select(_ => true)];
    }

    /// <summary>A commit whose word was lost is not made twice: nothing would be counted right after that.</summary>
    private static async Task<IReadOnlyList<TurnEnding>> NotYetStoredAsync(StudioDbContext context, IReadOnlyList<TurnEnding> endings)
    {
        var unsure = endings.Where(e => e.IsTriedAgain).Select(e => e.Trace.Id).ToArray();
        if (unsure.Length == 0)
        {
            return endings;
        }

        var stored = (await context.Set<TurnTrace>().Where(t => unsure.Contains(t.Id)).Select(t => t.Id).ToListAsync().ConfigureAwait(false)).ToHashSet();
        return [.. endings.Where(e => !stored.Contains(e.Trace.Id))];
    }

    /// <summary>Each once, for all traces that name it.</summary>
    private static async Task KeepSnapshotsAsync(StudioDbContext context, IReadOnlyList<TurnEnding> endings)
    {
        // What one object has kept, the next turn with the same need not look for.
        var unsure = endings.DistinctBy(e => e.Snapshot.Hash).Where(e => !e.Snapshot.IsStored).ToList();
        if (unsure.Count == 0)
        {
            return;
        }

        var hashes = unsure.Select(e => e.Snapshot.Hash).ToArray();
        var kept = (await context.Set<StoredSnapshot>().Where(s => hashes.Contains(s.Hash)).Select(s => s.Hash).ToListAsync().ConfigureAwait(false)).ToHashSet();
        context.AddRange(unsure.Where(e => !kept.Contains(e.Snapshot.Hash)).Select(e => new StoredSnapshot
        {
            OrganizationId = e.OrganizationId,
            Hash = e.Snapshot.Hash,
            AssistantId = e.Snapshot.Snapshot.AssistantId,
            Json = e.Snapshot.Json,
            CreatedAt = e.At,
        }));
    }
}
