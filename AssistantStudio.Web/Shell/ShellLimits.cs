namespace AssistantStudio.Web.Shell;

public static class ShellLimits
{
    public const int PaletteHits = 20;
    public const int PaletteHitsPerSource = 8;
    public const int PaletteQueryLength = 100;

    /// <summary>Typing pauses shorter than this do not start a search.</summary>
    public static readonly TimeSpan SearchPause = TimeSpan.FromMilliseconds(250);

    /// <summary>The palette answers faster: most of its sources ask no database.</summary>
    public static readonly TimeSpan PalettePause = TimeSpan.FromMilliseconds(120);

    /// <summary>Shorter than this, a skeleton would only flicker.</summary>
    public static readonly TimeSpan SkeletonDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>However often rows change, a list reads them again this often at most.</summary>
    public static readonly TimeSpan LiveReloadPause = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan SystemStateInterval = TimeSpan.FromMinutes(1);

    /// <summary>How much there is to do right now: read from memory.</summary>
    public static readonly TimeSpan LoadInterval = TimeSpan.FromSeconds(2);

    /// <summary>Counts that a database adds up.</summary>
    public static readonly TimeSpan CountsInterval = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan ToastTime = TimeSpan.FromSeconds(6);

    /// <summary>Long enough to read an error and to copy its reference.</summary>
    public static readonly TimeSpan ErrorToastTime = TimeSpan.FromSeconds(12);

    /// <summary>More would cover the page; the oldest goes.</summary>
    public const int Toasts = 3;

    public const int SkeletonRows = 6;
}
