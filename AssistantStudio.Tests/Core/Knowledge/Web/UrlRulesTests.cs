using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Web;

public sealed class UrlRulesTests
{
    [Theory]
    [InlineData("HTTPS://Example.COM:443/a/./b/../c#part", "https://example.com/a/c")]
    [InlineData("http://example.com", "http://example.com/")]
    [InlineData("http://example.com:80/?", "http://example.com/")]
    [InlineData("http://example.com:8080/", "http://example.com:8080/")]
    [InlineData("http://example.com./a", "http://example.com/a")]
    [InlineData("https://user:word@example.com/a", "https://example.com/a")]
    [InlineData("https://example.com/a?b=2&a=1", "https://example.com/a?b=2&a=1")]
    [InlineData("https://example.com/a?utm_source=x&b=2&UTM_Medium=y&gclid=1&fbclid=2&c", "https://example.com/a?b=2&c")]
    [InlineData("https://example.com/a?utm_source=x&&gclid", "https://example.com/a")]
    [InlineData("https://example.com/a?my_utm_source=x", "https://example.com/a?my_utm_source=x")]
    [InlineData("https://example.com/%7ea%2fb%C3%a4", "https://example.com/~a%2Fb%C3%A4")]
    [InlineData("https://example.com/ä b", "https://example.com/%C3%A4%20b")]
    [InlineData("https://bücher.example/", "https://xn--bcher-kva.example/")]
    [InlineData("  https://example.com/a\n", "https://example.com/a")]
    [InlineData("https://[::1]:8080/a", "https://[::1]:8080/a")]
    public void Normalise_Address_IsInOneSpelling(string address, string expected)
    {
        var normal = UrlText.Normalise(address);

        Assert.Equal(expected, normal?.AbsoluteUri);
        Assert.Equal(normal, UrlText.Normalise(normal!.AbsoluteUri));
    }

    [Theory]
    [InlineData("../c?x#y", "https://example.com/c?x")]
    [InlineData("//other.example/d", "https://other.example/d")]
    [InlineData("?p=2", "https://example.com/a/b?p=2")]
    [InlineData("#top", "https://example.com/a/b")]
    [InlineData("/../../e", "https://example.com/e")]
    public void Normalise_Link_IsOfItsPage(string link, string expected) =>
        Assert.Equal(expected, UrlText.Normalise(link, new("https://example.com/a/b"))?.AbsoluteUri);

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("example.com/a")]
    [InlineData("mailto:a@example.com")]
    [InlineData("javascript:void(0)")]
    [InlineData("data:text/html,a")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com/")]
    [InlineData("http://")]
    [InlineData("https://exa mple.com/")]
    public void Normalise_NoPage_IsNull(string address) => Assert.Null(UrlText.Normalise(address));

    [Fact]
    public void Normalise_TooLong_IsNull() => Assert.Null(UrlText.Normalise("https://example.com/" + new string('a', UrlText.MaxLength)));

    /// <summary>A calendar that links to itself in ever new spellings is one page.</summary>
    [Fact]
    public void Normalise_SpellingsOfOnePage_AreEqual()
    {
        string[] spellings = ["https://example.com/a", "https://EXAMPLE.com/a#x", "https://example.com:443/b/../a?utm_campaign=1", "https://example.com/./a?fbclid=2#y", "https://example.com/%61"];

        Assert.Single(spellings.Select(s => UrlText.Normalise(s)).Distinct());
    }

    [Theory]
    [InlineData("example.com", false, "https://example.com/", true)]
    [InlineData("example.com", false, "https://docs.example.com/", false)]
    [InlineData("example.com", true, "https://docs.example.com/", true)]
    [InlineData("example.com", true, "https://badexample.com/", false)]
    [InlineData("example.com", true, "https://example.com.evil.example/", false)]
    [InlineData("*.example.com", false, "https://a.b.example.com/", true)]
    [InlineData(" Example.COM ", false, "https://example.com/", true)]
    [InlineData("https://example.com/start", false, "http://example.com/", true)]
    [InlineData("bücher.example", false, "https://xn--bcher-kva.example/", true)]
    [InlineData("example.com:8080", false, "http://example.com:8080/", true)]
    [InlineData("example.com:8080", false, "http://example.com/", false)]
    [InlineData("", true, "https://example.com/", false)]
    [InlineData("*", true, "https://example.com/", false)]
    public void Allows_Domain_AndItsSubdomainsIfAskedFor(string domain, bool subdomains, string address, bool expected)
    {
        var rules = new UrlRules(new() { Domains = [domain], IncludesSubdomains = subdomains });

        Assert.Equal(expected, rules.Allows(UrlText.Normalise(address)!));
    }

    [Theory]
    [InlineData("https://example.com/docs/a", true)]
    [InlineData("https://example.com/Docs/a", true)]
    [InlineData("https://example.com/docs/archive/a", false)]
    [InlineData("https://example.com/docs/a.pdf", false)]
    [InlineData("https://example.com/docs/a.pdf?page=1", true)]
    [InlineData("https://example.com/blog/a", false)]
    [InlineData("https://example.com/blog/2026/a", true)]
    [InlineData("https://example.com/docs/a?print=1", false)]
    [InlineData("https://example.org/docs/a", false)]
    [InlineData("https://example.org/guide", true)]
    public void Allows_Patterns_IncludeAndExclude(string address, bool expected)
    {
        var rules = new UrlRules(new()
        {
            Domains = ["example.com", "example.org"],
            Include = ["example.com/docs/", "/blog/20*/", "https://example.org/guide", " "],
            Exclude = ["*/archive/", "/*.pdf$", "/*?print="],
        });

        Assert.Equal(expected, rules.Allows(UrlText.Normalise(address)!));
    }

    [Fact]
    public void Allows_WithoutDomains_Nothing() => Assert.False(new UrlRules(new() { Domains = [] }).Allows(new("https://example.com/")));
}
