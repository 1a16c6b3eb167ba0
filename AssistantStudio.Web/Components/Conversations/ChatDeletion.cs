using AssistantStudio.Core.Conversations;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Conversations;

internal static class ChatDeletion
{
    public static Task<bool> AskAsync(Confirm confirm, ConversationRow row) => confirm.AskAsync(new()
    {
        Title = "Delete this conversation?",
        Consequences =
        [
            new(Format.Count(row.Messages, "message"), row.Messages == 1 ? "is deleted for good, and how the reply came about" : "are deleted for good, and how the replies came about"),
            "What was remembered from it is forgotten",
            "What it cost stays in the usage, without a word of it",
        ],
        Confirm = "Delete the conversation",
        Keep = "Keep the conversation",
    });
}
