using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using AssistantStudio.Core.Agents;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Conversations;

/// <summary>Runs the tools that a model asks for, one after the other, and asks the person first where that is needed.</summary>
internal sealed class ActStep(ToolRunner runner, TimeProvider clock)
{
    private const string Declined = "declined";

    private static readonly JsonSerializerOptions s_shown = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A model that goes round in circles, or that fails again and again, has to answer with what it has.</summary>
    public bool MayGoOn(TurnState turn, int round) =>
        round <= ConversationLimits.ToolRounds && turn.ToolCalls.TakeLast(ConversationLimits.ToolFaults).Count(t => t.Fault is not null) < ConversationLimits.ToolFaults;

    /// <summary>What the tools gave back, as the message that the model is sent.</summary>
    public async Task<ChatMessage> RunAsync(TurnState turn, IReadOnlyList<FunctionCallContent> calls, CancellationToken ct)
    {
        var results = new List<AIContent>();
        foreach (var (call, number) in calls.Select((c, i) => (c, i)))
        {
            var text = number < ConversationLimits.ToolsAtOnce ? await RunOneAsync(turn, call, ct).ConfigureAwait(false) : "Too many calls at once. Ask again for what is still needed.";
            results.Add(new FunctionResultContent(call.CallId, text));
        }

        return new(ChatRole.Tool, results);
    }

    private async Task<string> RunOneAsync(TurnState turn, FunctionCallContent call, CancellationToken ct)
    {
        var definition = turn.Tools.FirstOrDefault(t => t.Name == call.Name);
        var title = definition?.Title ?? call.Name;
        var (arguments, shown, problem) = ArgumentsOf(call);
        var id = string.Create(CultureInfo.InvariantCulture, $"{turn.TurnId:N}-{turn.ToolCalls.Count + 1}"); // Models repeat theirs, and a yes counts once.
        using var step = turn.Tracer.Begin("tool", $"Tool {call.Name}").Say("Arguments", shown);
        turn.Live.Add(new TurnToolStarted(id, call.Name, title, shown));
        bool? agreed = null;
        ToolOutcome outcome;
        if (problem is not null)
        {
            outcome = new(false, problem, "arguments_invalid", false, 0);
        }
        else if (definition is null)
        {
            outcome = new(false, $"There is no tool {call.Name}. There are: {string.Join(", ", turn.Tools.Select(t => t.Name))}.", "unknown_tool", false, 0);
        }
        else if (definition.Confirm && turn.Access.Grant.Visitor is not null)
        {
            outcome = new(false, "This needs the agreement of somebody of the organisation, and a visitor cannot give it. Do not ask for it again; say that it cannot be done here, and what can.", Declined, false, 0);
        }
        else if (definition.Confirm && !(agreed = await AskAsync(turn, id, definition, shown, ct).ConfigureAwait(false)).Value)
        {
            outcome = new(false, "The person did not agree to this. Do not ask for it again; say what can be done without it.", Declined, false, 0);
        }
        else
        {
            var setting = new ToolSetting(turn.Access, turn.Conversation.AssistantId, turn.Conversation.Id, turn.Reply.Id);
            outcome = await runner.RunAsync(id, call.Name, arguments, setting, ct).ConfigureAwait(false);
        }

        turn.ToolCalls.Add(new(id, call.Name, title, shown, outcome.Text, outcome.Fault, agreed, outcome.IsFromCache, outcome.DurationMs));
        step.Say("Result", outcome.Text).Say("Kept from before", outcome.IsFromCache ? "yes" : null);
        if (outcome.Fault is { } fault)
        {
            step.Fail(fault);
        }

        turn.Live.Add(new TurnToolFinished(id, call.Name, outcome.Text, outcome.Fault, outcome.IsFromCache, outcome.DurationMs));
        return outcome.Text;
    }

    private async Task<bool> AskAsync(TurnState turn, string call, ToolDefinition definition, string shown, CancellationToken ct)
    {
        using var step = turn.Tracer.Begin("approval", "Wait for the person", depth: 1);
        using var patience = new CancellationTokenSource(ConversationLimits.Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        var answer = turn.Live.AskAsync(call, either.Token);
        turn.Live.Add(new TurnApprovalNeeded(call, definition.Name, definition.Title, shown, (clock.GetUtcNow() + ConversationLimits.Patience).UtcDateTime));
        try
        {
            var agreed = await answer.ConfigureAwait(false);
            step.Say("Answer", agreed ? "yes" : "no");
            return agreed;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            step.Say("Answer", "none in time");
            return false;
        }
    }

    private static (JsonElement Arguments, string Shown, string? Problem) ArgumentsOf(FunctionCallContent call)
    {
        if (call.Exception is not null)
        {
            return (default, "", "The arguments are not the JSON that the tool expects. Send one JSON object.");
        }

        var arguments = JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>(), AIJsonUtilities.DefaultOptions);
        var shown = JsonSerializer.Serialize(arguments, s_shown); // As short as it goes, for people.
        return shown.Length <= ToolLimits.ArgumentsLength ? (arguments, shown, null)
            : (default, "", FormattableString.Invariant($"The arguments have {shown.Length:#,0} characters; at most {ToolLimits.ArgumentsLength:#,0} are possible. Send less at once."));
    }
}
