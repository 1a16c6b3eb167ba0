namespace AssistantStudio.Core.Knowledge;

/// <summary>How documents are cut.</summary>
public sealed record ChunkingRules
{
    /// <summary>Of one chunk, as <see cref="Shared.TokenEstimate"/> counts.</summary>
    public int MaxTokens { get; init; } = 320;

    /// <summary>What a chunk repeats of the one before it, when one section needs several.</summary>
    public int OverlapTokens { get; init; } = 40;
}

/// <summary>A part of a document's text that is found and cited by itself.</summary>
/// <param name="Start">Where it begins in the document's text; it may repeat the end of the chunk before it.</param>
/// <param name="HeadingPath">The title and the headings above it, as <c>Returns › Who pays › Postage</c>.</param>
/// <param name="Hash">Of all that is embedded, the heading path and the text: equal hashes need one vector.</param>
public sealed record TextChunk(int Start, int Length, string HeadingPath, int Tokens, string Hash);

/// <summary>A document as it is stored: one text, and the chunks that point into it.</summary>
public sealed record ChunkedDocument(string Text, IReadOnlyList<TextChunk> Chunks);
