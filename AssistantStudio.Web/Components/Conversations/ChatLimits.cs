namespace AssistantStudio.Web.Components.Conversations;

internal static class ChatLimits
{
    /// <summary>Messages that are read at a time.</summary>
    public const int PageSize = 50;

    /// <summary>Messages that the page holds; those farthest from the reader go, and come back when they are scrolled to.</summary>
    public const int MostShown = 150;

    /// <summary>Own conversations that the side list reads at a time.</summary>
    public const int SidePage = 30;

    /// <summary>Of a passage, in its preview.</summary>
    public const int PassageShown = 480;

    /// <summary>Of what a tool was given or gave back.</summary>
    public const int ToolTextShown = 6_000;

    /// <summary>A reply that is being written is drawn this often at most.</summary>
    public static readonly TimeSpan RepaintPause = TimeSpan.FromMilliseconds(100);
}
