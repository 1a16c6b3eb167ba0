namespace AssistantStudio.Web.Components.Organizations;

/// <summary>How hard a QR code is to read, as the standard counts it; the mask with the least is used.</summary>
internal static class QrPenalty
{
    private static readonly bool[] s_finderLike = [true, false, true, true, true, false, true];

    public static int Of(bool[,] dark)
    {
        var size = dark.GetLength(0);
        var penalty = 0;
        for (var i = 0; i < size; i++)
        {
            var line = i;
            penalty += OfLine(size, x => dark[line, x]) + OfLine(size, y => dark[y, line]);
        }

        var count = 0;
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                count += dark[y, x] ? 1 : 0;
                var square = y + 1 < size && x + 1 < size && dark[y, x] == dark[y, x + 1] && dark[y, x] == dark[y + 1, x] && dark[y, x] == dark[y + 1, x + 1];
                penalty += square ? 3 : 0;
            }
        }

        var fives = Math.Abs((count * 20) - (size * size * 10)) / (size * size);
        return penalty + (fives * 10);
    }

    private static int OfLine(int size, Func<int, bool> at)
    {
        var penalty = 0;
        for (int start = 0, end = 1; start < size; start = end++)
        {
            while (end < size && at(end) == at(start))
            {
                end++;
            }

            penalty += end - start >= 5 ? end - start - 2 : 0;
        }

        for (var start = 0; start + 7 <= size; start++)
        {
            var alike = Enumerable.Range(0, 7).All(i => at(start + i) == s_finderLike[i]);
            if (alike && (IsLight(size, at, start - 4) || IsLight(size, at, start + 7)))
            {
                penalty += 40;
            }
        }

        return penalty;
    }

    /// <summary>Four light modules; beyond the edge everything is light.</summary>
    private static bool IsLight(int size, Func<int, bool> at, int from) =>
        Enumerable.Range(from, 4).All(i => i < 0 || i >= size || !at(i));
}
