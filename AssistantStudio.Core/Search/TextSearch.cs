namespace AssistantStudio.Core.Search;

/// <summary>A row that matches, and how well: the lower the rank, the better.</summary>
internal sealed record SearchHit(Guid SubjectId, double Rank);

/// <summary>
/// A search as the database is asked: made by <see cref="SearchQueries.SearchForAsync"/> from what somebody typed. Only
/// words of letters and digits are left of it, so that nothing in it can be an operator.
/// </summary>
internal sealed record TextSearch
{
    public required SearchKind Kind { get; init; }

    /// <summary>Organisation, kind and facets, each a token.</summary>
    public required string Scope { get; init; }

    /// <summary>Every one of them must begin a word. Empty when there was nothing but punctuation: that finds nothing.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>One of the words is enough, and it must be there whole.</summary>
    public bool AnyWord { get; init; }

    /// <summary>What is searched for instead, when a word was misspelt: "refund policy".</summary>
    public string? Corrected { get; init; }
}
