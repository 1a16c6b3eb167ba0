using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Web;

public sealed class WebSettingsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, WebSettings> Wrong { get; } = new()
    {
        { "settings.web.startAddresses", new() },
        { "settings.web.startAddresses", new() { StartAddresses = ["ftp://example.org/"] } },
        { "settings.web.startAddresses", new() { StartAddresses = ["not an address"] } },
        { "settings.web.startAddresses", new() { StartAddresses = ["https://ann:secret@example.org/"] } },
        { "settings.web.startAddresses", new() { StartAddresses = ["https://example.org/" + new string('a', 600)] } },
        { "settings.web.startAddresses", new() { StartAddresses = [.. Enumerable.Range(0, 21).Select(i => $"https://example.org/{i}")] } },
        { "settings.web.startAddresses", new() { StartAddresses = ["https://example.org/"], Include = [.. Many], Exclude = [.. Many] } },
        { "settings.web.domains", new() { StartAddresses = ["https://example.org/"], Domains = ["*"] } },
        { "settings.web.domains", new() { StartAddresses = ["https://example.org/"], Domains = ["two words"] } },
        { "settings.web.include", new() { StartAddresses = ["https://example.org/"], Include = [new string('a', 201)] } },
        { "settings.web.excludedWords", new() { StartAddresses = ["https://example.org/"], ExcludedWords = [new string('a', 101)] } },
        { "settings.web.depth", new() { StartAddresses = ["https://example.org/"], Depth = 21 } },
        { "settings.web.pages", new() { StartAddresses = ["https://example.org/"], Pages = 20_001 } },
        { "settings.web.pages", new() { StartAddresses = ["https://example.org/"], Pages = 0 } },
        { "settings.web.pause", new() { StartAddresses = ["https://example.org/"], Pause = -1 } },
    };

    private static IEnumerable<string> Many => Enumerable.Range(0, 50).Select(i => $"/{i}/" + new string('é', 190));

    [Theory, MemberData(nameof(Wrong))]
    public async Task Settings_ThatCannotBe_AreToldByTheirField(string field, WebSettings settings)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);
        var refused = await Assert.ThrowsAsync<ValidationException>(() => editor.Get<SourceService>().CreateAsync(new() { Name = "Docs", Kind = SourceKind.Web, Settings = new() { Web = settings } }, Cancel));

        var (name, sentences) = Assert.Single(refused.Errors);
        Assert.Equal(field, name);
        Assert.All(sentences, s => Assert.EndsWith(".", s));
    }

    [Fact]
    public async Task Settings_WithAStartAddressOnly_AreEnough()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);
        var source = await editor.Get<SourceService>().CreateAsync(new() { Name = "Docs", Kind = SourceKind.Web, Settings = new() { Web = new() { StartAddresses = [" www.example.org/help ", "https://www.example.org/help"] } } }, Cancel);
        var web = source.Settings.Web!;

        Assert.Equal(["https://www.example.org/help"], web.StartAddresses);
        Assert.Equal((3, 500, true, 1m), (web.Depth, web.Pages, web.Sitemaps, web.Pause));
    }
}
