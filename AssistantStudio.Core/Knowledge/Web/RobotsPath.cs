using System.Globalization;
using System.Text;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Paths and rules in one spelling: what is not ASCII encoded, and what needs no encoding plain.</summary>
internal static class RobotsPath
{
    /// <summary>Often encoded by one side only, and the same on both.</summary>
    private const string Marks = "-._~";

    public static string Normalise(string path, bool decodesLetters) => Normalise(Encoding.UTF8.GetBytes(path), decodesLetters);

    public static string Normalise(ReadOnlySpan<byte> path, bool decodesLetters)
    {
        var text = new StringBuilder(path.Length);
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] >= 0x80)
                text.Append(CultureInfo.InvariantCulture, $"%{path[i]:X2}");
            else if (path[i] == '%' && i + 2 < path.Length && char.IsAsciiHexDigit((char)path[i + 1]) && char.IsAsciiHexDigit((char)path[i + 2]))
            {
                var octet = (char)Convert.ToByte(Encoding.ASCII.GetString(path.Slice(i + 1, 2)), 16);
                if (Marks.Contains(octet, StringComparison.Ordinal) || (decodesLetters && char.IsAsciiLetterOrDigit(octet)))
                    text.Append(octet);
                else
                    text.Append(CultureInfo.InvariantCulture, $"%{(int)octet:X2}");

                i += 2;
            }
            else
                text.Append((char)path[i]);
        }

        return text.ToString();
    }
}
