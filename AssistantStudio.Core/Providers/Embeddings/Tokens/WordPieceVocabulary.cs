using System.Runtime.CompilerServices;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Finds pieces of words without making a string of them. A piece that begins a word and one that continues it are
/// told apart by the seed of the hash, and the hash grows and shrinks by one character at a time, so that all prefixes
/// of a word cost one pass.
/// </summary>
internal sealed class WordPieceVocabulary
{
    private const uint BeginSeed = 0x811C9DC5;
    private const uint ContinueSeed = 0x050C5D1F;
    private const uint Prime = 0x9E3779B1;
    private const uint PrimeInverse = 0x0E8B2F51;

    private readonly Slot[] _slots;
    private readonly char[] _characters;
    private readonly int _mask;
    private readonly Dictionary<string, int> _ids;

    public WordPieceVocabulary(Dictionary<string, int> ids, string continuationPrefix)
    {
        _ids = ids;
        var size = 16;
        while (size < ids.Count * 2)
            size *= 2;

        _slots = new Slot[size];
        _mask = size - 1;
        _characters = new char[ids.Keys.Sum(k => k.Length)];
        var at = 0;
        foreach (var (token, id) in ids)
        {
            var continues = token.Length > continuationPrefix.Length && token.StartsWith(continuationPrefix, StringComparison.Ordinal);
            var piece = continues ? token.AsSpan(continuationPrefix.Length) : token;
            if (piece.Length == 0)
                continue;

            piece.CopyTo(_characters.AsSpan(at));
            Add(piece, continues, id, at);
            at += piece.Length;
            LongestPiece = Math.Max(LongestPiece, piece.Length);
            LargestId = Math.Max(LargestId, id);
        }
    }

    public int Count => _ids.Count;

    public int LargestId { get; }

    public int LongestPiece { get; }

    public int? IdOf(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    public static uint Start(bool continues) => continues ? ContinueSeed : BeginSeed;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Step(uint hash, char c) => (hash ^ c) * Prime;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint StepBack(uint hash, char c) => (hash * PrimeInverse) ^ c;

    /// <summary>The id of a piece whose characters have been hashed with <see cref="Step"/>, or -1.</summary>
    public int Find(ReadOnlySpan<char> piece, bool continues, uint hash)
    {
        for (var at = (int)Mixed(hash) & _mask; ; at = (at + 1) & _mask)
        {
            ref readonly var slot = ref _slots[at];
            if (slot.Length == 0)
                return -1;

            if (slot.Hash == hash && slot.Length == piece.Length && slot.Continues == continues
                && piece.SequenceEqual(_characters.AsSpan(slot.Start, slot.Length)))
                return slot.Id;
        }
    }

    private void Add(ReadOnlySpan<char> piece, bool continues, int id, int start)
    {
        var hash = Start(continues);
        foreach (var c in piece)
            hash = Step(hash, c);

        var at = (int)Mixed(hash) & _mask;
        while (_slots[at].Length > 0)
            at = (at + 1) & _mask;

        _slots[at] = new() { Hash = hash, Start = start, Length = (ushort)piece.Length, Continues = continues, Id = id };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mixed(uint hash) => hash ^ (hash >> 15);

    private struct Slot
    {
        public uint Hash;
        public int Start;
        public int Id;
        public ushort Length;
        public bool Continues;
    }
}
