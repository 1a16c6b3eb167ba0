using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>Stores the question before anybody is asked, and reads meanwhile what was said before and what is known of the person.</summary>
internal sealed class RememberStep(StudioDb db, TurnBook book, TurnHost host, DigestMaker digests, TokenCalibrations calibrations, MemoryShelf memories, ChangeFeed feed, TimeProvider clock) : ITurnStep
{
    /// <summary>Of what a model can read, history takes so much at most: the rest is for the question, the knowledge and the answer.</summary>
    private const double ShareOfWindow = 0.5;

    public async Task RunAsync(TurnState turn, CancellationToken ct)
    {
        var storing = StoreAsync(turn);
        using var step = turn.Tracer.Begin("remember", "Remember");
        var budget = (int)Math.Min(turn.Content.ContextMemoryTokens, (turn.Plan.Window ?? int.MaxValue) * ShareOfWindow);
        var reading = ReadAsync(turn, budget);
        await Task.WhenAll(storing, reading).ConfigureAwait(false); // Of two that fail the first is thrown: what keeps the turn from beginning.
        var factor = await reading.ConfigureAwait(false);
        step.Say("Messages", turn.Window.Messages.Count).Say("Tokens", (int)(turn.Window.Tokens * factor)).Say("Memory of the assistant", budget).Say("Known of the person", turn.Memories.Count);
        var old = turn.Window.TooOld(budget, factor);
        if (old.Count > 0)
        {
            await CompressAsync(turn, old, budget, factor, turn.Live.Stopping).ConfigureAwait(false);
        }
    }

    /// <summary>What counts here was stored long before the question. Neither waits for the other: the question's turn may be one of a group.</summary>
    private async Task<double> ReadAsync(TurnState turn, int budget)
    {
        var factor = await calibrations.FactorAsync(turn.Access.OrganizationId, turn.Plan.First.Model, CancellationToken.None).ConfigureAwait(false);
        var context = await db.OpenAsync(turn.Access, CancellationToken.None).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            turn.Window = await context.ReadWindowAsync(turn.Conversation.Id, turn.ParentId, (int)(2 * budget / factor), turn.Conversation.Compressions > 0, CancellationToken.None).ConfigureAwait(false);
            turn.Memories = await memories.ForTurnAsync(context, turn, CancellationToken.None).ConfigureAwait(false);
        }

        return factor;
    }

    private async Task StoreAsync(TurnState turn)
    {
        using var step = turn.Tracer.Begin("store", "Store the message");
        var now = clock.GetUtcNow().UtcDateTime;
        var question = turn.StoredQuestion is null ? new Message
        {
            OrganizationId = turn.Access.OrganizationId,
            ConversationId = turn.Conversation.Id,
            Ordinal = turn.Conversation.LastOrdinal + 1,
            ParentId = turn.ParentId,
            Role = MessageRole.User,
            Content = turn.Question,
            Tokens = TokenEstimate.Of(turn.Question),
            TurnId = turn.TurnId,
            ClientKey = turn.Request.ClientKey,
            CreatedAt = now,
            CompletedAt = now,
        } : null;
        var questionId = question?.Id ?? turn.StoredQuestion!.Id;
        turn.Reply = new()
        {
            OrganizationId = turn.Access.OrganizationId,
            ConversationId = turn.Conversation.Id,
            Ordinal = turn.Conversation.LastOrdinal + (question is null ? 1 : 2),
            ParentId = questionId,
            Role = MessageRole.Assistant,
            State = MessageState.Streaming,
            TurnId = turn.TurnId,
            ClientKey = question is null ? turn.Request.ClientKey : null,
            CreatedAt = now,
        };
        await book.BeginAsync(new(turn.Access.OrganizationId, turn.Conversation.Id, turn.TurnId, question, turn.Reply, question is null || turn.Request.InPlaceOf is not null, turn.Conversation.LastOrdinal, now)
        {
            DeploymentId = turn.Deployment?.Id,
            Version = turn.Snapshot.Version,
        }).ConfigureAwait(false);
        turn.Live = host.Begin(turn);
        turn.Live.Add(new TurnAccepted(turn.Conversation.Id, turn.TurnId, questionId, turn.Reply.Id));
        turn.Begun(turn.Live);
        feed.Publish(new(ConversationService.Topic, turn.Access.OrganizationId, turn.Conversation.Id)); // Another tab reads along.
    }

    private async Task CompressAsync(TurnState turn, IReadOnlyList<WindowMessage> old, int budget, double factor, CancellationToken ct)
    {
        using var step = turn.Tracer.Begin("compress", "Compress what is old", depth: 1);
        turn.Live.Add(new TurnThinking("Summing up the beginning of this conversation"));
        var earlier = turn.Window.Digest;
        var before = turn.Window.Tokens + (earlier?.Tokens ?? 0);
        var (text, madeBy) = await digests.MakeAsync(turn, earlier?.Text, old, budget, ct).ConfigureAwait(false);
        var last = old[^1];
        turn.Digest = new()
        {
            OrganizationId = turn.Access.OrganizationId,
            ConversationId = turn.Conversation.Id,
            UntilId = last.Id,
            UntilOrdinal = last.Ordinal,
            Messages = (earlier?.Messages ?? 0) + old.Count,
            Text = text,
            Tokens = TokenEstimate.Of(text),
            MadeBy = madeBy,
            CreatedAt = clock.GetUtcNow().UtcDateTime,
        };
        turn.Window = new([.. turn.Window.Messages.Skip(old.Count)], turn.Digest, turn.Window.IsWhole);
        var after = turn.Window.Tokens + turn.Digest.Tokens;
        step.Say("Messages", turn.Digest.Messages).Say("Tokens before", (int)(before * factor)).Say("Tokens after", (int)(after * factor)).Say("By", madeBy);
        turn.Live.Add(new TurnCompressed(turn.Digest.Messages, (int)(before * factor), (int)(after * factor), madeBy));
    }
}
