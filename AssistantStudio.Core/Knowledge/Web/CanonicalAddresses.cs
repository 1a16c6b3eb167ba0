namespace AssistantStudio.Core.Knowledge;

/// <summary>The other addresses under which pages say that they want to be known.</summary>
internal sealed class CanonicalAddresses(CrawlFrontier frontier)
{
    /// <summary>Left out in favour of another address; who sends them back means it.</summary>
    private readonly HashSet<Uri> _sentOn = [];

    /// <summary>With <c>www.</c> where it has none, and without where it has.</summary>
    public static string Twin(string authority) => authority.StartsWith("www.", StringComparison.Ordinal) ? authority[4..] : "www." + authority;

    public void SentOn(Uri page) => _sentOn.Add(page);

    /// <summary>
    /// Null if it is not to be believed: a page that names the front page has a mistake in its template, one that differs by its
    /// scheme or www. alone comes back to where it was, and of two pages that name each other one has to stay.
    /// </summary>
    public Uri? StandsFor(Uri page, Uri? canonical) =>
        canonical is not null && frontier.Allows(canonical) && !_sentOn.Contains(canonical)
        && (canonical.PathAndQuery != "/" || page.AbsolutePath == "/")
        && (canonical.PathAndQuery != page.PathAndQuery || (canonical.Host != page.Host && canonical.Host != Twin(page.Host)))
            ? canonical
            : null;
}
