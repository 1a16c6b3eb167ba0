namespace AssistantStudio.Core.Conversations;

public static class MemoryLimits
{
    public const int TextLength = 500;

    /// <summary>The last ones, of one person with one assistant.</summary>
    public const int Issues = 5;

    public const int Facts = 50;

    /// <summary>Those that were spoken of most.</summary>
    public const int Objects = 10;
}
