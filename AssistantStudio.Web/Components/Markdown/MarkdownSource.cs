using AssistantStudio.Core.Shared;
using Markdig;
using Markdig.Syntax;

namespace AssistantStudio.Web.Components.Markdown;

/// <summary>Reads Markdown for the screen: HTML in it is text, and what cannot be read as Markdown is shown as it was written.</summary>
internal static class MarkdownSource
{
    /// <summary>A longer text is shown as it was written: drawing it would keep the circuit, and everybody who waits on it, busy.</summary>
    public const int Longest = 200_000;

    private static readonly MarkdownPipeline s_pipeline = Builder().Build();
    private static readonly MarkdownPipeline s_withReferences = Builder().Use<ReferenceExtension>().Build();

    /// <summary>Null: it is no Markdown, or too much of it.</summary>
    public static MarkdownDocument? Read(string text, bool hasReferences = false)
    {
        if (text.Length > Longest || MarkdownNesting.IsTooDeep(text))
        {
            return null;
        }

        try
        {
            return Markdig.Markdown.Parse(text, hasReferences ? s_withReferences : s_pipeline);
        }
        catch (ArgumentException)
        {
            return null; // Nested deeper than the parser goes.
        }
    }

    private static MarkdownPipelineBuilder Builder() => new MarkdownPipelineBuilder()
        .UseYamlFrontMatter().UsePipeTables().UseTaskLists().UseAutoLinks().UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .UsePreciseSourceLocation().DisableHtml();
}
