using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Tests.Core.Providers;
using AssistantStudio.Tests.Core.Usage;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Usage;
using Bunit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Providers;

/// <summary>What gateways have on their bill, asked of a gateway on this machine.</summary>
public sealed class GatewayCardTests : StudioComponentTest, IAsyncLifetime
{
    private BudgetScene _scene = null!;
    private TestScope _scope = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _scene = await BudgetScene.CreateAsync();
        _scope = _scene.Studio.As(Role.Viewer);
        Access.Become(_scope.Access.Grant);
        Services.AddSingleton(_scope.Get<GatewayService>());
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _scope.DisposeAsync();
        await _scene.DisposeAsync();
    }

    [Theory]
    [InlineData("null", "Both since ever.")]
    [InlineData("\"30d\"", "Both since 1 November.")]
    public async Task Card_WithAGateway_ShowsItsBillBesideOursOfTheSameTime(string duration, string since)
    {
        await AddGatewayAsync($$$"""{"key":"k","info":{"spend":1.25,"max_budget":50.0,"budget_duration":{{{duration}}},"budget_reset_at":"2026-12-01T00:00:00Z","blocked":null}}""");

        var card = Render<GatewayCard>();

        card.WaitForElement("tbody tr");
        Assert.Equal(["$1.25", "$0.00", "$1.25"], card.FindAll("tbody td.num").Select(c => c.TextContent));
        Assert.Contains(since, card.Find("tbody td .sub").TextContent, StringComparison.Ordinal);
        Assert.Contains("Its own budget is $50.00; it begins anew on 1 December.", card.Find("tbody td").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_GatewaySaysNothing_SaysWhyAndHidesNoNumberOfOurs()
    {
        await AddGatewayAsync("""{"detail":"Not Found"}""");

        var card = Render<GatewayCard>();

        card.WaitForElement("tbody tr");
        Assert.Equal(["–", "$0.00", "–"], card.FindAll("tbody td.num").Select(c => c.TextContent));
        Assert.Contains("House gateway", card.Find("tbody td .sub").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ComparePrices_WithoutACall_SaysThatThereIsNothingYet()
    {
        await AddGatewayAsync("""{"key":"k","info":{"spend":1.25}}""");
        var card = Render<GatewayCard>();
        card.WaitForElement("tbody tr");

        await card.Find("tbody button").ClickAsync(new());

        card.WaitForAssertion(() => Assert.Contains("went through House gateway: there is nothing to compare yet", card.Find("[role=status]").TextContent, StringComparison.Ordinal));
        await card.Find("tbody button").ClickAsync(new());
        Assert.Empty(card.FindAll("[role=status]"));
    }

    [Fact]
    public void Card_WithoutAGateway_IsNotThere()
    {
        var card = Render<GatewayCard>();

        Assert.Empty(card.FindAll("table"));
    }

    private async Task AddGatewayAsync(string keyInfo)
    {
        _scene.Vendor.Instead = async context =>
        {
            if (context.Request.Path != "/key/info")
            {
                return false;
            }

            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(keyInfo, Cancel);
            return true;
        };
        await using var editor = _scene.Studio.As(Role.Editor);
        await editor.Get<IntegrationService>().CreateAsync(
            new() { Kind = ProviderKind.CustomGateway, Name = "House gateway", BaseUrl = _scene.Vendor.Origin + "/v1", ApiKey = VendorServer.Key, Models = ["house-model"] }, null, Cancel);
    }
}
