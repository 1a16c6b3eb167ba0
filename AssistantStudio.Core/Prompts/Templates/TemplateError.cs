namespace AssistantStudio.Core.Prompts.Templates;

/// <summary>A place in the content, counted from 1 as an editor shows it.</summary>
public readonly record struct TemplatePosition(int Line, int Column)
{
    public override string ToString() => $"line {Line}, column {Column}";
}

/// <summary>What is wrong with a template or with the values given to it, for a person. <see cref="Variable"/> is the one it is about.</summary>
public sealed record TemplateError(string Message, TemplatePosition Position, string? Variable = null);

/// <summary>Ends the reading or rendering of a template; never leaves this folder.</summary>
internal sealed class TemplateFault(TemplateError error) : Exception(error.Message)
{
    public TemplateFault(string message, TemplatePosition position, string? variable = null)
        : this(new TemplateError(message, position, variable))
    {
    }

    public TemplateError Error { get; } = error;
}
