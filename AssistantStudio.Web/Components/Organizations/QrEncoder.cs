using System.Text;

namespace AssistantStudio.Web.Components.Organizations;

/// <summary>
/// Makes a QR code (ISO/IEC 18004) of a short text: bytes, error correction level L, versions 1 to 10, mask 0 to 7 by the
/// standard's penalty. Enough for the address of an authenticator key, and nothing leaves the program to draw it.
/// </summary>
public static class QrEncoder
{
    private const int MaxVersion = 10;

    // Level L, by version: data codewords of all blocks, error correction codewords of each block, number of blocks.
    private static readonly (int Data, int Correction, int Blocks)[] s_versions =
    [
        (19, 7, 1), (34, 10, 1), (55, 15, 1), (80, 20, 1), (108, 26, 1), (136, 18, 2), (156, 20, 2), (194, 24, 2), (232, 30, 2), (274, 18, 4),
    ];

    private static readonly int[][] s_alignment =
        [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];

    private static readonly byte[] s_exp = new byte[512];
    private static readonly int[] s_log = new int[256];

    static QrEncoder()
    {
        for (int i = 0, x = 1; i < 255; i++)
        {
            s_exp[i] = s_exp[i + 255] = (byte)x;
            s_log[x] = i;
            x = (x << 1) ^ (x >= 128 ? 0x11D : 0);
        }
    }

    /// <summary>The modules, true is dark, by row and column, without the quiet zone.</summary>
    public static bool[,] Encode(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var version = 1; version <= MaxVersion; version++)
        {
            var header = version < 10 ? 12 : 20;
            if ((bytes.Length * 8) + header <= s_versions[version - 1].Data * 8)
            {
                return Draw(version, Interleave(version, Data(version, bytes)));
            }
        }

        throw new ArgumentException($"{bytes.Length} bytes do not fit into a code of version {MaxVersion}.", nameof(text));
    }

    private static byte[] Data(int version, byte[] bytes)
    {
        var capacity = s_versions[version - 1].Data;
        var bits = new List<bool>(capacity * 8);
        void Put(int value, int count)
        {
            for (var i = count - 1; i >= 0; i--)
            {
                bits.Add(((value >> i) & 1) == 1);
            }
        }

        Put(0b0100, 4); // Byte mode.
        Put(bytes.Length, version < 10 ? 8 : 16);
        foreach (var b in bytes)
        {
            Put(b, 8);
        }

        Put(0, Math.Min(4, (capacity * 8) - bits.Count));
        Put(0, (8 - (bits.Count % 8)) % 8);
        for (var pad = 0xEC; bits.Count < capacity * 8; pad ^= 0xEC ^ 0x11)
        {
            Put(pad, 8);
        }

        return [.. bits.Chunk(8).Select(octet => (byte)octet.Aggregate(0, (value, bit) => (value << 1) | (bit ? 1 : 0)))];
    }

    private static byte[] Interleave(int version, byte[] data)
    {
        var (total, correction, count) = s_versions[version - 1];
        var blocks = new List<byte[]>();
        for (int i = 0, at = 0; i < count; i++)
        {
            var length = (total / count) + (i >= count - (total % count) ? 1 : 0); // The longer blocks come last.
            blocks.Add(data[at..(at + length)]);
            at += length;
        }

        var corrections = blocks.Select(b => Correction(b, correction)).ToList();
        var longest = blocks.Max(b => b.Length);
        return
        [
            .. Enumerable.Range(0, longest).SelectMany(i => blocks.Where(b => i < b.Length).Select(b => b[i])),
            .. Enumerable.Range(0, correction).SelectMany(i => corrections.Select(c => c[i])),
        ];
    }

    private static byte[] Correction(byte[] block, int degree)
    {
        byte[] generator = [1];
        for (var i = 0; i < degree; i++)
        {
            var next = new byte[generator.Length + 1];
            for (var j = 0; j < generator.Length; j++)
            {
                next[j] ^= generator[j];
                next[j + 1] ^= Multiply(generator[j], s_exp[i]);
            }

            generator = next;
        }

        var rest = new byte[block.Length + degree];
        block.CopyTo(rest, 0);
        for (var i = 0; i < block.Length; i++)
        {
            var factor = rest[i];
            for (var j = 0; j < generator.Length; j++)
            {
                rest[i + j] ^= Multiply(generator[j], factor);
            }
        }

        return rest[block.Length..];
    }

    private static byte Multiply(byte a, byte b) => a == 0 || b == 0 ? (byte)0 : s_exp[s_log[a] + s_log[b]];

    private static bool[,] Draw(int version, byte[] codewords)
    {
        var size = 17 + (4 * version);
        var dark = new bool[size, size];
        var taken = new bool[size, size];
        DrawPatterns(version, dark, taken);
        DrawCodewords(codewords, dark, taken);

        var best = dark;
        var least = int.MaxValue;
        for (var mask = 0; mask < 8; mask++)
        {
            var candidate = (bool[,])dark.Clone();
            for (var y = 0; y < size; y++)
            {
                for (var x = 0; x < size; x++)
                {
                    candidate[y, x] ^= !taken[y, x] && Flips(mask, y, x);
                }
            }

            DrawFormat(candidate, mask);
            if (QrPenalty.Of(candidate) is var penalty && penalty < least)
            {
                (best, least) = (candidate, penalty);
            }
        }

        return best;
    }

    private static void DrawPatterns(int version, bool[,] dark, bool[,] taken)
    {
        var size = dark.GetLength(0);
        void Set(int y, int x, bool on)
        {
            if (y >= 0 && x >= 0 && y < size && x < size)
            {
                (dark[y, x], taken[y, x]) = (on, true);
            }
        }

        for (var i = 0; i < size; i++)
        {
            Set(6, i, i % 2 == 0);
            Set(i, 6, i % 2 == 0);
        }

        foreach (var (top, left) in new[] { (0, 0), (0, size - 7), (size - 7, 0) })
        {
            for (var y = -1; y <= 7; y++)
            {
                for (var x = -1; x <= 7; x++)
                {
                    var ring = Math.Max(Math.Abs(y - 3), Math.Abs(x - 3));
                    Set(top + y, left + x, ring is not (2 or 4));
                }
            }
        }

        var centres = s_alignment[version - 1];
        foreach (var y in centres)
        {
            foreach (var x in centres)
            {
                var inFinder = (y == 6 && (x == 6 || x == centres[^1])) || (y == centres[^1] && x == 6);
                for (var dy = -2; dy <= 2 && !inFinder; dy++)
                {
                    for (var dx = -2; dx <= 2; dx++)
                    {
                        Set(y + dy, x + dx, Math.Max(Math.Abs(dy), Math.Abs(dx)) != 1);
                    }
                }
            }
        }

        for (var i = 0; i < 9; i++)
        {
            taken[8, i] = taken[i, 8] = true; // Room for the format, drawn once the mask is known.
            if (i < 8)
            {
                taken[8, size - 1 - i] = taken[size - 1 - i, 8] = true;
            }
        }

        if (version >= 7)
        {
            DrawVersion(version, size, Set);
        }
    }

    private static void DrawVersion(int version, int size, Action<int, int, bool> set)
    {
        var rest = version;
        for (var i = 0; i < 12; i++)
        {
            rest = (rest << 1) ^ ((rest >> 11) * 0x1F25);
        }

        var bits = (version << 12) | rest;
        for (var i = 0; i < 18; i++)
        {
            var on = ((bits >> i) & 1) == 1;
            set(size - 11 + (i % 3), i / 3, on);
            set(i / 3, size - 11 + (i % 3), on);
        }
    }

    private static void DrawFormat(bool[,] dark, int mask)
    {
        var size = dark.GetLength(0);
        var data = (0b01 << 3) | mask; // Level L.
        var rest = data;
        for (var i = 0; i < 10; i++)
        {
            rest = (rest << 1) ^ ((rest >> 9) * 0x537);
        }

        var bits = ((data << 10) | rest) ^ 0x5412;
        for (var i = 0; i < 15; i++)
        {
            var on = ((bits >> i) & 1) == 1;
            var (y, x) = i switch { < 6 => (i, 8), 6 => (7, 8), 7 => (8, 8), 8 => (8, 7), _ => (8, 14 - i) };
            dark[y, x] = on;
            (y, x) = i < 8 ? (8, size - 1 - i) : (size - 15 + i, 8);
            dark[y, x] = on;
        }

        dark[size - 8, 8] = true;
    }

    private static void DrawCodewords(byte[] codewords, bool[,] dark, bool[,] taken)
    {
        var size = dark.GetLength(0);
        var bit = 0;
        for (var right = size - 1; right >= 1; right -= 2)
        {
            right = right == 6 ? 5 : right;
            for (var step = 0; step < size; step++)
            {
                for (var side = 0; side < 2; side++)
                {
                    var x = right - side;
                    var y = ((right + 1) & 2) == 0 ? size - 1 - step : step;
                    if (!taken[y, x] && bit < codewords.Length * 8)
                    {
                        dark[y, x] = ((codewords[bit >> 3] >> (7 - (bit & 7))) & 1) == 1;
                        bit++;
                    }
                }
            }
        }
    }

    private static bool Flips(int mask, int y, int x) => mask switch
    {
        0 => (x + y) % 2 == 0,
        1 => y % 2 == 0,
        2 => x % 3 == 0,
        3 => (x + y) % 3 == 0,
        4 => ((x / 3) + (y / 2)) % 2 == 0,
        5 => (x * y % 2) + (x * y % 3) == 0,
        6 => ((x * y % 2) + (x * y % 3)) % 2 == 0,
        _ => (((x + y) % 2) + (x * y % 3)) % 2 == 0,
    };
}
