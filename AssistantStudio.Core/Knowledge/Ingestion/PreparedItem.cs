namespace AssistantStudio.Core.Knowledge;

/// <summary>What became of an item before anything is written.</summary>
internal abstract record PreparedItem(SourceItem Item);

/// <summary>It is what it was.</summary>
internal sealed record SameItem(SourceItem Item, Guid DocumentId, bool HasOtherStamp) : PreparedItem(Item);

/// <summary>It is new or was changed.</summary>
/// <param name="OldId">The row of the document that it was.</param>
internal sealed record NewItem(
    SourceItem Item, ItemContent Content, ExtractedDocument Document, ChunkedDocument Cut, IReadOnlyList<ChunkWords> Words, Guid? OldId, bool OldIsOfThisRun) : PreparedItem(Item);

/// <summary>It could not be read.</summary>
/// <param name="MayHelp">Trying again may help.</param>
internal sealed record BadItem(SourceItem Item, string Reason, bool MayHelp, Guid? OldId) : PreparedItem(Item);

/// <summary>It is no longer there.</summary>
internal sealed record GoneItem(SourceItem Item, Guid? OldId) : PreparedItem(Item);

/// <summary>The words of a chunk as the full-text index takes them.</summary>
internal readonly record struct ChunkWords(string Heading, string Text);

/// <summary>Items that are written together.</summary>
/// <param name="Reused">Texts that had their vector already.</param>
/// <param name="Attempt">How often the items were tried, this time included.</param>
internal sealed record PreparedBatch(IReadOnlyList<PreparedItem> Items, VectorSpace Space, EmbeddedTexts Embedded, int Reused, int Attempt);
