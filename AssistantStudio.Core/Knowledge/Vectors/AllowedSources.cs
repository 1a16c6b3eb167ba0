using System.Runtime.CompilerServices;

namespace AssistantStudio.Core.Knowledge;

/// <summary>The sources that a search may look into, one bit each.</summary>
internal sealed class AllowedSources
{
    private const int BitsPerWord = 64;
    private readonly ulong[] _words = new ulong[VectorLimits.MaxSources / BitsPerWord];

    public AllowedSources(IEnumerable<int> sources)
    {
        foreach (var source in sources)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(source, nameof(sources));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(source, VectorLimits.MaxSources, nameof(sources));
            _words[source / BitsPerWord] |= 1UL << (source % BitsPerWord);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(ushort source) => (_words[source / BitsPerWord] >> (source % BitsPerWord) & 1) != 0;
}
