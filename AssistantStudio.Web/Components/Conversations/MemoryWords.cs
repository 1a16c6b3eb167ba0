using AssistantStudio.Core.Conversations;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>What is remembered, in words.</summary>
internal static class MemoryWords
{
    public static string Of(MemoryKind kind) => kind switch
    {
        MemoryKind.Fact => "About you",
        MemoryKind.Preference => "What you want",
        MemoryKind.Issue => "An earlier conversation",
        MemoryKind.Object => "What you often speak of",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Give the new kind its words."),
    };
}
