using System.Text.Json;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// Whether there may be a turn: who asks, whether the conversation goes on, whether the message can be taken, and who could
/// answer. What the answer may cost is held back right before a model is asked.
/// </summary>
internal sealed class AdmitStep(StudioDb db, AssistantSnapshots snapshots, LiveDeployments deployments, DeploymentGates gates, ReleasePlans plans, TurnHost host) : ITurnStep
{
    public async Task RunAsync(TurnState turn, CancellationToken ct)
    {
        using var step = turn.Tracer.Begin("admit", "Admit");
        var context = await db.OpenAsync(turn.Access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var conversation = turn.Conversation = await context.FindOwnAsync(turn.Access, turn.Request.ConversationId, ct).ConfigureAwait(false);
            if (conversation.Channel == ConversationChannel.Playground)
            {
                turn.Access.Require(Permission.AssistantsTry);
            }

            if (conversation.Status is ConversationStatus.Ended or ConversationStatus.Expired)
            {
                throw ConversationRules.HasEnded(conversation.Status);
            }

            host.RequireRoom(turn.Access);
            turn.Variables = StoredJson.Read<Dictionary<string, JsonElement>>(conversation.VariablesJson);
            turn.Deployment = await deployments.OfAsync(turn.Access, conversation, ct).ConfigureAwait(false);
            turn.Kept = turn.Deployment?.Kept ?? await snapshots.OfAsync(turn.Access, conversation.AssistantId, conversation.Version, ct).ConfigureAwait(false);
            ConversationRules.RequireOpen(turn.Access, turn.Kept, conversation.Channel);
            turn.Content = With(turn.Snapshot.Content, conversation.Channel == ConversationChannel.Playground ? turn.Request.Overrides : null);
            await ReadQuestionAsync(context, turn, ct).ConfigureAwait(false);
        }

        turn.Purpose = new()
        {
            OrganizationId = turn.Access.OrganizationId,
            Operation = UsageOperation.Chat,
            AssistantId = turn.Conversation.AssistantId,
            DeploymentId = turn.Deployment?.Id,
            ConversationId = turn.Conversation.Id,
            ApiKeyId = turn.Access.Grant.ApiKeyId,
            UserId = turn.Access.UserId,
            Priority = turn.Deployment?.Resources.Priority ?? 0,
            MayCache = turn.Conversation.Channel != ConversationChannel.Playground && turn.Request.RetryOf is null && turn.Deployment is not { IsCompared: true },
        };
        // Before anything is stored: who is refused here has sent nothing yet.
        turn.Place = turn.Deployment is { } live ? await gates.EnterAsync(live, ct).ConfigureAwait(false) : null;
        turn.Plan = await plans.PlanAsync(turn.Access, turn.Content.Model, turn.Snapshot.Route, turn.Deployment?.Providers, turn.Purpose, ct).ConfigureAwait(false);
        step.Say("Runs", turn.Snapshot.Version is { } version ? $"version {version}" : "the draft").Say("In", turn.Deployment?.Environment.Word()).Say("Channel", turn.Conversation.Channel.ToString());
    }

    private static AssistantContent With(AssistantContent content, TurnOverrides? overrides) => overrides is null ? content : content with
    {
        Model = overrides.Model ?? content.Model,
        Temperature = Math.Clamp(overrides.Temperature ?? content.Temperature, 0, AssistantLimits.MaxTemperature),
        MaxTokens = Math.Clamp(overrides.MaxTokens ?? content.MaxTokens, 1, AssistantLimits.MaxTokens),
        KnowledgeSources = overrides.UseKnowledge == false ? [] : content.KnowledgeSources,
        Tools = overrides.UseTools == false ? [] : content.Tools,
    };

    private static async Task ReadQuestionAsync(StudioDbContext context, TurnState turn, CancellationToken ct)
    {
        if (turn.Request.RetryOf is { } again)
        {
            var asked = await FindAsync(context, turn, again, ct).ConfigureAwait(false);
            var question = asked.Role == MessageRole.User ? asked : asked.ParentId is { } id ? await FindAsync(context, turn, id, ct).ConfigureAwait(false) : throw new NotFoundException("The question");
            (turn.StoredQuestion, turn.Question, turn.ParentId) = (question, question.Content, question.ParentId);
            return;
        }

        turn.Question = ConversationRules.Message(turn.Request.Text, turn.Content.GuardRails.MaxMessageLength);
        turn.ParentId = turn.Conversation.HeadId;
        if (turn.Request.InPlaceOf is { } replaced)
        {
            var before = await FindAsync(context, turn, replaced, ct).ConfigureAwait(false);
            turn.ParentId = before.Role == MessageRole.User ? before.ParentId : throw new ValidationException("inPlaceOf", "Only what you wrote yourself can be written anew.");
        }
    }

    private static async Task<Message> FindAsync(StudioDbContext context, TurnState turn, Guid id, CancellationToken ct) =>
        await context.Set<Message>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == id && m.ConversationId == turn.Conversation.Id, ct).ConfigureAwait(false) ?? throw new NotFoundException("The message");
}
