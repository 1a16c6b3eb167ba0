using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Web;

public sealed class RobotsRulesTests
{
    private const string Agent = "StudioBot";

    /// <summary>The cases that the parser behind the RFC is tested with; texts and addresses are octets, one a letter.</summary>
    public static TheoryData<int> Cases() => [.. Enumerable.Range(0, s_cases.Length)];

    private static readonly string[] s_cases = [.. Source.Files("AssistantStudio.Tests/Core/Knowledge/Web", ".jsonl").Single().Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Allows_PublishedCase_IsAsPublished(int number)
    {
        var text = JsonDocument.Parse(s_cases[number]).RootElement;
        var rules = RobotsRules.Parse(Encoding.Latin1.GetBytes(text.GetProperty("robots_latin1").GetString()!));
        var address = text.GetProperty("url_latin1").GetString()!;
        var path = address[address.IndexOf('/', address.IndexOf("//", StringComparison.Ordinal) + 2)..];

        Assert.Equal(text.GetProperty("allowed").GetBoolean(), rules.Allows(text.GetProperty("agent").GetString()!, path));
    }

    [Fact]
    public void Cases_AreAllThere() => Assert.Equal(72, s_cases.Length);

    [Theory]
    [InlineData("disallow: /%7Ejoe", "/~joe/x", false)]
    [InlineData("disallow: /~joe", "/%7ejoe/x", false)]
    [InlineData("disallow: /\nallow: /%7Ejoe", "/~joe", true)]
    [InlineData("disallow: /a%2fb", "/a/b", true)]
    [InlineData("disallow: /a%2fb", "/a%2Fb", false)]
    [InlineData("disallow: /%62az", "/baz", false)]
    [InlineData("disallow: /käse", "/k%C3%A4se", false)]
    [InlineData("disallow: /k%c3%a4se", "/käse", false)]
    [InlineData("disallow: /*?print=", "/a/b?print=1", false)]
    [InlineData("disallow: /*.pdf$", "/a.pdf", false)]
    [InlineData("disallow: /*.pdf$", "/a.pdf?x", true)]
    [InlineData("disallow: /*.pdf$", "/a.pdf.pdf", false)]
    [InlineData("disallow: /a$b", "/a$b", false)]
    [InlineData("disallow: /a**b", "/axb", false)]
    [InlineData("disallow: *", "/x", false)]
    [InlineData("disallow: /", "", false)]
    [InlineData("disallow: /", "/robots.txt", true)]
    [InlineData("disallow: /x#y", "/x", false)]
    [InlineData("disallow: /y", "/x#/y", true)]
    [InlineData("disallow : \t/x ", "/x", false)]
    [InlineData("disallow: private", "/private", true)]
    [InlineData("dissallow: /x", "/x", false)]
    [InlineData("allow: /a/\ndisallow: /a/", "/a/", true)]
    [InlineData("disallow: /%zz", "/%zz", false)]
    [InlineData("disallow: /%4", "/%4", false)]
    public void Allows_OneGroup_ByItsRules(string rules, string path, bool expected) =>
        Assert.Equal(expected, Parse($"user-agent: *\n{rules}\n").Allows(Agent, path));

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    [InlineData("\n")]
    public void Allows_AnyLineEnd_WithByteOrderMark(string end)
    {
        var rules = Parse("\uFEFF" + string.Join(end, "User-agent: StudioBot/2.1 (+https://example.com)", "Disallow: /a", "", "Disallow: /b"));

        Assert.Equal((false, false, true), (rules.Allows(Agent, "/a"), rules.Allows("studiobot", "/b"), rules.Allows("Other", "/a")));
    }

    [Fact]
    public void Allows_SeveralGroupsOfOneAgent_AreOne()
    {
        var rules = Parse("user-agent: studiobot\ndisallow: /a\n\nuser-agent: *\ndisallow: /c\n\nuser-agent: x\nuser-agent: StudioBot\ndisallow: /b");

        Assert.Equal((false, false, true), (rules.Allows(Agent, "/a"), rules.Allows(Agent, "/b"), rules.Allows(Agent, "/c")));
    }

    [Fact]
    public void Allows_OwnGroupWithoutRules_HidesTheOneForEverybody() =>
        Assert.True(Parse("user-agent: *\ndisallow: /\nuser-agent: studiobot\ndisallow:").Allows(Agent, "/x"));

    [Fact]
    public void Parse_MoreThanIsRead_IgnoresTheRestAndTheTornLine()
    {
        var text = "user-agent: *\n" + new string('#', RobotsRules.MaxBytes - 26) + "\ndisallow: /private\ndisallow: /more";
        var rules = Parse(text);

        Assert.True(rules.Allows(Agent, "/more"));
        Assert.True(rules.Allows(Agent, "/public"));
    }

    /// <summary>Trying every way to match this would take longer than the universe has existed.</summary>
    [Fact]
    public void Allows_HostilePattern_IsAnswered()
    {
        var rules = Parse($"user-agent: *\ndisallow: /{string.Concat(Enumerable.Repeat("a*", 5000))}b$");

        Assert.True(rules.Allows(Agent, "/" + new string('a', 10_000)));
        Assert.False(rules.Allows(Agent, "/" + new string('a', 10_000) + "b"));
    }

    [Fact]
    public void Parse_AnyBytes_IsNoError()
    {
        var bytes = new byte[10_000];
        for (var seed = 0; seed < 50; seed++)
        {
            new Random(seed).NextBytes(bytes);
            Assert.True(RobotsRules.Parse(bytes).Allows(Agent, "/x"));
        }
    }

    [Theory]
    [InlineData("crawl-delay: 2.5", 2.5)]
    [InlineData("crawl-delay: 3600", 60.0)]
    [InlineData("crawl-delay: -1", null)]
    [InlineData("crawl-delay: soon", null)]
    [InlineData("crawl-delay: 1e9", null)]
    [InlineData("disallow: /", null)]
    public void CrawlDelay_OfAGroup_IsCapped(string line, double? seconds) =>
        Assert.Equal(seconds, Parse($"user-agent: *\n{line}").CrawlDelay(Agent)?.TotalSeconds);

    [Fact]
    public void CrawlDelay_BetweenTwoAgents_IsOfBoth()
    {
        var rules = Parse("user-agent: a\ncrawl-delay: 5\nuser-agent: b\ndisallow: /x");

        Assert.Equal((5.0, false), (rules.CrawlDelay("A")?.TotalSeconds, rules.Allows("a", "/x")));
        Assert.Null(rules.CrawlDelay(Agent));
    }

    [Fact]
    public void Sitemaps_AbsoluteOnes_AreListedOnce()
    {
        var rules = Parse("Sitemap: https://example.com/a.xml\nuser-agent: x\nsitemap:https://example.com/b.xml\nsitemap: /c.xml\nsitemap: ftp://example.com/\nsitemap: https://example.com/a.xml");

        Assert.Equal(["https://example.com/a.xml", "https://example.com/b.xml"], rules.Sitemaps);
    }

    [Theory]
    [InlineData(200, false, true)]
    [InlineData(204, false, true)]
    [InlineData(404, true, true)]
    [InlineData(403, true, true)]
    [InlineData(301, true, true)]
    [InlineData(429, false, false)]
    [InlineData(500, false, false)]
    [InlineData(503, false, false)]
    [InlineData(null, false, false)]
    public void Of_Outcome_ReadsItOrAllowsOrForbidsAll(int? status, bool listed, bool unlisted)
    {
        var rules = RobotsRules.Of(status, "user-agent: *\ndisallow: /listed"u8);

        Assert.Equal((listed, unlisted), (rules.Allows(Agent, "/listed"), rules.Allows(Agent, "/other")));
    }

    private static RobotsRules Parse(string text) => RobotsRules.Parse(Encoding.UTF8.GetBytes(text));
}
