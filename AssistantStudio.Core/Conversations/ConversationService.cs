using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>What a conversation begins with.</summary>
public sealed record ConversationInput
{
    public required Guid AssistantId { get; init; }

    /// <summary>Of a visitor's: their session names it before there is anything to say.</summary>
    internal Guid? Id { get; init; }

    /// <summary>The draft is tried, in the playground. Otherwise the release answers that is active in the environment.</summary>
    public bool IsTrial { get; init; }

    /// <summary>In the playground: a saved version instead of the draft.</summary>
    public int? Version { get; init; }

    /// <summary>In the playground null is none; otherwise null is production.</summary>
    public StudioEnvironment? Environment { get; init; }

    public string? Title { get; init; }

    /// <summary>On whose behalf another program talks.</summary>
    public string? ExternalUser { get; init; }

    public IReadOnlyDictionary<string, JsonElement> Variables { get; init; } = new Dictionary<string, JsonElement>();
}

/// <summary>Conversations: begin, look at, tell, end, delete.</summary>
public sealed class ConversationService
{
    public const string Topic = "conversations";

    private readonly Access _access;
    private readonly StudioDb _db;
    private readonly AssistantSnapshots _snapshots;
    private readonly LiveDeployments _deployments;
    private readonly WebhookOutbox _outbox;
    private readonly ChangeFeed _feed;
    private readonly TimeProvider _clock;

    internal ConversationService(Access access, StudioDb db, AssistantSnapshots snapshots, LiveDeployments deployments, WebhookOutbox outbox, ChangeFeed feed, TimeProvider clock) =>
        (_access, _db, _snapshots, _deployments, _outbox, _feed, _clock) = (access, db, snapshots, deployments, outbox, feed, clock);

    public async Task<ConversationDetail> StartAsync(ConversationInput input, CancellationToken ct)
    {
        RequireMayStart(input);
        var visitor = _access.Grant.Visitor;
        var user = visitor is null ? _access.RequireUser() : (Guid?)null;
        var errors = new Validator().Check(input.ExternalUser is null || (input.ExternalUser.Length <= ConversationLimits.ExternalUserLength && PlainText.IsOneLine(input.ExternalUser)), "externalUserId", $"One line of at most {ConversationLimits.ExternalUserLength} characters.");
        var title = string.IsNullOrWhiteSpace(input.Title) ? "" : errors.Text(input.Title, "title", "a title", ConversationLimits.TitleLength);
        errors.ThrowIfAny();
        var channel = input.IsTrial ? ConversationChannel.Playground : visitor is not null ? ConversationChannel.Embed : _access.Grant.Source == AccessSource.Api ? ConversationChannel.Api : ConversationChannel.Chat;
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            // The draft says who may; of a version nothing else is known by then.
            var draft = await _snapshots.OfAsync(_access, input.AssistantId, null, ct).ConfigureAwait(false);
            ConversationRules.RequireOpen(_access, draft, channel);
            var place = input.IsTrial ? input.Environment : input.Environment ?? StudioEnvironment.Production;
            var id = input.Id ?? Guid.CreateVersion7();
            var live = input.IsTrial ? null : (await _deployments.OfAsync(_access, input.AssistantId, place!.Value, ct).ConfigureAwait(false)).For(null, id.ToString("N"));
            var kept = live?.Kept ?? (input.Version is null ? draft : await _snapshots.OfAsync(_access, input.AssistantId, input.Version, ct).ConfigureAwait(false));
            ConversationVariables.CheckTypes(input.Variables, kept.Snapshot.Variables());
            var now = _clock.GetUtcNow().UtcDateTime;
            var conversation = new Conversation
            {
                Id = id,
                OrganizationId = _access.OrganizationId,
                AssistantId = input.AssistantId,
                AssistantName = kept.Snapshot.Content.Name,
                Version = live?.Version ?? input.Version,
                DeploymentId = live?.Id,
                Channel = channel,
                Environment = place,
                UserId = user,
                ExternalUser = visitor ?? (string.IsNullOrWhiteSpace(input.ExternalUser) ? null : input.ExternalUser.Trim()),
                ApiKeyId = _access.Grant.ApiKeyId,
                StartedBy = _access.Grant.ActorName,
                Title = title,
                IsTitled = title.Length > 0,
                VariablesJson = ConversationVariables.Write(input.Variables.Where(v => v.Value.ValueKind != JsonValueKind.Null).ToDictionary(v => v.Key, v => v.Value)),
                StartedAt = now,
                LastActivityAt = now,
            };
            context.Add(conversation);
            await _outbox.TellAsync(context, WebhookEvents.ConversationStarted, conversation, ct).ConfigureAwait(false);
            await context.SaveOrStaleAsync(ConversationRules.What, ct).ConfigureAwait(false);
            _feed.Publish(new(Topic, _access.OrganizationId, conversation.Id));
            return DetailOf(conversation);
        }
    }

    /// <summary>Whom to talk to where, as a program names it by what it was told when it deployed. What answers there by then may be another release.</summary>
    public async Task<(Guid AssistantId, StudioEnvironment Environment)> PlaceOfAsync(Guid deploymentId, CancellationToken ct)
    {
        _access.Require(Permission.Chat);
        return await _deployments.PlaceOfAsync(_access, deploymentId, ct).ConfigureAwait(false) ?? throw new ValidationException("deploymentId", "There is no such deployment.");
    }

    public async Task<ConversationDetail> GetAsync(Guid id, CancellationToken ct)
    {
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return DetailOf(await context.FindConversationAsync(_access, id, ct).ConfigureAwait(false));
        }
    }

    /// <summary>Adds values, replaces those of the same name, and takes away those that are null.</summary>
    public async Task<IReadOnlyDictionary<string, JsonElement>> SetVariablesAsync(Guid id, IReadOnlyDictionary<string, JsonElement> changes, CancellationToken ct)
    {
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var found = await context.FindOwnAsync(_access, id, ct).ConfigureAwait(false);
            RequireGoingOn(found.Status);
            var kept = await _deployments.KeptOfAsync(_snapshots, _access, found, ct).ConfigureAwait(false);
            ConversationVariables.CheckTypes(changes, kept.Snapshot.Variables());
            var merged = await context.MergeVariablesAsync(id, changes, ct).ConfigureAwait(false);
            _feed.Publish(new(Topic, _access.OrganizationId, id));
            return merged;
        }
    }

    public async Task<ConversationDetail> RenameAsync(Guid id, string? title, CancellationToken ct)
    {
        var errors = new Validator();
        var text = errors.Text(title, "title", "a title", ConversationLimits.TitleLength);
        errors.ThrowIfAny();
        await ChangeAsync(id, conversation => (conversation.Title, conversation.IsTitled) = (text, true), ct).ConfigureAwait(false);
        return await GetAsync(id, ct).ConfigureAwait(false);
    }

    public async Task<ConversationDetail> EndAsync(Guid id, int? rating, string? reason, CancellationToken ct)
    {
        new Validator().Check(rating is null or (>= 1 and <= 5), "rating", "Between 1 and 5.").Long(reason, "reason", ConversationLimits.ReasonLength).ThrowIfAny();
        var now = _clock.GetUtcNow().UtcDateTime;
        var counts = (Sum: 0L, Count: 0L);
        await ChangeAsync(id, conversation =>
        {
            RequireGoingOn(conversation.Status);
            counts = rating is { } stars ? ((stars - (conversation.Rating ?? 0)) * 100, conversation.Rating is null ? 1 : 0) : counts;
            (conversation.Status, conversation.EndedAt, conversation.NeedsAnalysis) = (ConversationStatus.Ended, now, true);
            (conversation.Rating, conversation.EndReason) = (rating ?? conversation.Rating, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim());
        }, ct, async (context, conversation) =>
        {
            await _outbox.TellAsync(context, WebhookEvents.ConversationEnded, conversation, ct).ConfigureAwait(false);
            await context.SaveChangesAsync(ct).ConfigureAwait(false);
            if (counts != (0, 0) && conversation.Channel != ConversationChannel.Playground)
            {
                await context.CountAsync([new(conversation.AssistantId, 0, 0, counts.Sum, counts.Count)], now, ct).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
        _feed.Publish(new(TurnHost.StopTopic, _access.OrganizationId, id)); // Nobody waits for what is being written any more.
        return await GetAsync(id, ct).ConfigureAwait(false);
    }

    /// <summary>All of it: what was said, how it came about, what was remembered of it. What it cost stays in the ledger, without a word of it.</summary>
    public async Task DeleteAsync(Guid id, CancellationToken ct)
    {
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var conversation = await context.FindConversationAsync(_access, id, ct).ConfigureAwait(false);
            if (!ConversationAccess.IsOwn(_access, conversation))
            {
                _access.Require(Permission.ConversationsManage);
            }

            _feed.Publish(new(TurnHost.StopTopic, _access.OrganizationId, id));
            await context.EraseAsync([id], _access.Grant, _clock.GetUtcNow().UtcDateTime, ct).ConfigureAwait(false);
            _feed.Publish(new(Topic, _access.OrganizationId, id));
        }
    }

    /// <summary>For statements: what lists show, and nothing of what a conversation carries besides.</summary>
    internal static readonly Expression<Func<Conversation, ConversationRow>> Row = c => new ConversationRow(
        c.Id, c.AssistantId, c.AssistantName, c.Version, c.Channel, c.Title, c.Status, c.UserId, c.ExternalUser, c.StartedBy, c.Messages, c.InputTokens, c.OutputTokens, c.Cost, c.UnpricedCalls,
        c.Sentiment, c.Intent, c.Resolution, c.Topics, c.Rating, c.Liked, c.Disliked, c.RunningTurnId != null, c.StartedAt, c.LastActivityAt, c.EndedAt);

    private static readonly Func<Conversation, ConversationRow> s_rowOf = Row.Compile();

    internal static ConversationRow RowOf(Conversation c) => s_rowOf(c);

    internal static ConversationDetail DetailOf(Conversation c) => new(
        RowOf(c), StoredJson.Read<Dictionary<string, JsonElement>>(c.VariablesJson), c.Environment, c.HeadId, c.RunningTurnId, c.Compressions, c.HasBranches, c.Summary, c.AnalysedBy, c.ResolvedAfterSeconds, c.EndReason);

    private void RequireMayStart(ConversationInput input)
    {
        _access.Require(Permission.Chat);
        if (input.IsTrial)
        {
            _access.Require(Permission.AssistantsTry);
            _access.Require(Permission.AssistantsView);
            if (input.Environment is { } variables)
            {
                _access.Require(Permission.EnvironmentsView, variables);
            }

            return;
        }

        ConversationRules.RequireMayTalk(_access, input.Environment ?? StudioEnvironment.Production);
    }

    private static void RequireGoingOn(ConversationStatus status)
    {
        if (status is ConversationStatus.Ended or ConversationStatus.Expired)
        {
            throw ConversationRules.HasEnded(status);
        }
    }

    private async Task ChangeAsync(Guid id, Action<Conversation> change, CancellationToken ct, Func<StudioDbContext, Conversation, Task>? also = null)
    {
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            if (!ConversationAccess.IsOwn(_access, await context.FindConversationAsync(_access, id, ct).ConfigureAwait(false)))
            {
                _access.Require(Permission.ConversationsManage);
            }

            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await context.Set<Conversation>().Where(c => c.Id == id).ExecuteUpdateAsync(set => set.SetProperty(c => c.Id, c => c.Id), ct).ConfigureAwait(false); // Whoever comes second reads what the first left.
                var conversation = await context.Set<Conversation>().SingleOrDefaultAsync(c => c.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException(ConversationRules.What);
                change(conversation);
                await context.SaveChangesAsync(ct).ConfigureAwait(false);
                if (also is not null)
                {
                    await also(context, conversation).ConfigureAwait(false);
                }

                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }

            _feed.Publish(new(Topic, _access.OrganizationId, id));
        }
    }
}
