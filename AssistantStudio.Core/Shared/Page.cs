namespace AssistantStudio.Core.Shared;

/// <summary>One page of a list, with the count of all that match.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, int PageNumber, int PageSize, int Total)
{
    /// <summary>What was searched for instead, when a word of the search was misspelt.</summary>
    public string? SearchedFor { get; init; }

    public int PageCount => Total == 0 ? 1 : (Total + PageSize - 1) / PageSize;
}

/// <summary>What every list understands: which page, how long, in which order, containing what.</summary>
public record ListQuery
{
    public int Page { get; init; } = 1;

    public int PageSize { get; init; } = ListLimits.DefaultPageSize;

    /// <summary>A column's name, with a minus in front for descending. Unknown names are an error, not ignored.</summary>
    public string? Sort { get; init; }

    public string? Search { get; init; }
}

public static class ListLimits
{
    public const int DefaultPageSize = 50;
    public const int MaxPageSize = 200;
    public const int MaxSearchLength = 200;
}
