using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Knowledge;
using AssistantStudio.Web.Components.Providers;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Knowledge;

/// <summary>The forms of sources that are read through a connection, and of the connections, on the real services.</summary>
public sealed class TrackerFormTests : StudioComponentTest, IAsyncLifetime
{
    private TestStudio _studio = null!;
    private TestScope _scope = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _studio = await TestStudio.CreateAsync();
        _scope = _studio.As(Role.Editor);
        Access.Become(_scope.Access.Grant);
        Services.AddSingleton(_scope.Get<SourceService>());
        Services.AddSingleton(_scope.Get<IntegrationService>());
        Services.AddSingleton(_scope.Get<IntegrationTestService>());
        Services.AddSingleton(_scope.Get<ModelService>());
        Services.AddSingleton(_scope.Get<AiSettingService>());
        Services.AddSingleton(_scope.Get<AllowedNetworkService>());
        Services.AddSingleton(_studio.Get<KnowledgeFolders>());
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _scope.DisposeAsync();
        await _studio.DisposeAsync();
    }

    [Fact]
    public async Task Jira_WithoutAConnection_SaysWhereOneIsAdded()
    {
        var panel = Render<SourcePanel>();
        await panel.Find("#source-Jira").ChangeAsync(new() { Value = true });

        panel.WaitForAssertion(() => Assert.Equal(ProviderListPage.Href, panel.Find(".note a").GetAttribute("href")));
        await panel.Find("form").SubmitAsync();

        panel.WaitForAssertion(() => Assert.Contains("Choose the connection to Jira.", panel.Find("#f-providerId-help").TextContent, StringComparison.Ordinal));
        Assert.Contains("Name a project, or write a filter", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GitHub_WithOneConnection_TakesItAndStoresWhatIsSaid()
    {
        var connection = await _scope.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.GitHub, Name = "Our GitHub" }, null, Cancel);
        var panel = Render<SourcePanel>();
        await panel.Find("#source-GitHub").ChangeAsync(new() { Value = true });
        panel.WaitForAssertion(() => Assert.Equal("Our GitHub", panel.Find("[id='f-providerId'] option[selected]").TextContent));
        await panel.Find("#f-source-name").ChangeAsync(new() { Value = "Repositories" });
        var tags = panel.Find("[id='f-settings.gitHub.repositories']");
        await tags.InputAsync(new() { Value = "https://github.com/acme/shop" });
        await tags.KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });
        await panel.FindAll(".cans input")[2].ChangeAsync(new() { Value = true });
        await panel.Find("[id='f-settings.gitHub.state']").ChangeAsync(new() { Value = "Open" });
        await panel.Find("[id='f-settings.gitHub.branch']").ChangeAsync(new() { Value = "main" });
        await panel.Find("form").SubmitAsync();

        panel.WaitForAssertion(() => Assert.Single(_scope.Get<SourceService>().ListAsync(Cancel).GetAwaiter().GetResult()));
        var row = Assert.Single(await _scope.Get<SourceService>().ListAsync(Cancel));
        Assert.Equal(connection.Id, row.ProviderId);
        var gitHub = row.Settings.GitHub!;
        Assert.Equal(["acme/shop"], gitHub.Repositories);
        Assert.Equal((true, true, true, GitHubState.Open, "main", 365), (gitHub.Issues, gitHub.PullRequests, gitHub.Commits, gitHub.State, gitHub.Branch, gitHub.CommitDays));

        var edit = Render<SourcePanel>(p => p.Add(x => x.Row, row));
        edit.WaitForAssertion(() => Assert.Equal("Our GitHub", edit.Find("[id='f-providerId'] option[selected]").TextContent));
        Assert.Equal("acme/shop", edit.Find(".tag .ell").TextContent);
    }

    [Fact]
    public async Task Connection_Chosen_AsksForNothingThatIsAboutModels()
    {
        var panel = Render<ProviderPanel>(p => p.Add(x => x.Others, []));
        await panel.Find("#kind-GitHub").ChangeAsync(new() { Value = true });

        Assert.Equal("https://api.github.com", panel.Find("[id='f-baseUrl']").GetAttribute("value"));
        Assert.Empty(panel.FindAll("[id='f-models'], [id='f-fallbackId'], [id='f-loadGroup'], [id='f-maxConcurrent'], [id='f-requestsPerMinute']"));
        Assert.Contains("60 requests an hour", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_OfAConnection_ShowsNoModelsAndNoCosts()
    {
        var row = await _scope.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.GitHub, Name = "Our GitHub" }, null, Cancel);
        var card = Render<ProviderCard>(p => p.Add(x => x.Row, row).Add(x => x.Month, new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)));

        Assert.Equal(["Last test", "Key"], card.FindAll("dt").Select(d => d.TextContent));
        Assert.Contains("knowledge is read through it", card.Find(".chain").TextContent, StringComparison.Ordinal);
    }
}
