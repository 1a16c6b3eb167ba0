using AssistantStudio.Core.Providers;

namespace AssistantStudio.Core.Conversations;

/// <summary>Opens the way to whoever answers: one model with those that stand in for it, or whoever the difficulty calls for.</summary>
internal sealed class RouteStep(AnsweringPlans plans) : ITurnStep
{
    public Task RunAsync(TurnState turn, CancellationToken ct)
    {
        if (turn.SetReply is not null)
        {
            return Task.CompletedTask;
        }

        using var step = turn.Tracer.Begin("route", "Choose who answers");
        turn.Sink.OnFallBack = (from, to, why) => turn.Live.Add(new TurnFellBack(NameOf(from), NameOf(to), TurnFaults.TextOf(turn, why)));
        turn.Client = plans.Open(turn.Plan, turn.Purpose with { MayCache = turn.Purpose.MayCache && IsForAnybody(turn) }, turn.Sink);
        step.Say("Asked", turn.Plan.IsByDifficulty ? "by difficulty" : NameOf(turn.Plan.First))
            .Say("Why", turn.Content.Model is not null ? turn.Request.Overrides?.Model is null ? "the assistant says so" : "set for this trial"
                : turn.Plan.IsBuiltIn ? $"no AI provider {(turn.Snapshot.Route is null ? "is chosen for answers" : "was chosen for answers when this was released")}, so the built-in model quotes the knowledge" : "the organisation's choice")
            .Say("Stand-ins", string.Join(", ", turn.Plan.Tiers.Targets[Difficulty.Complex].Skip(1).Select(NameOf)));
        return Task.CompletedTask;
    }

    /// <summary>An answer that rests on what is known of one person is not kept for others, and does not outlive their conversation.</summary>
    private static bool IsForAnybody(TurnState turn) => turn.Given is { Messages.Count: > 1 } ? false : turn is { Window: { Messages.Count: 0, Digest: null }, Memories.Count: 0, Variables.Count: 0 };

    private static string NameOf(ModelTarget target) => $"{target.Model} ({target.Account.Name})";
}
