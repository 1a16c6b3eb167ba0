namespace AssistantStudio.Core.Knowledge;

public enum BlockKind
{
    Heading,
    Paragraph,
    List,
    Table,
    Code,
}

/// <summary>A piece of a document that is not torn apart without need. The text is Markdown; a heading's is without its marks.</summary>
/// <param name="Level">1 to 6 for a heading.</param>
public sealed record TextBlock(BlockKind Kind, string Text, int Level = 0);

/// <summary>What an extractor made of a file, a page or a record: clean text with its structure.</summary>
public sealed record ExtractedDocument
{
    public required string Title { get; init; }

    public required IReadOnlyList<TextBlock> Blocks { get; init; }

    /// <summary>What a search may be narrowed down by, such as <c>type: Bug</c> or <c>component: Billing</c>.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

/// <summary>Why a file gives no text, in words for the person who added it.</summary>
public sealed class ExtractionException(string message, Exception? inner = null) : Exception(message, inner);
