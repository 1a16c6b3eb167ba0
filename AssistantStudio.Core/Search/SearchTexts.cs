namespace AssistantStudio.Core.Search;

/// <summary>Something that a list is filtered by, as <c>new("status", "Active")</c>.</summary>
internal readonly record struct SearchFacet(string Name, string Value);

/// <summary>What somebody may search something by, from what counts most to what counts least.</summary>
internal sealed record SearchTexts
{
    public required string Title { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string Summary { get; init; } = "";

    /// <summary>Null leaves what is indexed already.</summary>
    public string? Body { get; init; }

    /// <summary>
    /// A search that names facets is narrowed down to them by the index, before anything is ranked and joined. The
    /// list's own conditions still decide: a facet only makes them quick.
    /// </summary>
    public IReadOnlyList<SearchFacet> Facets { get; init; } = [];

    /// <summary>The same words, whatever lists they stand in.</summary>
    public bool Says(SearchTexts other) =>
        (Title, Summary, Body) == (other.Title, other.Summary, other.Body) && Tags.SequenceEqual(other.Tags) && Facets.SequenceEqual(other.Facets);
}
