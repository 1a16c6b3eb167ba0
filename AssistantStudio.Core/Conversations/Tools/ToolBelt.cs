using AssistantStudio.Core.Agents;

namespace AssistantStudio.Core.Conversations;

/// <summary>The tools that an assistant may use in a turn: those that it is bound to, that are there, and that the person may have used.</summary>
internal sealed class ToolBelt(ToolRunner runner)
{
    public IReadOnlyList<ToolDefinition> Of(TurnState turn) =>
    [
        .. turn.Content.Tools.Distinct(StringComparer.Ordinal).Select(runner.Find).OfType<ToolDefinition>()
            .Where(t => t.Needs is not { } needed || turn.Access.Can(needed)).Where(t => turn.Given is not { } given || given.MayUse(t)),
    ];
}
