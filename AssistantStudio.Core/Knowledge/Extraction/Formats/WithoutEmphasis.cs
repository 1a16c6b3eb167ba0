using Markdig;
using Markdig.Parsers.Inlines;
using Markdig.Renderers;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Leaves stars and brackets within lines alone. Text that is kept as it was written does not need them understood,
/// and pairing them takes the square of their number.
/// </summary>
internal sealed class WithoutEmphasis : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline)
    {
        pipeline.InlineParsers.TryRemove<EmphasisInlineParser>();
        pipeline.InlineParsers.TryRemove<LinkInlineParser>();
    }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
    }
}
