using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AssistantStudio.Web.Components.Markdown;

/// <summary>Numbers in brackets that refer to something beside the text: [1], [2, 3].</summary>
internal sealed class ReferenceInline : LeafInline
{
    public required IReadOnlyList<int> Numbers { get; init; }
}

/// <summary>Reads references before links are: a reply's [1] is never the beginning of a link.</summary>
internal sealed class ReferenceParser : InlineParser
{
    private const int MostDigits = 3;
    private const int MostNumbers = 20;

    public ReferenceParser() => OpeningCharacters = ['['];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var (numbers, at) = (new List<int>(), slice.Start + 1);
        while (numbers.Count < MostNumbers && Number(slice, ref at) is { } number)
        {
            numbers.Add(number);
            Skip(slice, ref at);
            if (At(slice, at) != ',')
            {
                break;
            }

            at++;
            Skip(slice, ref at);
        }

        if (numbers.Count == 0 || At(slice, at) != ']' || At(slice, at + 1) is '(' or ':')
        {
            return false;
        }

        processor.Inline = new ReferenceInline { Numbers = numbers, Span = new(processor.GetSourcePosition(slice.Start), processor.GetSourcePosition(at)) };
        slice.Start = at + 1;
        return true;
    }

    private static char At(StringSlice slice, int at) => at <= slice.End ? slice.Text[at] : '\0';

    private static void Skip(StringSlice slice, ref int at)
    {
        while (At(slice, at) == ' ')
        {
            at++;
        }
    }

    private static int? Number(StringSlice slice, ref int at)
    {
        var (number, digits) = (0, 0);
        for (; char.IsAsciiDigit(At(slice, at)) && digits <= MostDigits; at++, digits++)
        {
            number = (number * 10) + At(slice, at) - '0';
        }

        return digits is 0 or > MostDigits ? null : number;
    }
}

internal sealed class ReferenceExtension : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline) => pipeline.InlineParsers.InsertBefore<LinkInlineParser>(new ReferenceParser());

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
        // Nothing is made into HTML.
    }
}
