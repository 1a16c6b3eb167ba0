namespace AssistantStudio.Core.Conversations;

public static class ConversationLimits
{
    public const int NameLength = 200;
    public const int TitleLength = 120;
    public const int ExternalUserLength = 200;
    public const int ReasonLength = 500;
    public const int CommentLength = 2_000;
    public const int FaultTextLength = 500;
    public const int ClientKeyLength = 200;
    public const int Topics = 5;
    public const int TopicLength = 60;

    /// <summary>Of a message that an assistant sets no limit for: a long report, not a book.</summary>
    public const int MessageLength = 100_000;

    /// <summary>A reply that goes on beyond this is cut off: no model is asked for that much.</summary>
    public const int ReplyLength = 400_000;

    public const int Variables = 50;
    public const int VariableNameLength = 64;
    public const int VariablesLength = 100_000;

    public const int PageSize = 50;
    public const int MaxPageSize = 200;

    /// <summary>Turns of one person that go on at the same time.</summary>
    public const int TurnsOfPerson = 20;

    /// <summary>Turns that go on at the same time in this process.</summary>
    public const int Turns = 4_000;

    /// <summary>After so long without a sign of life, whoever answered is gone.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(90);

    /// <summary>A person has so long to agree to what a tool would do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Rounds of tools in one turn, and faults of tools one after the other, after which the model has to answer without.</summary>
    public const int ToolRounds = 8;

    public const int ToolFaults = 3;

    /// <summary>Calls that a model may make in one round.</summary>
    public const int ToolsAtOnce = 10;
}
