using AssistantStudio.Core.Data;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

public sealed record ConversationListQuery : ListQuery
{
    public Guid? AssistantId { get; init; }

    /// <summary>The one that answered last.</summary>
    public Guid? DeploymentId { get; init; }

    /// <summary>Where it is answered.</summary>
    public StudioEnvironment? Environment { get; init; }

    /// <summary>Null: all but those of the playground.</summary>
    public ConversationChannel? Channel { get; init; }

    public ConversationStatus? Status { get; init; }

    public Sentiment? Sentiment { get; init; }

    public string? Topic { get; init; }

    public int? Rating { get; init; }

    /// <summary>In nano-dollars.</summary>
    public long? CostFrom { get; init; }

    public Guid? UserId { get; init; }

    public string? ExternalUser { get; init; }

    /// <summary>By when somebody last wrote.</summary>
    public DateTime? From { get; init; }

    public DateTime? To { get; init; }

    /// <summary>Only the caller's own.</summary>
    public bool Mine { get; init; }
}

/// <summary>Lists of conversations: those that one may see, and those in which a reply is being written right now.</summary>
public sealed class ConversationListService(Access access, StudioDb db, TimeProvider clock)
{
    private const int MostActive = 200;

    /// <summary>Somebody wrote so lately that they may still be there.</summary>
    private static readonly TimeSpan s_active = TimeSpan.FromMinutes(15);

    private static readonly SortMap<Conversation> s_sorts = new SortMap<Conversation>()
        .Add("-lastActivityAt", q => q.OrderBy(c => c.LastActivityAt).ThenBy(c => c.Id), q => q.OrderByDescending(c => c.LastActivityAt).ThenByDescending(c => c.Id))
        .Add("startedAt", q => q.OrderBy(c => c.StartedAt).ThenBy(c => c.Id), q => q.OrderByDescending(c => c.StartedAt).ThenByDescending(c => c.Id))
        .Add("messages", q => q.OrderBy(c => c.Messages).ThenBy(c => c.Id), q => q.OrderByDescending(c => c.Messages).ThenByDescending(c => c.Id))
        .Add("cost", q => q.OrderBy(c => c.Cost).ThenBy(c => c.Id), q => q.OrderByDescending(c => c.Cost).ThenByDescending(c => c.Id));

    public async Task<Page<ConversationRow>> ListAsync(ConversationListQuery query, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            new Validator().Storable(query.Topic, "topic").Storable(query.ExternalUser, "externalUserId").ThrowIfAny();
            query.SearchTerm(); // Refuses a search that is too long.
            var found = Filtered(context, context.VisibleConversations(access), query);
            var search = await context.SearchForAsync(SearchKind.Conversation, query.Search, [], ct).ConfigureAwait(false);
            return await context.PageAsync(found, query, s_sorts, search, ConversationService.Row, ct).ConfigureAwait(false);
        }
    }

    /// <summary>In which somebody wrote a moment ago, those first in which a reply is being written.</summary>
    public async Task<IReadOnlyList<ConversationRow>> ActiveAsync(CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var since = clock.GetUtcNow().UtcDateTime - s_active;
            var rows = await context.VisibleConversations(access).AsNoTracking().Where(c => c.LastActivityAt >= since && c.Status == ConversationStatus.Active && c.Messages > 0)
                .OrderByDescending(c => c.LastActivityAt).ThenByDescending(c => c.Id).Take(MostActive).Select(ConversationService.Row).ToListAsync(ct).ConfigureAwait(false);
            return [.. rows.OrderByDescending(c => c.IsAnswering).ThenByDescending(c => c.LastActivityAt)];
        }
    }

    /// <summary>The topics that come up most, for choosing one.</summary>
    public async Task<IReadOnlyList<string>> TopicsAsync(CancellationToken ct)
    {
        access.Require(Permission.ConversationsView);
        const int Most = 50;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var topics = context.Set<ConversationTopic>().AsQueryable();
            if (access.Grant.Assistants is not null || access.Grant.Environments is not null)
            {
                var visible = context.VisibleConversations(access).Select(c => c.Id);
                topics = topics.Where(t => visible.Contains(t.ConversationId));
            }

            return await topics.GroupBy(t => t.Topic).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => g.Key).Take(Most).ToListAsync(ct).ConfigureAwait(false);
        }
    }

    private IQueryable<Conversation> Filtered(StudioDbContext context, IQueryable<Conversation> all, ConversationListQuery query)
    {
        var me = access.UserId;
        all = query.Channel is { } channel ? all.Where(c => c.Channel == channel) : all.Where(c => c.Channel != ConversationChannel.Playground);
        all = query.AssistantId is { } assistant ? all.Where(c => c.AssistantId == assistant) : all;
        all = query.DeploymentId is { } deployment ? all.Where(c => c.DeploymentId == deployment) : all;
        all = query.Environment is { } environment ? all.Where(c => c.Environment == environment) : all;
        all = query.Status is { } status ? all.Where(c => c.Status == status) : all;
        all = query.Sentiment is { } sentiment ? all.Where(c => c.Sentiment == sentiment) : all;
        all = query.Rating is { } rating ? all.Where(c => c.Rating == rating) : all;
        all = query.CostFrom is { } cost ? all.Where(c => c.Cost >= cost) : all;
        all = query.UserId is { } user ? all.Where(c => c.UserId == user) : all;
        all = query.ExternalUser is { Length: > 0 } external ? all.Where(c => c.ExternalUser == external) : all;
        all = query.From is { } from ? all.Where(c => c.LastActivityAt >= from) : all;
        all = query.To is { } to ? all.Where(c => c.LastActivityAt < to) : all;
        all = query.Mine ? all.Where(c => c.UserId == me) : all;
        if (query.Topic is { Length: > 0 } topic)
        {
            var about = context.Set<ConversationTopic>().Where(t => t.Topic == topic).Select(t => t.ConversationId);
            all = all.Where(c => about.Contains(c.Id));
        }

        return all;
    }
}
