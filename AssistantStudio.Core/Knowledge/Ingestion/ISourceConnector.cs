namespace AssistantStudio.Core.Knowledge;

/// <summary>Knows how to look through one kind of source.</summary>
internal interface ISourceConnector
{
    IReadOnlySet<SourceKind> Kinds { get; }

    /// <summary>Everything that the source has now, in any order. What is not among it is gone.</summary>
    /// <exception cref="Shared.StudioException">The source cannot be looked through, and why.</exception>
    IAsyncEnumerable<SourceItem> ListAsync(SourceReading reading, CancellationToken ct);
}

/// <summary>A source that is being looked through.</summary>
internal sealed record SourceReading(KnowledgeSource Source, SourceSettings Settings);

/// <summary>One thing that a source has, not read yet.</summary>
internal sealed record SourceItem
{
    public required string ExternalId { get; init; }

    /// <summary>Where people open the original.</summary>
    public string? Address { get; init; }

    /// <summary>Tells without reading whether it is what it was; null: only reading tells.</summary>
    public string? Stamp { get; init; }

    public DateTime? ChangedAt { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public required Func<CancellationToken, Task<ItemContent>> ReadAsync { get; init; }
}

/// <summary>What was read of it.</summary>
/// <param name="Hash">Of the original: equal hashes are not taken apart again.</param>
/// <param name="Extract">Takes it apart, which costs more than reading.</param>
internal sealed record ItemContent(string Hash, long Bytes, Func<CancellationToken, Task<ExtractedDocument>> Extract);
