using System.Runtime.CompilerServices;

namespace AssistantStudio.Core.Knowledge;

/// <summary>The sources that a search may look into, one bit each, and which of their entries.</summary>
internal sealed class AllowedSources
{
    private const int BitsPerWord = 64;
    private readonly ulong[] _words = new ulong[VectorLimits.MaxSources / BitsPerWord];

    /// <param name="entries">Null: all of these sources.</param>
    public AllowedSources(IEnumerable<int> sources, IReadOnlySet<long>? entries = null)
    {
        Entries = entries;
        foreach (var source in sources)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(source, nameof(sources));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(source, VectorLimits.MaxSources, nameof(sources));
            _words[source / BitsPerWord] |= 1UL << (source % BitsPerWord);
        }
    }

    public IReadOnlySet<long>? Entries { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(ushort source) => (_words[source / BitsPerWord] >> (source % BitsPerWord) & 1) != 0;
}
