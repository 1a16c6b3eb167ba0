using Markdig.Syntax;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace AssistantStudio.Web.Components.Markdown;

/// <summary>
/// A text that somebody, or a model, has written as Markdown. It is never made into HTML: its blocks become elements of a
/// short list, all else is text. Links lead to the web and to mail only; pictures are links, and nothing is fetched.
/// </summary>
public sealed class MarkdownView : ComponentBase
{
    /// <summary>Of the first place that is marked.</summary>
    internal const string MarkId = "passage";

    private const int FirstOfText = 16;

    private MarkdownDocument? _document;
    private string? _read;
    private (int Start, int Length)? _marked;
    private RenderFragment<int>? _reference;
    private bool _isNew = true;

    [Parameter, EditorRequired] public required string Text { get; set; }

    /// <summary>The level of its highest headings on the page.</summary>
    [Parameter] public int TopHeading { get; set; } = 3;

    /// <summary>A line stays a line: for what was not written as Markdown in the first place.</summary>
    [Parameter] public bool KeepLines { get; set; }

    /// <summary>The blocks from here on so far are marked.</summary>
    [Parameter] public (int Start, int Length)? Marked { get; set; }

    /// <summary>Draws a number in brackets that refers to something beside the text. Another one draws the text anew.</summary>
    [Parameter] public RenderFragment<int>? Reference { get; set; }

    protected override void OnParametersSet()
    {
        _isNew |= _read != Text || _marked != Marked || _reference != Reference;
        if (_read != Text || (_reference is null) != (Reference is null))
        {
            (_document, _read) = (MarkdownSource.Read(Text, Reference is not null), Text);
        }

        (_marked, _reference) = (Marked, Reference);
    }

    protected override bool ShouldRender() => _isNew;

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        _isNew = false;
        builder.OpenElement(0, "div");
        builder.AddAttribute(1, "class", KeepLines ? "md lines" : "md");
        if (_document is { } document)
        {
            new MarkdownWriter(new(builder, FirstOfText), Text, TopHeading, Marked, Reference).Write(document);
        }
        else
        {
            builder.OpenElement(2, "pre");
            builder.AddAttribute(3, "class", "md-plain");
            builder.AddContent(4, Text);
            builder.CloseElement();
        }

        builder.CloseElement();
    }
}
