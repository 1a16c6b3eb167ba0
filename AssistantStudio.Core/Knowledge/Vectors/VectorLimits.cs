namespace AssistantStudio.Core.Knowledge;

internal static class VectorLimits
{
    /// <summary>Sums of products of codes stay below what an <see cref="int"/> holds.</summary>
    public const int MaxDimensions = 8192;

    /// <summary>Source numbers are below this: two bytes an entry.</summary>
    public const int MaxSources = 1 << 16;

    /// <summary>With so few numbers left an index is loaded anew, which begins to count anew.</summary>
    public const int SpareSources = 1 << 12;

    /// <summary>Entries of a full segment: 1.6 MB of codes at 384 dimensions.</summary>
    public const int SegmentSize = 4096;

    /// <summary>The first segment of an index begins this small: most organisations have few documents.</summary>
    public const int FirstSegmentSize = 64;

    /// <summary>
    /// A full segment with that many dead entries is emptied into the open one, which keeps what the dead occupy
    /// below 7 percent, at the cost of 15 moves for each death.
    /// </summary>
    public const int MaxDead = SegmentSize / 16;

    /// <summary>From this many bytes of codes on, starting a second thread costs less than it saves.</summary>
    public const long BytesForTwoThreads = 4 << 20;

    /// <summary>A scan is limited by the memory: more threads would take cores from everybody else for little.</summary>
    public const int MaxThreads = 2;

    /// <summary>Originals of one question to the database.</summary>
    public const int LoadedAtOnce = 64;

    /// <summary>Of one search: thousands of equal texts must not load the whole database.</summary>
    public const int MaxLoaded = 4096;

    public const int MaxHits = 1000;
}
