using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Organizations;

namespace AssistantStudio.Core.Conversations;

/// <summary>Which of the assistant's prompts answers, and what it says with the values of this conversation.</summary>
internal sealed class ChoosePromptStep(EnvironmentValues environments) : ITurnStep
{
    public async Task RunAsync(TurnState turn, CancellationToken ct)
    {
        using var step = turn.Tracer.Begin("prompt", "Choose the prompt");
        if (turn.Snapshot.Prompts.Count == 0)
        {
            step.Say("Chosen", "none: no prompt is linked");
            return;
        }

        var values = await environments.OfAsync(turn.Access.OrganizationId, turn.Conversation.Environment, ct).ConfigureAwait(false);
        var situation = SituationOf(turn);
        turn.Choice = turn.Snapshot.Prompts.Choose(situation, values);
        step.Say("Chosen", turn.Choice.Chosen is { } chosen ? $"{chosen.PromptTitle}, version {chosen.Version}" : "none");
        foreach (var verdict in turn.Choice.Verdicts)
        {
            step.Say(verdict.Title, verdict.Reason);
        }

        // Nothing applies: the instructions alone answer. But what was to answer and cannot be rendered is a mistake that somebody should see.
        if (turn.Choice is { Chosen: null, Errors.Count: > 0 })
        {
            throw new Shared.ConflictException($"The prompt cannot be used: {string.Join(" ", turn.Choice.Errors.Values.SelectMany(e => e))}", "prompt_not_rendered");
        }
    }

    /// <summary>The prompt that serves when the model refuses what was sent with the chosen one; null: there is none, or it is the one that was chosen.</summary>
    public async Task<(LinkRule Rule, string Text)?> FallbackAsync(TurnState turn, CancellationToken ct)
    {
        if (turn.Choice?.Chosen is not { } chosen || chosen.Role == PromptRole.Fallback)
        {
            return null;
        }

        var values = await environments.OfAsync(turn.Access.OrganizationId, turn.Conversation.Environment, ct).ConfigureAwait(false);
        SnapshotPrompt[] fallbacks = [.. turn.Snapshot.Prompts.Where(p => p.Rule.Role == PromptRole.Fallback)];
        return fallbacks.Choose(SituationOf(turn), values) is { Chosen: { } rule, Text: { } text } ? (rule, text) : null;
    }

    private static PromptSituation SituationOf(TurnState turn) => new()
    {
        Variables = turn.Variables,
        Message = turn.Question,
        Channel = turn.Conversation.Channel.ToString().ToLowerInvariant(),
        UserRole = turn.Access.Grant.Role?.ToString(),
        Language = turn.Variables.TryGetValue("language", out var language) && language.ValueKind == System.Text.Json.JsonValueKind.String ? language.GetString() : turn.Content.Language is { Length: > 0 } own ? own : null,
        At = turn.At,
        Conversation = turn.Conversation.Id.ToString("N"),
    };
}
