using System.Globalization;
using System.Text.Json;
using AssistantStudio.Core.Data;
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

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Read_SeveralGateways_EachSaysItsOwnBesideTheLedgerOfTheSameTime(DatabaseProvider provider)
    {
        await using var vendor = await VendorServer.StartAsync("Authorization");
        vendor.Instead = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/key/info", StringComparison.Ordinal))
            {
                return false;
            }

            Assert.Equal($"Bearer {VendorServer.Key}", context.Request.Headers.Authorization);
            var period = context.Request.Path.Value.Split('/')[1] switch
            {
                "month" => ""","budget_duration":"30d","budget_reset_at":"2026-04-01T00:00:00Z" """,
                "hours" => ""","budget_duration":"12h","budget_reset_at":"2026-03-04T18:00:00+00:00" """,
                _ => "",
            };
            await context.Response.WriteAsync($$$"""{"key":"sk-x","info":{"spend":1.2000000000000002,"max_budget":50.0{{{period}}},"expires":null,"models":[],"blocked":null}}""", Cancel);
            return true;
        };
        await using var studio = await TestStudio.CreateAsync(provider, settings: s_loopback);
        await using var editor = studio.As(Role.Editor);
        async Task AddAsync(string name, string address)
        {
            var id = (await editor.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.CustomGateway, Name = name, BaseUrl = address, ApiKey = VendorServer.Key }, null, Cancel)).Id;
            foreach (var (at, cost) in new (DateTime, long)[]
            {
                (Utc(2, 28, 23), 1_000_000), (Utc(3, 1, 0), 100_000_000), (Utc(3, 4, 5), 20_000_000), (Utc(3, 4, 6), 3_000_000), (Utc(3, 4, 9), 500_000),
            })
            {
                await studio.Get<UsageWriter>().RecordAsync(
                    new()
                    {
                        OrganizationId = studio.Ours.Id,
                        At = at,
                        Operation = UsageOperation.Chat,
                        Outcome = UsageOutcome.Succeeded,
                        ProviderId = id,
                        ProviderName = name,
                        Model = "m",
                        Cost = cost,
                    },
                    Cancel);
            }
        }

        await AddAsync("A", vendor.Origin + "/month/v1");
        await AddAsync("B", vendor.Origin + "/ever");
        await AddAsync("C", vendor.Origin + "/hours");
        await AddAsync("D, which is down", "http://127.0.0.1:9");
        await using var viewer = studio.As(Role.Viewer);

        var accounts = await viewer.Get<GatewayService>().ReadAsync(Cancel);

        Assert.Equal(new GatewayKey(1_200_000_000, 50_000_000_000, "30d", Utc(4, 1, 0), null, false), accounts[0].Key);
        Assert.Equal([Utc(3, 1, 0), null, Utc(3, 4, 6), null], accounts.Select(a => a.Since));
        Assert.Equal([123_500_000, 124_500_000, 3_500_000, 124_500_000], accounts.Select(a => a.Ours));
        Assert.Equal([1_076_500_000, 1_075_500_000, 1_196_500_000, null], accounts.Select(a => a.Drift));
        Assert.NotNull(accounts[3].Problem);
        Assert.DoesNotContain(VendorServer.Key, accounts[3].Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("30d", "2026-04-01T00:00Z", "2026-03-01T00:00Z")]
    [InlineData("30d", "2026-03-01T00:00Z", "2026-02-01T00:00Z")]
    [InlineData("30d", "2026-04-15T08:30Z", "2026-03-16T08:30Z")] // Counted from when the key was made.
    [InlineData("1mo", "2026-01-01T00:00Z", "2025-12-01T00:00Z")]
    [InlineData("3mo", "2026-03-31T00:00Z", "2025-12-31T00:00Z")]
    [InlineData("7d", "2026-03-09T00:00Z", "2026-03-02T00:00Z")]
    [InlineData("2w", "2026-03-15T00:00Z", "2026-03-01T00:00Z")]
    [InlineData("1h", "2026-03-04T10:00Z", "2026-03-04T09:00Z")]
    [InlineData("90m", "2026-03-04T10:00Z", "2026-03-04T08:30Z")]
    [InlineData("30s", "2026-03-04T10:00Z", "2026-03-04T09:59:30Z")]
    [InlineData("0d", "2026-03-04T10:00Z", null)]
    [InlineData("monthly", "2026-03-04T10:00Z", null)]
    [InlineData("-1d", "2026-03-04T10:00Z", null)]
    [InlineData("999999999d", "2026-03-04T10:00Z", null)]
    [InlineData("999999mo", "2026-03-04T10:00Z", null)]
    public void Period_OfADuration_BeganThatLongBeforeItsEnd(string duration, string end, string? start)
    {
        static DateTime Read(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

        Assert.Equal(start is null ? null : Read(start), GatewayPeriod.StartOf(Read(end), duration));
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

    [Fact]
    public async Task Compare_CallsOfSeveralModels_TheLastOfEachIsPricedByTheGateway()
    {
        await using var vendor = await VendorServer.StartAsync("Authorization");
        var asked = new List<JsonElement>();
        vendor.Instead = async context =>
        {
            Assert.Equal(("POST", "/spend/calculate"), (context.Request.Method, context.Request.Path.Value));
            var answer = (await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: Cancel)).RootElement.GetProperty("completion_response");
            lock (asked)
            {
                asked.Add(answer);
            }

            var model = answer.GetProperty("model").GetString();
            context.Response.StatusCode = model == "broken" ? 500 : 200;
            await context.Response.WriteAsync(model switch { "priced" => """{"cost":0.0030000000000000001}""", "embed" => """{"cost":2e-07}""", "unknown" => """{"cost":0}""", _ => """{"detail":"boom"}""" }, Cancel);
            return true;
        };
        await using var studio = await TestStudio.CreateAsync(settings: s_loopback);
        await using var editor = studio.As(Role.Editor);
        async Task<Guid> AddAsync(ProviderKind kind, string name) => (await editor.Get<IntegrationService>().CreateAsync(
            new() { Kind = kind, Name = name, BaseUrl = vendor.Origin + "/v1", ApiKey = VendorServer.Key }, null, Cancel)).Id;
        var gateway = await AddAsync(ProviderKind.CustomGateway, "House");
        var other = await AddAsync(ProviderKind.OpenAiCompatible, "No gateway");
        Task RecordAsync(string model, int minutesAgo, long? cost, UsageOutcome outcome = UsageOutcome.Succeeded, long output = 20, Guid? of = null) => studio.Get<UsageWriter>().RecordAsync(
            new()
            {
                OrganizationId = studio.Ours.Id,
                At = studio.Clock.Now.AddMinutes(-minutesAgo),
                Operation = output == 0 ? UsageOperation.Embedding : UsageOperation.Chat,
                Outcome = outcome,
                ProviderId = of ?? gateway,
                ProviderName = "House",
                Model = model,
                Usage = new() { Input = 1000 + minutesAgo, CachedInput = 400, CacheWrite = 100, CacheWriteLong = 11, Output = output, Reasoning = output / 4 },
                Cost = cost,
            },
            Cancel);
        await RecordAsync("priced", 9, 1);
        await RecordAsync("priced", 5, 2_900_000);
        await RecordAsync("priced", 1, 7, outcome: UsageOutcome.Failed);
        await RecordAsync("embed", 6, 200, output: 0);
        await RecordAsync("unknown", 7, null);
        await RecordAsync("broken", 8, 3);
        await RecordAsync("old", 60 * 24 * 31, 3);
        await RecordAsync("of another", 2, 3, of: other);
        await using var viewer = studio.As(Role.Viewer);

        var prices = await viewer.Get<GatewayService>().CompareAsync(gateway, Cancel);

        Assert.Equal(["priced", "embed", "unknown", "broken"], prices.Select(p => p.Call.Model));
        Assert.Equal([3_000_000, 200, null, null], prices.Select(p => p.Price));
        Assert.Equal([100_000, 0, null, null], prices.Select(p => p.Drift));
        Assert.Equal([true, true, true, false], prices.Select(p => p.Problem is null));
        var usage = asked.Single(a => a.GetProperty("model").GetString() == "priced").GetProperty("usage");
        Assert.Equal((1005, 20, 1025), (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32(), usage.GetProperty("total_tokens").GetInt32()));
        Assert.Equal(400, usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32());
        Assert.Equal(111, usage.GetProperty("cache_creation_input_tokens").GetInt32());
        Assert.Equal(5, usage.GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32());
        Assert.Equal("list", asked.Single(a => a.GetProperty("model").GetString() == "embed").GetProperty("object").GetString());
        await Assert.ThrowsAsync<NotFoundException>(() => viewer.Get<GatewayService>().CompareAsync(other, Cancel));
        await using var member = studio.As(Role.Member);
        await Assert.ThrowsAsync<ForbiddenException>(() => member.Get<GatewayService>().CompareAsync(gateway, Cancel));
    }

    private static DateTime Utc(int month, int day, int hour) => new(2026, month, day, hour, 0, 0, DateTimeKind.Utc);
}
