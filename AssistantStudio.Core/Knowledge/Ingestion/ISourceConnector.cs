namespace AssistantStudio.Core.Knowledge;

/// <summary>Knows how to look through one kind of source.</summary>
internal interface ISourceConnector
{
    IReadOnlySet<SourceKind> Kinds { get; }

    /// <summary>It can be asked for what has changed since a moment, and is, between runs that ask for everything.</summary>
    bool KnowsChanges => false;

    /// <summary>
    /// Everything that the source has now, in any order; or what has changed since <see cref="SourceReading.Since"/>, in the
    /// order of its changes. What is not among everything is gone.
    /// </summary>
    /// <exception cref="Shared.StudioException">The source cannot be looked through, and why.</exception>
    IAsyncEnumerable<SourceItem> ListAsync(SourceReading reading, CancellationToken ct);
}

/// <summary>A source that is being looked through.</summary>
/// <param name="Since">Only what has changed since then is asked for; null: everything.</param>
internal sealed record SourceReading(KnowledgeSource Source, SourceSettings Settings, DateTime? Since)
{
    /// <summary>Whether what was not listed is gone.</summary>
    public bool IsComplete { get; private set; } = Since is null;

    /// <summary>A part could not be listed: what was not seen may be there all the same.</summary>
    /// <param name="why">For the run, in a sentence; null: what failed is told as a failure of its own.</param>
    public void KeepUnseen(string? why = null)
    {
        IsComplete = false;
        Problem ??= why;
    }

    /// <summary>Something that whoever looks after the source should know, although what was not listed is not wanted.</summary>
    public void Tell(string what) => Problem ??= what;

    public string? Problem { get; private set; }
}

/// <summary>Thrown by <see cref="SourceItem.ReadAsync"/>: the original is gone.</summary>
internal sealed class ItemGoneException : Exception;

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
internal sealed record ItemContent(string Hash, long Bytes, Func<CancellationToken, Task<ExtractedDocument>> Extract)
{
    /// <summary>Nobody will take it apart: what it keeps for that may go.</summary>
    public Action Drop { get; init; } = () => { };
}
