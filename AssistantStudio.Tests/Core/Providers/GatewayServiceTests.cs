using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

public sealed class GatewayServiceTests
{
    private static readonly Dictionary<string, string?> s_loopback = new() { [$"{NetworkOptions.Section}:{nameof(NetworkOptions.AllowedPrivateNetworks)}:0"] = "127.0.0.0/8" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_SeveralGateways_EachSaysItsOwnBesideTheLedger()
    {
        await using var vendor = await VendorServer.StartAsync("Authorization");
        vendor.Instead = async context =>
        {
            if (context.Request.Path != "/key/info")
            {
                return false;
            }

            Assert.Equal($"Bearer {VendorServer.Key}", context.Request.Headers.Authorization);
            await context.Response.WriteAsync(
                """{"key":"sk-x","info":{"spend":1.2000000000000002,"max_budget":50.0,"budget_duration":"30d","budget_reset_at":"2026-12-01T00:00:00Z","expires":null,"models":[],"blocked":null}}""",
                Cancel);
            return true;
        };
        await using var studio = await TestStudio.CreateAsync(settings: s_loopback);
        await using var editor = studio.As(Role.Editor);
        async Task<Guid> AddAsync(string name, string address) => (await editor.Get<IntegrationService>().CreateAsync(
            new() { Kind = ProviderKind.CustomGateway, Name = name, BaseUrl = address, ApiKey = VendorServer.Key }, null, Cancel)).Id;
        var first = await AddAsync("A", vendor.Origin + "/v1");
        await AddAsync("B", vendor.Origin);
        await AddAsync("C, which is down", "http://127.0.0.1:9");
        await studio.Get<UsageWriter>().RecordAsync(
            new()
            {
                OrganizationId = studio.Ours.Id,
                At = studio.Clock.Now,
                Operation = UsageOperation.Chat,
                Outcome = UsageOutcome.Succeeded,
                ProviderId = first,
                ProviderName = "A",
                Model = "m",
                Cost = 1_000_000_000,
            },
            Cancel);
        await using var viewer = studio.As(Role.Viewer);

        var accounts = await viewer.Get<GatewayService>().ReadAsync(Cancel);

        var key = new GatewayKey(1_200_000_000, 50_000_000_000, "30d", new DateTime(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc), null, false);
        Assert.Equal([key, key, null], accounts.Select(a => a.Key));
        Assert.Equal([200_000_000, 1_200_000_000, null], accounts.Select(a => a.Drift));
        Assert.NotNull(accounts[2].Problem);
        Assert.DoesNotContain(VendorServer.Key, accounts[2].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_OfWhatIsNoGateway_SaysSo()
    {
        await using var vendor = await VendorServer.StartAsync("Authorization");
        vendor.Instead = async context =>
        {
            await context.Response.WriteAsync("""{"info":"hello"}""", Cancel);
            return true;
        };
        await using var studio = await TestStudio.CreateAsync(settings: s_loopback);
        await using var editor = studio.As(Role.Editor);
        await editor.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.CustomGateway, Name = "Wall", BaseUrl = vendor.Origin, ApiKey = VendorServer.Key }, null, Cancel);

        var account = Assert.Single(await editor.Get<GatewayService>().ReadAsync(Cancel));

        Assert.Equal((null, null), (account.Key, account.Drift));
        Assert.Contains("says nothing about its key", account.Problem, StringComparison.Ordinal);
        await using var member = studio.As(Role.Member);
        await Assert.ThrowsAsync<ForbiddenException>(() => member.Get<GatewayService>().ReadAsync(Cancel));
    }
}
