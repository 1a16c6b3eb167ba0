using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// Stores what came of the turn in one transaction: the reply, what it cost, how it came about, and all counters. Also of a
/// turn that was stopped or failed: what was said and what was paid stays.
/// </summary>
internal sealed class RecordStep(TurnBook book, TokenCalibrations calibrations, ChangeFeed feed, TimeProvider clock, ILogger<RecordStep> log) : ITurnStep
{
    /// <summary>A disk that is full or a database that is busy may be neither in a moment.</summary>
    private static readonly TimeSpan[] s_waits = [TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60)];

    public async Task RunAsync(TurnState turn, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var usage = turn.Sink.All();
        Write(turn, usage, now);
        await StoreAsync(turn, new()
        {
            OrganizationId = turn.Access.OrganizationId,
            Reply = turn.Reply,
            Usage = usage,
            NewUsage = turn.Sink.NotStored(),
            Trace = TraceOf(turn, usage),
            Snapshot = turn.Kept,
            Digest = turn.Digest,
            Count = turn.Conversation.Channel == ConversationChannel.Playground ? null
                : new(turn.Conversation.AssistantId, turn.Conversation.LastOrdinal == 0 ? 1 : 0, turn.StoredQuestion is null ? 2 : 1),
            Samples = turn.Samples,
            At = now,
        }).ConfigureAwait(false);
        await calibrations.LearnAsync(turn.Access.OrganizationId, turn.Samples, CancellationToken.None).ConfigureAwait(false);
        feed.Publish(new(ConversationService.Topic, turn.Access.OrganizationId, turn.Conversation.Id));
        feed.Publish(new(UsageWriter.Topic, turn.Access.OrganizationId));
    }

    internal static TurnUsage UsageOf(IReadOnlyList<UsageDraft> usage) => new(
        usage.Sum(u => u.Usage.Input), usage.Sum(u => u.Usage.Output), usage.Any(u => u.Cost is null) ? null : usage.Sum(u => u.Cost), usage.Count);

    private static void Write(TurnState turn, IReadOnlyList<UsageDraft> usage, DateTime now)
    {
        var (reply, sum) = (turn.Reply, UsageOf(usage));
        reply.Content = turn.Live.Text();
        reply.Tokens = TokenEstimate.Of(reply.Content);
        reply.State = turn.Fault is null ? MessageState.Complete : reply.Content.Length > 0 || turn.Live.StoppedBy is not null ? MessageState.Interrupted : MessageState.Failed;
        (reply.Fault, reply.FaultText) = (turn.Fault, turn.FaultText is { } text ? PlainText.Cut(text, ConversationLimits.FaultTextLength) : null);
        var citations = CitationMarks.Mark(turn.Passages, reply.Content);
        reply.CitationsJson = citations.Count == 0 ? null : StoredJson.Write(citations);
        reply.Confidence = turn.Fault is null && turn.SetReply is null ? ReplyConfidence.Of(turn.Question, reply.Content, citations) : null;
        reply.ToolsJson = turn.ToolCalls.Count == 0 ? null : StoredJson.Write(turn.ToolCalls);
        (reply.PromptKey, reply.PromptVersion) = (turn.Choice?.Chosen?.PromptKey, turn.Choice?.Chosen?.Version);
        var answered = usage.LastOrDefault(u => u.Operation == UsageOperation.Chat);
        (reply.Provider, reply.Model) = turn.SetReply is not null ? (null, null) : (answered?.ProviderName ?? turn.Plan.First.Account.Name, answered?.Model ?? turn.Plan.First.Model);
        (reply.InputTokens, reply.OutputTokens, reply.Cost) = (sum.InputTokens, sum.OutputTokens, sum.Cost);
        (reply.FirstTokenMs, reply.TotalMs, reply.CompletedAt) = (turn.FirstTokenMs, (int)turn.Tracer.ElapsedMs, now);
    }

    private static TurnTrace TraceOf(TurnState turn, IReadOnlyList<UsageDraft> usage) => new()
    {
        Id = turn.TurnId,
        OrganizationId = turn.Access.OrganizationId,
        ConversationId = turn.Conversation.Id,
        MessageId = turn.Reply.Id,
        StartedAt = turn.At,
        TotalMs = turn.Tracer.ElapsedMs,
        SnapshotHash = turn.Kept.Hash,
        DetailJson = StoredJson.Write(new TraceDetail
        {
            Steps = turn.Tracer.Steps(),
            Prompt = turn.Choice is { } choice ? new(choice.Chosen?.PromptKey, choice.Chosen?.PromptTitle, choice.Chosen?.Version, choice.Chosen?.Role, choice.Text ?? "", choice.Verdicts) : null,
            SystemText = turn.SystemText,
            Question = turn.Question,
            Asked = turn.Asked,
            Window = new(turn.Window.Messages.Count, turn.Window.Tokens, turn.Content.ContextMemoryTokens, turn.Window.Digest?.Messages ?? 0, turn.Window.Digest?.Tokens ?? 0),
            Calls = [.. usage.Select(TraceCall.Of)],
            Memories = [.. turn.Memories.Select(SystemText.LineOf)],

            // The message itself has the passages, the tools and the end.
            Events = [.. turn.Live.Events().Select(e => new TraceEvent(e.At, e.Event is TurnRetrieved found ? found with { Passages = [] } : e.Event))],
        }),
    };

    private async Task StoreAsync(TurnState turn, TurnEnding ending)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await book.EndAsync(ending).ConfigureAwait(false);
                turn.Sink.Stored(ending.NewUsage.Count);
                turn.Kept.IsStored = true;
                return;
            }
            catch (Exception e) when (attempt < s_waits.Length)
            {
                ConversationLog.NotRecorded(log, e, turn.TurnId);
                await Task.Delay(s_waits[attempt], clock).ConfigureAwait(false);
            }
        }
    }
}
