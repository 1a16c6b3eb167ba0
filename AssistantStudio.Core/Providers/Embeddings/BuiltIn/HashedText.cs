using System.Runtime.CompilerServices;
using System.Text;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Turns a text into a vector without any model: each word, each pair of neighbouring words and each run of 3 to 5
/// characters within a word (with a space at both ends) is hashed to a dimension and a sign. Words give the meaning,
/// pairs the order, runs keep a misspelt word near its right spelling. The k-th occurrence of a word adds √k − √(k−1),
/// so that repetition counts less and less; short words, mostly grammar, count less from the start. Only operations
/// whose results IEEE 754 fixes are used, in one order, so that every machine computes the same bits.
/// Not safe for two threads at once: each uses its own.
/// </summary>
internal sealed class HashedText(int dimensions)
{
    private const float NgramWeight = 0.3f;
    private const float PairWeight = 0.5f;
    private const int LongestNgram = 5;

    private const ulong WordSeed = 0x243F6A8885A308D3;
    private const ulong NgramSeed = 0x13198A2E03707344;
    private const ulong PairFactor = 0xA4093822299F31D1;
    private const ulong Multiplier = 0x9E3779B97F4A7C15;
    private const ulong FinalMultiplier = 0xD6E8FEB86659FD93;

    // Words of one, two and three letters; longer ones count in full.
    private static readonly float[] s_shortWords = [1f, 0.3f, 0.3f, 0.5f];

    private readonly SeenWords _seen = new();
    private char[] _folded = new char[256];
    private int _length;
    private int _words;
    private ulong _previous;
    private float[] _vector = [];

    /// <summary>Fills the vector and tells how many words the text has.</summary>
    public int Embed(string text, float[] vector)
    {
        _vector = vector;
        Start(text.Length);
        if (!TryAdd(text, composed: false))
        {
            Array.Clear(vector);
            Start(text.Length);
            TryAdd(FoldedChars.Compose(text), composed: true);
        }

        if (_words == 0)
        {
            // Signs only, such as "?!": they are all that the text says.
            foreach (var sign in text)
            {
                if (!char.IsWhiteSpace(sign))
                    AddAlone([sign]);
            }
        }

        StableLength.Normalise(vector);
        return _words;
    }

    /// <summary>The stable hash, of which dimension and sign are taken; also used to count words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Finish(ulong state)
    {
        state ^= state >> 32;
        state *= FinalMultiplier;
        return state ^ (state >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Step(ulong state, char c) => (state ^ c) * Multiplier;

    private void Start(int textLength)
    {
        _seen.Start(textLength);
        _folded[0] = ' ';
        _length = 1;
        _words = 0;
        _previous = 0;
    }

    /// <summary>False if the text has letters in pieces, which must be put together first.</summary>
    private bool TryAdd(string text, bool composed)
    {
        var folded = FoldedChars.Folded;
        var kinds = FoldedChars.Kinds;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (kinds[c])
            {
                case CharKind.Letter:
                    if (_length == _folded.Length)
                        Array.Resize(ref _folded, _folded.Length * 2);
                    _folded[_length++] = folded[c];
                    break;
                case CharKind.Between:
                    EndWord();
                    break;
                case CharKind.Dropped:
                    break;
                case CharKind.Expands:
                    Append(FoldedChars.Expansion(c));
                    break;
                case CharKind.Alone:
                    EndWord();
                    AddAlone([folded[c]]);
                    break;
                case CharKind.Surrogate:
                    i += AddRune(text.AsSpan(i));
                    break;
                case CharKind.Composes when !composed:
                    return false;
                case CharKind.Composes:
                    Append([c]);
                    break;
                default:
                    throw new InvalidOperationException("A kind of character without a rule.");
            }
        }

        EndWord();
        return true;
    }

    private int AddRune(ReadOnlySpan<char> rest)
    {
        if (Rune.DecodeFromUtf16(rest, out var rune, out var taken) != System.Buffers.OperationStatus.Done)
        {
            EndWord(); // half of a pair
            return 0;
        }

        switch (FoldedChars.KindOf(rune))
        {
            case CharKind.Letter:
                Append(Rune.ToLowerInvariant(rune).ToString());
                break;
            case CharKind.Alone:
                EndWord();
                AddAlone(rest[..taken]);
                break;
            case CharKind.Between:
                EndWord();
                break;
            default:
                break;
        }

        return taken - 1;
    }

    private void Append(ReadOnlySpan<char> letters)
    {
        while (_length + letters.Length > _folded.Length)
            Array.Resize(ref _folded, _folded.Length * 2);

        letters.CopyTo(_folded.AsSpan(_length));
        _length += letters.Length;
    }

    private void EndWord()
    {
        var letters = _length - 1;
        if (letters == 0)
            return;

        Append(" ");
        var weight = (letters < s_shortWords.Length ? s_shortWords[letters] : 1f) * AddWord(_folded.AsSpan(1, letters), letters);
        if (letters > 1)
            AddNgrams(_folded.AsSpan(0, _length), weight * NgramWeight);

        _length = 1;
    }

    private void AddAlone(ReadOnlySpan<char> sign) => AddWord(sign, letters: 0);

    /// <summary>Adds the word and its pair with the word before; tells what one more occurrence of this word counts.</summary>
    private float AddWord(ReadOnlySpan<char> word, int letters)
    {
        var state = WordSeed;
        foreach (var c in word)
            state = Step(state, c);

        var hash = Finish(state);
        var one = _seen.OneMore(hash);
        var weight = letters < s_shortWords.Length ? s_shortWords[letters] : 1f;
        Add(hash, one * weight);
        if (_words++ > 0)
        {
            var pair = Finish((_previous * PairFactor) + hash);
            Add(pair, _seen.OneMore(pair) * PairWeight);
        }

        _previous = hash;
        return one;
    }

    private void AddNgrams(ReadOnlySpan<char> padded, float weight)
    {
        var start = 0;
        for (; start + LongestNgram <= padded.Length; start++)
        {
            var three = Step(Step(Step(NgramSeed, padded[start]), padded[start + 1]), padded[start + 2]);
            var four = Step(three, padded[start + 3]);
            Add(Finish(three), weight);
            Add(Finish(four), weight);
            Add(Finish(Step(four, padded[start + 4])), weight);
        }

        for (; start + 3 <= padded.Length; start++)
        {
            var three = Step(Step(Step(NgramSeed, padded[start]), padded[start + 1]), padded[start + 2]);
            Add(Finish(three), weight);
            if (start + 4 <= padded.Length)
                Add(Finish(Step(three, padded[start + 3])), weight);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(ulong hash, float weight)
    {
        var index = (int)(((hash & uint.MaxValue) * (uint)dimensions) >> 32);
        // The highest bit becomes the sign bit: no branch that would be guessed wrong every other time.
        var sign = (uint)(hash >> 32) & 0x8000_0000;
        _vector[index] += BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(weight) ^ sign);
    }
}
