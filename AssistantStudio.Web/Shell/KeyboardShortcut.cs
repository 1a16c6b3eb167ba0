namespace AssistantStudio.Web.Shell;

/// <summary>A line of the shortcuts help; whoever handles the keys registers it as a singleton.</summary>
public sealed record KeyboardShortcut(string Area, IReadOnlyList<string> Keys, string Does, int Order = 0);
