namespace AssistantStudio.Core.Data;

/// <summary>The program cannot start. The message is one sentence that says why and what to do; it is all that is printed.</summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
