using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Organizations;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Xunit;

namespace AssistantStudio.Tests.Components.Organizations;

/// <summary>The page of the allowed networks and its form, on the real service and an SQLite database.</summary>
public sealed class NetworkPanelTests : StudioComponentTest, IAsyncLifetime
{
    private TestStudio _studio = null!;
    private TestScope _scope = null!;

    public async ValueTask InitializeAsync()
    {
        _studio = await TestStudio.CreateAsync(settings: new Dictionary<string, string?> { [$"{NetworkOptions.Section}:AllowedPrivateNetworks:0"] = "10.20.0.0/16" });
        var grant = _studio.GrantOf(Role.OrgAdmin) with { IsSiteAdmin = true, Permissions = RolePermissions.SiteAdmin };
        _scope = _studio.As(grant);
        Access.Become(grant);
        Services.AddSingleton(_studio.Get<ChangeFeed>());
        Services.AddSingleton(_scope.Get<AllowedNetworkService>());
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _scope.DisposeAsync();
        await _studio.DisposeAsync();
    }

    [Fact]
    public async Task Form_GoodNetwork_IsAllowedAndTheListFollows()
    {
        var page = Render<NetworkPage>();
        page.WaitForAssertion(() => Assert.Contains("No network allowed here yet", page.Markup, StringComparison.Ordinal));
        Assert.Equal("10.20.0.0/16", page.Find(".card .bd").TextContent);
        var panel = Render<NetworkPanel>();

        await panel.Find("#f-network").ChangeAsync(new() { Value = "127.0.0.0/8" });
        await panel.Find("#f-note").ChangeAsync(new() { Value = "Ollama on this machine" });
        await panel.Find("form").SubmitAsync();

        Assert.Equal("127.0.0.0/8 is allowed", Assert.Single(Services.GetRequiredService<NotificationService>().Messages).Summary);
        Clock.Advance(ShellLimits.LiveReloadPause);
        page.WaitForAssertion(() => Assert.Contains("Ollama on this machine", page.Markup, StringComparison.Ordinal));
        Assert.Contains("databases included", page.WaitForElement(".caution").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_BadNetwork_SaysWhyBesideTheField()
    {
        var panel = Render<NetworkPanel>();
        await panel.Find("#f-network").ChangeAsync(new() { Value = "169.254.169.254" });
        await panel.Find("#f-note").ChangeAsync(new() { Value = new string('x', AllowedNetworkLimits.NoteLength + 1) });

        await panel.Find("form").SubmitAsync();

        Assert.Equal("true", panel.Find("#f-network").GetAttribute("aria-invalid"));
        Assert.Equal("169.254.169.254 is where a cloud hands this machine its own credentials. It can be opened in the configuration file only.", panel.Find("#f-network-help").TextContent);
        Assert.Equal("At most 200 characters; this has 201.", panel.Find("#f-note-help").TextContent);
        Assert.Empty((await _scope.Get<AllowedNetworkService>().ListAsync(new ListQuery(), CancellationToken.None)).Items);
    }
}
