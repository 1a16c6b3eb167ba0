using System.Globalization;

namespace AssistantStudio.Core.Embeds;

/// <summary>A colour that somebody chose, and the text that can be read on it.</summary>
public static class EmbedColours
{
    public const string Light = "#ffffff";
    public const string Dark = "#10151f";

    public static bool IsColour(string? text) => text is ['#', _, _, _, _, _, _] && text.Skip(1).All(char.IsAsciiHexDigit);

    /// <summary>Whichever of the two is easier to read; on any colour one of them has a contrast of more than four to one.</summary>
    public static string InkOn(string colour) => Contrast(colour, Light) >= Contrast(colour, Dark) ? Light : Dark;

    /// <summary>As the Web Content Accessibility Guidelines count it, from 1 to 21.</summary>
    public static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour) => (0.2126 * Channel(colour, 1)) + (0.7152 * Channel(colour, 3)) + (0.0722 * Channel(colour, 5));

    private static double Channel(string colour, int at)
    {
        var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
