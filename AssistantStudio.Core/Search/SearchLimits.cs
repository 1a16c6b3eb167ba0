namespace AssistantStudio.Core.Search;

public static class SearchLimits
{
    /// <summary>Of the words of one column of one entry. PostgreSQL refuses a text-search vector of more than a megabyte.</summary>
    public const int TextLength = 150_000;

    /// <summary>What a longer word is cut to, in the index and in what is searched for.</summary>
    public const int WordLength = 64;

    /// <summary>How many different words of a search are looked at.</summary>
    public const int WordsSearched = 16;

    public const int ShortestWordForSpelling = 3;
    public const int WordLengthForSpelling = 32;

    /// <summary>Words that share a form with a misspelt one and are looked at; some of them differ by two letters.</summary>
    public const int SpellingCandidates = 500;

    /// <summary>Every hit is ranked before the first is known: reading on to this many keys is cheaper than counting them anew.</summary>
    public const int LookAhead = 10_000;

    /// <summary>How much is shown before and after a hit.</summary>
    public const int SnippetSide = 60;

    /// <summary>How far into a long text a snippet is looked for.</summary>
    public const int SnippetSource = 20_000;
}
