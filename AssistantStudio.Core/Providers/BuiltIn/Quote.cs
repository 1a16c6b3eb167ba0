namespace AssistantStudio.Core.Providers;

internal enum QuoteKind
{
    Sentence,
    List,
    Table,
    Code,
}

/// <summary>A part of a passage that can be quoted by itself.</summary>
/// <param name="Passage">Which of the passages, in their order.</param>
/// <param name="Place">Where in reading order.</param>
/// <param name="Paragraph">Sentences of one paragraph belong together.</param>
/// <param name="Text">As it stands in the passage; of a table its heading row and rule.</param>
/// <param name="Parts">The items of a list, the rows of a table.</param>
/// <param name="LeadIn">The sentence before it that ends with a colon.</param>
/// <param name="Heading">The heading within the passage that it stands under.</param>
internal sealed record Quote(int Passage, int Place, int Paragraph, QuoteKind Kind, string Text, IReadOnlyList<string> Parts, string LeadIn, string Heading);
