using System.Xml.Linq;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Makes blocks of the paragraphs and tables of a Word file: items in a row are one list, lines of code one block.</summary>
internal sealed class WordBody(WordStyles styles, WordNumbering numbering, ExtractionLimits limits)
{
    private readonly BlockList _blocks = new(limits);
    private readonly List<string> _items = [];
    private readonly List<string> _code = [];

    /// <summary>What is written in the style for titles.</summary>
    public string? Title { get; private set; }

    public void Add(XElement part)
    {
        if (part.Name.LocalName == "tbl")
        {
            EndRows();
            _blocks.Table(MarkdownTable.Write(part.Children("tr").Select(r => r.Children("tc").Select(WordText.Of).ToList())));
            return;
        }

        var properties = part.Child("pPr");
        var text = WordText.Of(part);
        if (styles.IsCode(properties))
        {
            EndItems();
            _code.Add(WordText.Exactly(part));
        }
        else if (text.Length > 0 && !styles.IsContents(properties))
        {
            AddText(properties, text);
        }
    }

    public ExtractedDocument Document(string title)
    {
        EndRows();
        return _blocks.Document(title);
    }

    private void AddText(XElement? properties, string text)
    {
        EndCode();
        if (styles.HeadingLevel(properties) is { } level)
        {
            EndItems();
            Title ??= level == 0 ? text : null;
            _blocks.Heading(Math.Max(level, 1), text.Replace('\n', ' '));
        }
        else if (styles.ItemOf(properties) is { IsNone: false } item)
        {
            _items.Add(numbering.Mark(item) + text);
        }
        else
        {
            EndItems();
            _blocks.Paragraph(text);
        }
    }

    private void EndRows()
    {
        EndItems();
        EndCode();
    }

    private void EndItems()
    {
        _blocks.List(string.Join('\n', _items));
        _items.Clear();
    }

    private void EndCode()
    {
        _blocks.Code(string.Join('\n', _code));
        _code.Clear();
    }
}
