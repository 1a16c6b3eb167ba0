namespace AssistantStudio.Core.Prompts.Templates;

/// <summary>A text, or why there is none.</summary>
public sealed record RenderedTemplate(string? Text, IReadOnlyList<TemplateError> Errors)
{
    public bool Succeeded => Errors.Count == 0;
}

/// <summary>
/// A prompt's content, read once and rendered often: <c>{{name}}</c>, filters, <c>{{#if}}</c> and <c>{{#each}}</c>.
/// docs/guide/templates.md is the specification. Rendering is deterministic, runs nothing, and never throws on what
/// people wrote or sent.
/// </summary>
public sealed class PromptTemplate
{
    /// <summary>What a loop knows of itself: <c>loop.index</c>, <c>loop.first</c>, <c>loop.last</c>.</summary>
    public const string LoopName = "loop";

    private readonly IReadOnlyList<TemplateNode> _nodes;

    private PromptTemplate(IReadOnlyList<TemplateNode> nodes, IReadOnlyDictionary<string, TemplatePosition> names, IReadOnlyList<TemplateError> errors)
    {
        _nodes = nodes;
        Names = names;
        Errors = errors;
    }

    /// <summary>The variables it reads, each with the place where it is read first.</summary>
    public IReadOnlyDictionary<string, TemplatePosition> Names { get; }

    /// <summary>What is wrong with the content itself. Such a template cannot be rendered.</summary>
    public IReadOnlyList<TemplateError> Errors { get; }

    /// <summary>Of <see cref="Names"/> those that leave a hole in the text when they have no value.</summary>
    public IReadOnlySet<string> Gaps() => TemplateGaps.Of(_nodes);

    public static PromptTemplate Parse(string content)
    {
        var parser = new TemplateParser(content);
        var nodes = parser.Parse();
        return new(nodes, parser.Names, parser.Errors);
    }

    /// <summary>Declared variables without a value belong into <paramref name="values"/> as <see cref="TemplateValue.Nothing"/>.</summary>
    public RenderedTemplate Render(IReadOnlyDictionary<string, TemplateValue> values)
    {
        if (Errors.Count > 0)
        {
            return new(null, Errors);
        }

        var renderer = new TemplateRenderer(values);
        try
        {
            var text = renderer.Render(_nodes);
            return renderer.Errors.Count == 0 ? new(text, []) : new(null, renderer.Errors);
        }
        catch (TemplateFault fault)
        {
            return new(null, [fault.Error]);
        }
    }
}
