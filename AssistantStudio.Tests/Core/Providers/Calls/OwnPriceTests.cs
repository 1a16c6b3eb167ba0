using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>What the ledger says of a call when the organisation itself says what the model costs: 12 tokens in, 1 out.</summary>
public sealed class OwnPriceTests
{
    private const string Model = "gpt-4.1-nano";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, (12 * 3_000) + 7_000)]
    [InlineData(true, (12 * 30_000) + 70_000)]
    public async Task Call_OfAModelWithDatedPrices_IsChargedThatOfItsDay(bool later, long nano)
    {
        await using var studio = await StudioAsync();
        var today = DateOnly.FromDateTime(studio.Clock.Now);
        PriceInput[] prices = [new() { ValidTo = today, Input = 3, Output = 7 }, new() { ValidFrom = today.AddDays(1), Input = 30, Output = 70 }];

        Assert.Equal(nano, await CostAsync(studio, null, prices, () => studio.Clock.Advance(TimeSpan.FromDays(later ? 1 : 0))));
    }

    [Fact]
    public async Task Call_OfAModelThatIsFree_CostsNothing()
    {
        await using var studio = await StudioAsync();

        Assert.Equal(0L, await CostAsync(studio, ProviderKind.OpenAi, [new() { Free = true }], () => { }));
    }

    [Fact]
    public async Task Call_OfAModelWithoutAPrice_HasNoCost()
    {
        await using var studio = await StudioAsync();

        Assert.Null(await CostAsync(studio, ProviderKind.OpenAi, [], () => { }));
    }

    private static Task<TestStudio> StudioAsync() => TestStudio.CreateAsync(
        settings: new Dictionary<string, string?> { [$"{NetworkOptions.Section}:{nameof(NetworkOptions.AllowedPrivateNetworks)}:0"] = "127.0.0.0/8" });

    private static async Task<long?> CostAsync(TestStudio studio, ProviderKind? kind, IReadOnlyList<PriceInput> prices, Action before)
    {
        await using var vendor = await VendorServer.StartAsync("Authorization", Model);
        await using var editor = studio.As(Role.Editor);
        var input = new IntegrationInput { Kind = ProviderKind.OpenAi, Name = "Ours", BaseUrl = vendor.Origin + "/v1", ApiKey = VendorServer.Key, Models = [Model] };
        var provider = await editor.Get<IntegrationService>().CreateAsync(input, null, Cancel);

        // The catalogue is in memory already when the price is stated.
        await studio.Get<ModelCatalogues>().OfAsync(studio.Ours.Id, Cancel);
        await editor.Get<ModelService>().SaveAsync(new() { Name = Model, Kind = kind, Capabilities = ModelCapabilities.Chat, Prices = prices }, null, Cancel);
        before();
        await using var db = await studio.OpenAsync();
        var purpose = new CallPurpose { OrganizationId = studio.Ours.Id, Operation = UsageOperation.Chat };
        var route = await studio.Get<ModelRouter>().RouteAsync(db.OrganizationId, provider.Id, Model, purpose, Cancel);
        using var client = studio.Get<ModelCalls>().Open(route, purpose, new LedgerSink(studio.Get<UsageWriter>()));
        await client.GetResponseAsync("Hello", cancellationToken: Cancel);
        return (await db.Set<UsageRecord>().SingleAsync(Cancel)).Cost;
    }
}
