using System.Text;

namespace AssistantStudio.Core.Providers;

/// <summary>What of a text can be shown: without control characters, and without lines that are no writing at all.</summary>
internal static class ReadableText
{
    /// <summary>One sign in so many may be unreadable before a line counts as binary.</summary>
    private const int OneIn = 10;

    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001F') && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return text;
        }

        var readable = new StringBuilder(text.Length);
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var start = readable.Length;
            var unreadable = 0;
            foreach (var rune in line.EnumerateRunes())
            {
                if (rune == Rune.ReplacementChar || (Rune.IsControl(rune) && rune.Value != '\t'))
                    unreadable++;
                else
                    readable.Append(rune.ToString());
            }

            if (unreadable * OneIn > line.Length)
                readable.Length = start;
            readable.Append('\n');
        }

        return readable.ToString();
    }
}
