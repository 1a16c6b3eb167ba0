using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

public sealed record DocumentListQuery : ListQuery
{
    public Guid? SourceId { get; init; }
}

/// <summary>A document of the current revision, in a list.</summary>
public sealed record DocumentRow(Guid Id, Guid SourceId, string SourceName, string ExternalId, string Title, string? Address, long Bytes, int Chunks, DateTime ChangedAt, DateTime IngestedAt);

/// <summary>A document with its text, and the chunks that point into it.</summary>
public sealed record DocumentDetail(
    Guid Id, Guid SourceId, string SourceName, SourceKind SourceKind, string ExternalId, string Title, string? Address, string Text, IReadOnlyDictionary<string, string> Labels, long Bytes,
    DateTime ChangedAt, DateTime IngestedAt, int FromRevision, int? UntilRevision, IReadOnlyList<ChunkRow> Chunks);

/// <param name="HasVector">It is found by its meaning, too.</param>
public sealed record ChunkRow(long Id, int Ordinal, int Start, int Length, string Heading, int Tokens, bool HasVector);

/// <summary>A file that somebody gives the program to keep.</summary>
public sealed record FileInput(string Name, string? MediaType, Stream Content);

/// <summary>A text that other software sends.</summary>
public sealed record RecordInput
{
    public string Id { get; init; } = "";

    public string Title { get; init; } = "";

    /// <summary>Markdown.</summary>
    public string Text { get; init; } = "";

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

/// <summary>What became of a file or a record that was handed over. It is read by the job that starts at once.</summary>
public sealed record TakenOriginal(string ExternalId, long Bytes, bool IsNew, bool IsChanged);
