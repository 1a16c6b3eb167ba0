using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// Looks at conversations after a reply, in the background: title, topics, intent, mood, summary, whether it helped, and what
/// to remember. By rules at once; by the organisation's model, where it chose one, once the conversation has come to rest.
/// </summary>
internal sealed class ConversationAnalyst(
    StudioDb db, AiSettings settings, AssistantSnapshots snapshots, AnalysisModel models, MemoryShelf shelf, ChangeFeed feed, TimeProvider clock, ILogger<ConversationAnalyst> log) : BackgroundService
{
    public const string BuiltIn = "Built-in methods";

    private const int AtOnce = 25;

    /// <summary>After each conversation, so many times what it took, within a limit: whoever waits for an answer shares the processors with this.</summary>
    private const int Rest = 3;

    private const int MessagesRead = 120;
    private const int SummaryTokens = 150;
    private const int SearchedText = 20_000;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestRest = TimeSpan.FromMilliseconds(20);

    /// <summary>A model is paid for once for each talk, not for each reply.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromMinutes(3);

    /// <summary>What failed is tried again, but not each second: its model may be paid for each time.</summary>
    private static readonly TimeSpan s_afterFault = TimeSpan.FromMinutes(5);

    private readonly Dictionary<Guid, DateTime> _notBefore = [];

    /// <summary>All that wait now. How many there were.</summary>
    internal Task<int> AnalyseAsync(CancellationToken ct) => AnalyseAsync(rests: false, ct);

    private async Task<int> AnalyseAsync(bool rests, CancellationToken ct)
    {
        var (done, after) = (0, DateTime.MinValue);
        while (true)
        {
            var waiting = await WaitingAsync(after, ct).ConfigureAwait(false);
            foreach (var (organization, id, at) in waiting)
            {
                after = at;
                if (_notBefore.TryGetValue(id, out var until) && clock.GetUtcNow().UtcDateTime < until)
                {
                    continue;
                }

                _notBefore.Remove(id);
                var began = clock.GetTimestamp();
                try
                {
                    done += await AnalyseAsync(organization, id, ct).ConfigureAwait(false) ? 1 : 0;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    ConversationLog.NotAnalysed(log, e, id);
                    _notBefore[id] = clock.GetUtcNow().UtcDateTime + s_afterFault;
                }

                if (rests)
                {
                    var rest = clock.GetElapsedTime(began) * Rest;
                    await Task.Delay(rest < s_longestRest ? rest : s_longestRest, clock, ct).ConfigureAwait(false);
                }
            }

            if (waiting.Count < AtOnce)
            {
                return done;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(s_pause, clock, stoppingToken).ConfigureAwait(false);
            try
            {
                await AnalyseAsync(rests: true, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                ConversationLog.NotAnalysed(log, e, Guid.Empty);
            }
        }
    }

    private async Task<List<(Guid Organization, Guid Id, DateTime At)>> WaitingAsync(DateTime after, CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var found = await context.Set<Conversation>().IgnoreQueryFilters().Where(c => c.NeedsAnalysis && c.LastActivityAt > after && c.RunningTurnId == null)
                .OrderBy(c => c.LastActivityAt).Take(AtOnce).Select(c => new { c.OrganizationId, c.Id, c.LastActivityAt }).ToListAsync(ct).ConfigureAwait(false);
            return found.ConvertAll(c => (c.OrganizationId, c.Id, c.LastActivityAt));
        }
    }

    /// <summary>False: nothing could be done yet.</summary>
    private async Task<bool> AnalyseAsync(Guid organization, Guid id, CancellationToken ct)
    {
        var access = new Access(Grant.ForJob("analysis", organization));
        var now = clock.GetUtcNow().UtcDateTime;
        var model = (await settings.OfAsync(organization, ct).ConfigureAwait(false)).Conversations.Model;
        ModelAnalysis? byModel = null;
        Conversation seen;
        List<Message> messages;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            seen = await context.Set<Conversation>().AsNoTracking().SingleAsync(c => c.Id == id, ct).ConfigureAwait(false);
            if (model is not null && seen.AnalysedBy is not null && seen.Status == ConversationStatus.Active && now - seen.LastActivityAt < s_rest)
            {
                return false; // The rules have looked at it; the model does when it has come to rest.
            }

            messages = await context.Set<Message>().AsNoTracking().Where(m => m.ConversationId == id).OrderByDescending(m => m.Ordinal).Take(MessagesRead).ToListAsync(ct).ConfigureAwait(false);
            messages.Reverse();
        }

        // No transaction is open while a model is asked.
        var isAtRest = seen.Status != ConversationStatus.Active || now - seen.LastActivityAt >= s_rest;
        if (model is not null && isAtRest && seen.Channel != ConversationChannel.Playground)
        {
            byModel = await models.AskAsync(access, model, seen, WayOf(seen, messages), ct).ConfigureAwait(false);
        }

        return await StoreAsync(access, seen, messages, byModel, model is null || isAtRest || seen.Channel == ConversationChannel.Playground, now, ct).ConfigureAwait(false);
    }

    /// <summary>All is read and worked out before there is a transaction that others have to wait for.</summary>
    private async Task<bool> StoreAsync(Access access, Conversation seen, List<Message> messages, ModelAnalysis? byModel, bool isDone, DateTime now, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var (ordinal, isTitled) = (seen.LastOrdinal, seen.IsTitled);
            var isNew = messages.Where(m => m.Role == MessageRole.User && m.Sentiment is null).ToList();
            context.Attach(seen);
            context.AttachRange(isNew);
            Judge(isNew);
            var way = WayOf(seen, messages);
            Describe(seen, way, byModel);
            seen.NeedsAnalysis = !isDone;
            await NoteTopicsAsync(context, seen, ct).ConfigureAwait(false);
            await RememberAsync(context, seen, isNew.FindAll(way.Contains), now, ct).ConfigureAwait(false);
            await context.IndexForSearchAsync(SearchKind.Conversation, seen.Id, seen.OrganizationId, TextsOf(seen, messages), ct).ConfigureAwait(false);
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                // Locks it as well. If it went on meanwhile, was named by somebody, or is gone, it is looked at again later.
                var isSame = await context.Set<Conversation>().Where(c => c.Id == seen.Id && c.LastOrdinal == ordinal && c.IsTitled == isTitled && c.RunningTurnId == null)
                    .ExecuteUpdateAsync(set => set.SetProperty(c => c.NeedsAnalysis, !isDone), ct).ConfigureAwait(false) > 0;
                if (!isSame)
                {
                    return false;
                }

                await context.SaveChangesAsync(ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }
        }

        feed.Publish(new(ConversationService.Topic, seen.OrganizationId, seen.Id));
        return true;
    }

    /// <summary>What was written anew or answered once more stands beside it and is not what was said in the end.</summary>
    private static List<Message> WayOf(Conversation conversation, List<Message> messages)
    {
        var byId = messages.ToDictionary(m => m.Id);
        var way = new List<Message>();
        for (var at = conversation.HeadId; at is { } next && byId.TryGetValue(next, out var message); at = message.ParentId)
        {
            way.Add(message);
        }

        way.Reverse();
        return way.Count > 0 ? way : messages;
    }

    private static void Judge(List<Message> messages)
    {
        foreach (var message in messages)
        {
            var (mood, intent) = (SentimentJudge.Of(message.Content), IntentJudge.Of(message.Content));
            (message.Sentiment, message.Intent, message.QueryType) = (mood.Value, intent.Intent, intent.QueryType);
        }
    }

    private static async Task NoteTopicsAsync(StudioDbContext context, Conversation conversation, CancellationToken ct)
    {
        var known = await context.Set<ConversationTopic>().Where(t => t.ConversationId == conversation.Id).ToListAsync(ct).ConfigureAwait(false);
        var topics = conversation.Topics.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        context.RemoveRange(known.Where(k => !topics.Contains(k.Topic, StringComparer.Ordinal)));
        context.AddRange(topics.Where(t => known.TrueForAll(k => k.Topic != t)).Select(t => new ConversationTopic { OrganizationId = conversation.OrganizationId, ConversationId = conversation.Id, Topic = t }));
    }

    private static void Describe(Conversation conversation, List<Message> messages, ModelAnalysis? byModel)
    {
        var people = messages.Where(m => m.Role == MessageRole.User).ToList();
        var verdict = ResolutionJudge.Of([.. messages.Select(m => new ResolutionTurn(m.Role == MessageRole.User, m.Content, m.Role == MessageRole.Assistant && m.State == MessageState.Complete && m.Confidence is null or > 0.3))]);
        if (!conversation.IsTitled && people.Count > 0)
        {
            conversation.Title = PlainText.Cut(Secrets.Covered(byModel?.Title ?? TitleMaker.Of(people[0].Content)), ConversationLimits.TitleLength);
        }

        var topics = (byModel?.Topics ?? TopicFinder.Of([.. people.Select(m => m.Content)])).Select(t => PlainText.Cut(t.ReplaceLineEndings(" ").Trim(), ConversationLimits.TopicLength))
            .Where(t => t.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Take(ConversationLimits.Topics);
        conversation.Topics = string.Join('\n', topics);
        conversation.Sentiment = byModel?.Sentiment ?? MoodOf(people);
        conversation.Intent = byModel?.Intent ?? people.LastOrDefault(m => m.Intent is not (Conversations.Intent.Thanks or Conversations.Intent.Greeting or Conversations.Intent.Farewell))?.Intent;
        conversation.Resolution = byModel?.Resolution ?? verdict.Value;
        conversation.ResolvedAfterSeconds = conversation.Resolution == Resolution.Resolved && messages.Count > 0
            ? (int)(messages[Math.Min(verdict.ResolvedAtTurn ?? (messages.Count - 1), messages.Count - 1)].CreatedAt - conversation.StartedAt).TotalSeconds : null;
        conversation.Summary = Secrets.Covered(byModel?.Summary ?? SummaryMaker.Of(
            [.. messages.Where(m => m.State is MessageState.Complete).Select(m => new SummaryTurn(m.Role == MessageRole.User, m.Role == MessageRole.User ? m.Content : WithoutMarks.Of(m.Content)))], SummaryTokens));
        conversation.AnalysedBy = byModel?.Model ?? BuiltIn;
    }

    /// <summary>The last messages count most: whoever was angry and is content now is content.</summary>
    private static Sentiment? MoodOf(List<Message> people)
    {
        const double Fade = 0.6;
        var (sum, weight) = (0.0, 1.0);
        for (var i = people.Count - 1; i >= 0 && weight > 0.01; i--, weight *= Fade)
        {
            sum += weight * (people[i].Sentiment switch { Conversations.Sentiment.Positive => 1, Conversations.Sentiment.Negative => -1, _ => 0 });
        }

        const double Clear = 0.35;
        return people.Count == 0 ? null : sum > Clear ? Conversations.Sentiment.Positive : sum < -Clear ? Conversations.Sentiment.Negative : Conversations.Sentiment.Neutral;
    }

    private async Task RememberAsync(StudioDbContext context, Conversation conversation, List<Message> isNew, DateTime now, CancellationToken ct)
    {
        MemoryPolicy policy;
        try
        {
            policy = (await snapshots.OfAsync(new Access(Grant.ForJob("analysis", conversation.OrganizationId)), conversation.AssistantId, conversation.Version, ct).ConfigureAwait(false)).Snapshot.Content.Memory;
        }
        catch (NotFoundException)
        {
            return; // The assistant is gone: nobody will remember.
        }

        if (!await shelf.IsOnAsync(conversation, policy, ct).ConfigureAwait(false))
        {
            return;
        }

        await context.KeepAsync(conversation, policy, [.. isNew.SelectMany(m => MemoryFinder.Of(m.Content).Select(f => (f, (Guid?)m.Id)))], BuiltIn, now, ct).ConfigureAwait(false);
        await context.KeepIssueAsync(conversation, policy, conversation.AnalysedBy ?? BuiltIn, now, ct).ConfigureAwait(false);
    }

    private static SearchTexts TextsOf(Conversation conversation, List<Message> messages) => new()
    {
        Title = conversation.Title,
        Tags = conversation.Topics.Split('\n', StringSplitOptions.RemoveEmptyEntries),
        Summary = $"{conversation.AssistantName}\n{conversation.StartedBy}\n{conversation.ExternalUser}\n{conversation.Summary}",
        Body = PlainText.Cut(string.Join('\n', messages.Select(m => m.Content)), SearchedText),
        Facets = [],
    };
}
