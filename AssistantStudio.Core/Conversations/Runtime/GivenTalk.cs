using AssistantStudio.Core.Agents;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Conversations;

/// <summary>A conversation as a program sends it, whole each time, with how it wants the answer.</summary>
/// <param name="Options">Only what was sent is set.</param>
internal sealed record GivenTalk(IReadOnlyList<ChatMessage> Messages, ChatOptions Options)
{
    /// <summary>What a person said last; empty: nobody said anything.</summary>
    public string Question { get; } = Messages.LastOrDefault(m => m.Role == ChatRole.User)?.Text ?? "";

    public IEnumerable<string> Earlier => Messages.Where(m => m.Role == ChatRole.User).Select(m => m.Text).SkipLast(1);

    /// <summary>Whoever brings tools of their own runs the tools; and nobody is there to agree to anything.</summary>
    public bool MayUse(ToolDefinition tool) => Options.Tools is not { Count: > 0 } && tool is { Confirm: false, NeedsConversation: false };
}
