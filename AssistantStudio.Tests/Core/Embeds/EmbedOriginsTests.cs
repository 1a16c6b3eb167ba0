using AssistantStudio.Core.Embeds;
using Xunit;

namespace AssistantStudio.Tests.Core.Embeds;

public sealed class EmbedOriginsTests
{
    [Theory]
    [InlineData("https://www.shop.example", "https://www.shop.example")]
    [InlineData(" HTTPS://WWW.Shop.Example/ ", "https://www.shop.example")]
    [InlineData("https://shop.example:443", "https://shop.example")]
    [InlineData("https://shop.example:8443/", "https://shop.example:8443")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example")]
    [InlineData("https://shop.example.", "https://shop.example")]
    [InlineData("https://192.0.2.7", "https://192.0.2.7")]
    [InlineData("http://localhost:3000", "http://localhost:3000")]
    [InlineData("http://127.0.0.1:80", "http://127.0.0.1")]
    [InlineData("http://[::1]:3000", "http://[::1]:3000")]
    [InlineData("http://shop.localhost", "http://shop.localhost")]
    public void Read_ASite_IsWrittenAsBrowsersDo(string typed, string origin) => Assert.Equal((origin, null), EmbedOrigins.Read(typed));

    [Theory]
    [InlineData("", "is not the address of a site")]
    [InlineData("shop.example", "is not the address of a site")]
    [InlineData("null", "is not the address of a site")]
    [InlineData("file:///home/page.html", "is not the address of a site")]
    [InlineData("javascript:alert(1)", "is not the address of a site")]
    [InlineData("chrome-extension://abcdef", "is not the address of a site")]
    [InlineData("*", "has a star")]
    [InlineData("https://*.shop.example", "has a star")]
    [InlineData("https://shop.example/page", "The site is https://shop.example.")]
    [InlineData("https://shop.example?page=1", "The site is https://shop.example.")]
    [InlineData("https://somebody@shop.example", "is the address of a page")]
    [InlineData("https://shop.example/#top", "is the address of a page")]
    [InlineData("http://shop.example", "is not encrypted")]
    [InlineData("http://localhost.shop.example", "is not encrypted")]
    [InlineData("http://192.0.2.7", "is not encrypted")]
    public void Read_AnythingElse_SaysWhatIsWrong(string typed, string problem)
    {
        var (origin, said) = EmbedOrigins.Read(typed);

        Assert.Null(origin);
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://www.shop.example", true)]
    [InlineData("https://shop.example", false)]
    [InlineData("http://www.shop.example", false)]
    [InlineData("https://www.shop.example:8443", false)]
    [InlineData("https://www.shop.example.evil.example", false)]
    [InlineData("https://evil.example/?https://www.shop.example", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsAllowed_OnlyTheSameSite_Is(string? origin, bool allowed) => Assert.Equal(allowed, EmbedOrigins.IsAllowed(["https://www.shop.example"], origin));

    [Fact]
    public void InkOn_AnyColour_CanBeRead()
    {
        var colours = from r in Enumerable.Range(0, 9) from g in Enumerable.Range(0, 9) from b in Enumerable.Range(0, 9) select $"#{Math.Min(255, r * 32):x2}{Math.Min(255, g * 32):x2}{Math.Min(255, b * 32):x2}";

        Assert.DoesNotContain(colours, c => EmbedColours.Contrast(c, EmbedColours.InkOn(c)) < 4.2);
        Assert.Equal((EmbedColours.Light, EmbedColours.Dark), (EmbedColours.InkOn("#08687f"), EmbedColours.InkOn("#ffdd00")));
        Assert.Equal(21, EmbedColours.Contrast("#000000", "#FFFFFF"), 3);
    }

    [Theory]
    [InlineData("#08687f", true)]
    [InlineData("#ABCDEF", true)]
    [InlineData("#abc", false)]
    [InlineData("08687f0", false)]
    [InlineData("#08687g", false)]
    [InlineData("red", false)]
    [InlineData("#08687f;", false)]
    [InlineData(null, false)]
    public void IsColour_OnlySixDigits_Are(string? text, bool isOne) => Assert.Equal(isOne, EmbedColours.IsColour(text));
}
