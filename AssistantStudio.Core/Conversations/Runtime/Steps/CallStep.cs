using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Conversations;

/// <summary>Asks the model and hands on what it says; where it wants tools, they are run and it is asked again.</summary>
internal sealed class CallStep(ActStep act, ChoosePromptStep prompts, TurnBook book, ILogger<CallStep> log) : ITurnStep
{
    public async Task RunAsync(TurnState turn, CancellationToken ct)
    {
        if (turn.SetReply is { } said)
        {
            turn.Live.Append(said);
            return;
        }

        turn.Live.Add(new TurnThinking(turn.Plan.IsBuiltIn ? "Putting an answer together" : "Thinking"));
        for (var round = 1; ; round++)
        {
            if (round > 1 && !act.MayGoOn(turn, round))
            {
                turn.Options.ToolMode = ChatToolMode.None; // It has to answer with what it has.
            }

            var answer = await AskAsync(turn, round, ct).ConfigureAwait(false);
            var calls = answer?.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList() ?? [];
            if (calls.Count == 0 || turn.Options.ToolMode == ChatToolMode.None)
            {
                return;
            }

            turn.Messages.AddRange(answer!.Messages);
            await SaveUsageAsync(turn, ct).ConfigureAwait(false);
            turn.Messages.Add(await act.RunAsync(turn, calls, ct).ConfigureAwait(false));
            ComposeStep.FitResults(turn);
        }
    }

    /// <summary>What was said, where tools may be wanted; otherwise the reply has it already, and nobody needs it twice.</summary>
    private async Task<ChatResponse?> AskAsync(TurnState turn, int round, CancellationToken ct)
    {
        var before = turn.Live.Length;
        try
        {
            return await StreamAsync(turn, round, ct).ConfigureAwait(false);
        }
        catch (ModelCallException e) when (round == 1 && turn.Live.Length == before)
        {
            if (await prompts.FallbackAsync(turn, ct).ConfigureAwait(false) is not { } fallback)
            {
                throw;
            }

            turn.Live.Add(new TurnFellBack(turn.Choice!.Chosen!.PromptTitle, fallback.Rule.PromptTitle, TurnFaults.TextOf(turn, e)));
            turn.Choice = turn.Choice with { Chosen = fallback.Rule, Text = fallback.Text };
            ComposeStep.Recompose(turn);
            return await StreamAsync(turn, round, ct).ConfigureAwait(false);
        }
    }

    private async Task<ChatResponse?> StreamAsync(TurnState turn, int round, CancellationToken ct)
    {
        using var step = turn.Tracer.Begin("call", round == 1 ? "Ask the model" : "Ask the model again");
        var (estimate, before) = (CallEstimate.InputOf(turn.Messages, turn.Options), turn.Sink.All().Count);
        var (reply, begins) = (new ReplyText(), true);
        var updates = turn.Tools.Count > 0 ? new List<ChatResponseUpdate>() : null;
        try
        {
            await foreach (var update in turn.Client!.GetStreamingResponseAsync(turn.Messages, turn.Options, ct).ConfigureAwait(false))
            {
                updates?.Add(update);
                if (update.Text is { Length: > 0 } text && reply.Take(text) is { Length: > 0 } piece)
                {
                    turn.FirstTokenMs ??= (int)turn.Tracer.ElapsedMs;
                    turn.Live.Append(begins && round > 1 && turn.Live.Length > 0 ? "\n\n" + piece : piece); // What it says after a tool is a paragraph of its own.
                    begins = false;
                }

                if (turn.Live.Length > ConversationLimits.ReplyLength)
                {
                    throw new ConflictException("The reply was longer than a reply may be, so it was cut off.", "reply_too_long");
                }
            }
        }
        catch (Exception e)
        {
            step.Fail((e as ModelCallException)?.Fault.Code() ?? (e as StudioException)?.Code ?? (e is OperationCanceledException ? turn.Live.StoppedBy ?? "stopped" : "unexpected"));
            throw;
        }
        finally
        {
            Tell(turn, step, turn.Sink.All().Skip(before).ToList(), estimate);
        }

        return updates?.ToChatResponse();
    }

    private static void Tell(TurnState turn, TurnTracer.Step step, List<UsageDraft> calls, long estimate)
    {
        foreach (var call in calls.Where(c => c.Operation == UsageOperation.Chat))
        {
            step.Say(call.ProviderName, $"{call.Model}: {call.Outcome.ToString().ToLowerInvariant()}, {call.Usage.Input} in, {call.Usage.Output} out, {call.LatencyMs} ms{(call.Fault is { } fault ? $", {fault}" : "")}").Say("Why this model", call.Route);
            // The built-in model counts only what it picks from.
            if (!turn.Plan.IsBuiltIn && call is { Outcome: UsageOutcome.Succeeded, IsEstimated: false, IsFromCache: false, Usage.Input: > 0 } && estimate > 0)
            {
                turn.Samples.Add(new(call.Model, estimate, call.Usage.Input));
            }
        }

        if (calls.LastOrDefault(c => c.Outcome == UsageOutcome.Succeeded) is { } answered)
        {
            step.Rename($"Ask {answered.Model}");
        }
    }

    /// <summary>Tools may take their time: what is known to have been paid by now need not be estimated if the program dies meanwhile.</summary>
    private async Task SaveUsageAsync(TurnState turn, CancellationToken ct)
    {
        var drafts = turn.Sink.NotStored();
        try
        {
            await book.SaveUsageAsync(turn.Access.OrganizationId, drafts, ct).ConfigureAwait(false);
            turn.Sink.Stored(drafts.Count);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ConversationLog.ProgressNotSaved(log, e); // The end of the turn stores them.
        }
    }
}
