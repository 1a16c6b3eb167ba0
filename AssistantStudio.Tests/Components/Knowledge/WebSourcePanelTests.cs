using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Knowledge;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Knowledge;

/// <summary>The form of sources that are on the web, on the real service and an SQLite database.</summary>
public sealed class WebSourcePanelTests : StudioComponentTest, IAsyncLifetime
{
    private TestStudio _studio = null!;
    private TestScope _scope = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _studio = await TestStudio.CreateAsync();
        _scope = _studio.As(Role.OrgAdmin);
        Access.Become(_studio.GrantOf(Role.OrgAdmin));
        Services.AddSingleton(_studio.Get<ChangeFeed>());
        Services.AddSingleton(_studio.Get<KnowledgeFolders>());
        Services.AddSingleton(_scope.Get<SourceService>());
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _scope.DisposeAsync();
        await _studio.DisposeAsync();
    }

    [Fact]
    public async Task Web_StartAddressAlone_IsEnough()
    {
        var panel = Render<SourcePanel>();
        await panel.Find("#source-Web").ChangeAsync(new() { Value = "on" });
        await panel.Find("#f-source-name").ChangeAsync(new() { Value = "Help pages" });
        await Field(panel, "settings.web.startAddresses").ChangeAsync(new() { Value = "www.example.org/help\nhttps://shop.example.org/" });
        await panel.Find("form").SubmitAsync();
        var source = Assert.Single(await _scope.Get<SourceService>().ListAsync(Cancel));

        Assert.Equal(["https://www.example.org/help", "https://shop.example.org/"], source.Settings.Web!.StartAddresses);
        Assert.Equal((3, 500, true, 1m), (source.Settings.Web.Depth, source.Settings.Web.Pages, source.Settings.Web.Sitemaps, source.Settings.Web.Pause));
        Assert.Equal("Web pages, www.example.org/help and 1 other", KnowledgeText.Where(source));
    }

    [Fact]
    public async Task Web_WrongValues_AreToldBesideTheirFields()
    {
        var panel = Render<SourcePanel>();
        await panel.Find("#source-Web").ChangeAsync(new() { Value = "on" });
        await panel.Find("#f-source-name").ChangeAsync(new() { Value = "Help pages" });
        await Field(panel, "settings.web.pages").ChangeAsync(new() { Value = "many" });
        await panel.Find("form").SubmitAsync();
        Assert.Equal("true", Field(panel, "settings.web.pages").GetAttribute("aria-invalid"));

        await Field(panel, "settings.web.pages").ChangeAsync(new() { Value = "20,000" });
        await panel.Find("form").SubmitAsync();
        Assert.Equal("true", Field(panel, "settings.web.startAddresses").GetAttribute("aria-invalid"));
        Assert.Empty(await _scope.Get<SourceService>().ListAsync(Cancel));
    }

    [Fact]
    public async Task Web_Changed_KeepsWhatWasNotTouched()
    {
        var web = new WebSettings { StartAddresses = ["https://www.example.org/"], Include = ["/help/"], ExcludedWords = ["draft"], Depth = 7, Pages = 40, Sitemaps = false, Pause = 2.5m };
        var source = await _scope.Get<SourceService>().CreateAsync(new() { Name = "Help pages", Kind = SourceKind.Web, Settings = new() { Web = web } }, Cancel);
        var panel = Render<SourcePanel>(p => p.Add(s => s.Row, source));
        Assert.True(panel.Find("details.more-rates").HasAttribute("open"));

        await Field(panel, "settings.web.depth").ChangeAsync(new() { Value = "" });
        await panel.Find("form").SubmitAsync();
        var changed = (await _scope.Get<SourceService>().GetAsync(source.Id, Cancel)).Settings.Web!;

        Assert.Equal((3, 40, false, 2.5m), (changed.Depth, changed.Pages, changed.Sitemaps, changed.Pause));
        Assert.Equal(["/help/", "draft"], [.. changed.Include, .. changed.ExcludedWords]);
    }

    [Fact]
    public async Task OpenApi_Address_IsAllItTakes()
    {
        var panel = Render<SourcePanel>();
        await panel.Find("#source-OpenApi").ChangeAsync(new() { Value = "on" });
        await panel.Find("#f-source-name").ChangeAsync(new() { Value = "Parcel API" });
        await Field(panel, "settings.openApi.address").ChangeAsync(new() { Value = "api.example.org/openapi.json" });
        await panel.Find("form").SubmitAsync();
        var source = Assert.Single(await _scope.Get<SourceService>().ListAsync(Cancel));

        Assert.Equal("https://api.example.org/openapi.json", source.Settings.OpenApi!.Address);
        Assert.Equal("API description, api.example.org/openapi.json", KnowledgeText.Where(source));
    }

    private static AngleSharp.Dom.IElement Field(IRenderedComponent<SourcePanel> panel, string name) => panel.Find($"[id='f-{name}']");
}
