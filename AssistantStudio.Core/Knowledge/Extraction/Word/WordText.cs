using System.Text;
using System.Xml.Linq;

namespace AssistantStudio.Core.Knowledge;

/// <summary>The words of a paragraph or a cell, also those of links and text boxes, without what was deleted.</summary>
internal static class WordText
{
    private const int Depth = 200;

    public static string Of(XElement element) => Exactly(element).Trim();

    /// <summary>With the spaces at the start of the line, which code needs.</summary>
    public static string Exactly(XElement element)
    {
        var text = new StringBuilder();
        Add(text, element, 0);
        return text.ToString();
    }

    private static void Add(StringBuilder text, XElement element, int depth)
    {
        foreach (var child in depth < Depth ? element.Elements() : [])
        {
            switch (child.Name.LocalName)
            {
                case "t":
                    text.Append(child.Value);
                    break;
                case "tab":
                    text.Append('\t');
                    break;
                case "br" or "cr":
                    text.Append('\n');
                    break;
                case "noBreakHyphen":
                    text.Append('-');
                    break;
                case "p" when text.Length > 0:
                    text.Append('\n');
                    Add(text, child, depth + 1);
                    break;

                // The properties of tab stops are called "tab", too; a fallback says again what stands before it.
                case "pPr" or "rPr" or "Fallback" or "del" or "moveFrom" or "instrText":
                    break;
                default:
                    Add(text, child, depth + 1);
                    break;
            }
        }
    }
}
