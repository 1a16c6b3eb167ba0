using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Conversations;

/// <summary>The order of a turn, the one place that decides it. See docs/decisions/0014.</summary>
internal sealed class TurnPipeline(
    AdmitStep admit, RememberStep remember, ChoosePromptStep choose, RetrieveStep retrieve, ComposeStep compose, RouteStep route, CallStep call, RecordStep record,
    TurnHost host, TimeProvider clock, ILogger<TurnPipeline> log)
{
    private readonly ITurnStep[] _prepare = [choose, retrieve, compose, route];
    private readonly ITurnStep[] _answer = [choose, retrieve, compose, route, call];

    /// <summary>For a program that keeps the conversation itself: everything but what is stored, and the call, which is the program's to read.</summary>
    public async Task PrepareAsync(TurnState turn, CancellationToken ct)
    {
        foreach (var step in _prepare)
        {
            await step.RunAsync(turn, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a turn to its end. What keeps it from beginning is thrown; what happens later is part of it, and stored.</summary>
    /// <param name="begun">Told when the question is stored.</param>
    public async Task RunAsync(TurnRequest request, Access access, Action<LiveTurn> begun, CancellationToken ct)
    {
        var turn = new TurnState(request, access, new(clock), begun) { At = clock.GetUtcNow().UtcDateTime };
        try
        {
            await admit.RunAsync(turn, ct).ConfigureAwait(false);
            await RunAdmittedAsync(turn).ConfigureAwait(false);
            turn.Place?.Leave(turn.Sink.All(), TurnFaults.Outcome(turn.Fault));
        }
        catch (Exception e)
        {
            turn.Place?.Leave(turn.Sink.All(), TurnFaults.Outcome(e)); // Where it had one: it did not begin.
            throw;
        }
    }

    private async Task RunAdmittedAsync(TurnState turn)
    {
        using var time = turn.Deployment is { } live ? clock.CreateTimer(_ => turn.Live?.Stop(StopText.ByTime), null, TimeSpan.FromSeconds(live.Resources.TimeoutSeconds), Timeout.InfiniteTimeSpan) : null;
        try
        {
            await remember.RunAsync(turn, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (turn.Live is not null)
        {
            Note(turn, e);
        }

        try
        {
            await AnswerAsync(turn).ConfigureAwait(false);
            await EndAsync(turn).ConfigureAwait(false);
        }
        finally
        {
            turn.Client?.Dispose();
            host.End(turn.Live);
        }
    }

    private async Task AnswerAsync(TurnState turn)
    {
        try
        {
            foreach (var step in turn.Fault is null ? _answer : [])
            {
                turn.Live.Stopping.ThrowIfCancellationRequested();
                await step.RunAsync(turn, turn.Live.Stopping).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            Note(turn, e);
        }
    }

    private async Task EndAsync(TurnState turn)
    {
        try
        {
            await record.RunAsync(turn, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            ConversationLog.TurnFailed(log, e, turn.TurnId);
            turn.Fault ??= "unavailable";
            turn.Live.Add(new TurnFailed("unavailable", "The reply could not be stored. Your message is kept: ask for the reply again later.", turn.Reply.Id));
            return;
        }

        turn.Live.Add(turn.Reply.State == MessageState.Failed
            ? new TurnFailed(turn.Fault!, turn.FaultText!, turn.Reply.Id)
            : new TurnCompleted(MessageView.Of(turn.Reply), RecordStep.UsageOf(turn.Sink.All())));
    }

    private void Note(TurnState turn, Exception e)
    {
        (turn.Fault, turn.FaultText) = TurnFaults.Of(turn, e);
        if (e is StudioException && e.Message != turn.FaultText)
        {
            turn.Tracer.Explain(turn.Fault, e.Message);
        }

        if (turn.Fault == "unexpected")
        {
            ConversationLog.TurnFailed(log, e, turn.TurnId);
        }
    }
}

/// <summary>Why a reply ends where it ends.</summary>
internal static class StopText
{
    public const string ByPerson = "stopped";
    public const string ByShutdown = "shut_down";
    public const string ByCrash = "lost";
    public const string ByTime = "timed_out";

    public static string Of(string reason) => reason switch
    {
        ByPerson => "Stopped.",
        ByShutdown => "The program was shut down while this was being written.",
        ByTime => "The reply took longer than it may take, and was broken off.",
        _ => "The program ended unexpectedly while this was being written.",
    };
}
