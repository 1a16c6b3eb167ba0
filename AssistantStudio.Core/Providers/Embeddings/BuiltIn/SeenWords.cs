namespace AssistantStudio.Core.Providers;

/// <summary>Counts the words and pairs of one text by their hash; used for text after text.</summary>
internal sealed class SeenWords
{
    private const int SmallestTable = 64;
    private const int LargestTable = 1 << 20;
    private const int LongestProbe = 64;

    private uint[] _keys = new uint[SmallestTable];
    private int[] _counts = new int[SmallestTable];
    private uint _mask;

    public void Start(int textLength)
    {
        // At most a word and a pair for every two characters, or for each that stands alone.
        var slots = SmallestTable;
        while (slots < textLength * 2 && slots < LargestTable)
            slots *= 2;

        if (_keys.Length < slots)
        {
            _keys = new uint[slots];
            _counts = new int[slots];
        }

        // A short text after a long one uses, and clears, only the beginning of the table.
        _mask = (uint)slots - 1;
        Array.Clear(_counts, 0, slots);
    }

    /// <summary>√k − √(k−1) for the k-th time that something is seen in this text.</summary>
    public float OneMore(ulong hash)
    {
        var key = (uint)hash;
        var slot = (uint)(hash >> 40) & _mask;
        // A text of more different words than the largest table holds: the rest counts as seen once.
        for (var probe = 0; probe < LongestProbe; probe++, slot = (slot + 1) & _mask)
        {
            if (_counts[slot] == 0)
            {
                _keys[slot] = key;
                _counts[slot] = 1;
                return 1f;
            }

            if (_keys[slot] == key)
            {
                var count = ++_counts[slot];
                return MathF.Sqrt(count) - MathF.Sqrt(count - 1);
            }
        }

        return 1f;
    }
}
