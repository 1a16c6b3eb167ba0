using System.Globalization;
using System.Xml.Linq;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Which list a paragraph belongs to and how deep it stands in it.</summary>
internal sealed record WordListItem(string List, int Level)
{
    private const int Levels = 9;

    /// <summary>The list 0 means: taken out of the list of its style.</summary>
    public bool IsNone => List == "0";

    public static WordListItem? In(XElement? paragraphProperties)
    {
        var number = paragraphProperties.Child("numPr");
        if (number.Child("numId").Value("val") is not { } list)
            return null;

        var level = int.TryParse(number.Child("ilvl").Value("val"), NumberStyles.None, CultureInfo.InvariantCulture, out var deep) ? deep : 0;
        return new(list, Math.Min(level, Levels - 1));
    }
}
