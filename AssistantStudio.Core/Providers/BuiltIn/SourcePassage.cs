namespace AssistantStudio.Core.Providers;

/// <summary>What was found for a question, with the number by which an answer cites it.</summary>
/// <param name="Heading">The headings above it, as <c>Returns › Who pays</c>.</param>
/// <param name="Text">Markdown.</param>
public sealed record SourcePassage(int Number, string Title, string Heading, string Text);
