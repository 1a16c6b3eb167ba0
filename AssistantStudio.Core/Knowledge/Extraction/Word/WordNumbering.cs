using System.Globalization;
using System.Xml.Linq;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Writes the mark of each list item: a dash, or the number that it has counted to.</summary>
internal sealed class WordNumbering
{
    private readonly HashSet<(string List, int Level)> _counted = [];
    private readonly Dictionary<(string List, int Level), int> _numbers = [];

    public static WordNumbering Read(XElement? root)
    {
        var numbering = new WordNumbering();
        var formats = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var kind in root.Children("abstractNum"))
        {
            formats[kind.Value("abstractNumId") ?? ""] =
            [
                .. from level in kind.Children("lvl")
                   where level.Child("numFmt").Value("val") is not (null or "bullet" or "none")
                   where int.TryParse(level.Value("ilvl"), NumberStyles.None, CultureInfo.InvariantCulture, out _)
                   select int.Parse(level.Value("ilvl")!, CultureInfo.InvariantCulture),
            ];
        }

        foreach (var list in root.Children("num"))
        {
            if (formats.TryGetValue(list.Child("abstractNumId").Value("val") ?? "", out var counted))
                numbering._counted.UnionWith(counted.Select(level => (list.Value("numId") ?? "", level)));
        }

        return numbering;
    }

    public string Mark(WordListItem item)
    {
        foreach (var deeper in _numbers.Keys.Where(k => k.List == item.List && k.Level > item.Level).ToList())
            _numbers.Remove(deeper);

        var indent = new string(' ', item.Level * 3);
        if (!_counted.Contains((item.List, item.Level)))
            return indent + "- ";

        var number = _numbers[(item.List, item.Level)] = _numbers.GetValueOrDefault((item.List, item.Level)) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{indent}{number}. ");
    }
}
