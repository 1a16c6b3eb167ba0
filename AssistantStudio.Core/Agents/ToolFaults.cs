namespace AssistantStudio.Core.Agents;

/// <summary>Why a tool did not do what it was asked for, for programs.</summary>
public static class ToolFaults
{
    public const string UnknownTool = "unknown_tool";
    public const string ArgumentsInvalid = "arguments_invalid";
    public const string Forbidden = "forbidden";
    public const string TimedOut = "timed_out";
    public const string Failed = "failed";

    /// <summary>A person was asked first and did not agree.</summary>
    public const string Declined = "declined";
}
