using System.Globalization;
using AssistantStudio.Core.Providers;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

public sealed class CallCostTests
{
    private static readonly DateTime s_noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    private static readonly ModelPrice s_price = Price(
        new PriceRule { Rates = new() { Input = 5, CachedInput = 0.5m, CacheWrite = 6.25m, CacheWriteLong = 10, Output = 25 } });

    /// <summary>Worked out by hand: dollars for a million tokens are micro-dollars for one, a thousand nano-dollars.</summary>
    public static TheoryData<string, CallUsage, long> Bills => new()
    {
        { "input and output", new() { Input = 1000, Output = 100 }, 7_500_000 },
        { "cached input is a part of the input", new() { Input = 1000, CachedInput = 600, Output = 100 }, (400 * 5_000) + (600 * 500) + (100 * 25_000) },
        { "writes by lifetime", new() { Input = 1000, CacheWrite = 300, CacheWriteLong = 200 }, (500 * 5_000) + (300 * 6_250) + (200 * 10_000) },
        { "thinking is a part of the output", new() { Output = 100, Reasoning = 60 }, 100 * 25_000 },
        { "more cached than there was", new() { Input = 10, CachedInput = 20 }, 20 * 500 },
        { "nothing", new(), 0 },
        { "one cached token", new() { Input = 1, CachedInput = 1 }, 500 },
    };

    [Theory]
    [MemberData(nameof(Bills))]
    public void Cost_OfACall_IsExact(string what, CallUsage usage, long nano)
    {
        Assert.Equal((what, nano), (what, CallCost.Of(usage, s_price, s_noon)!.NanoDollars));
    }

    [Fact]
    public void Cost_FractionsOfANanoDollar_AreRoundedOnceAtTheEnd()
    {
        var price = Price(new PriceRule { Rates = new() { Input = 0.0028m, Output = 0.0004m } });

        // 2.8 and 0.4 nano-dollars a token.
        Assert.Equal(3, CallCost.Of(new() { Input = 1, Output = 1 }, price, s_noon)!.NanoDollars);
        Assert.Equal(32, CallCost.Of(new() { Input = 10, Output = 10 }, price, s_noon)!.NanoDollars);
    }

    [Theory]
    [InlineData(200_000, false, 2)]
    [InlineData(200_001, false, 4)]
    [InlineData(200_000, true, 4)]
    [InlineData(400_001, false, 8)]
    public void Cost_OfALongRequest_IsDearerAsAWhole(long input, bool inclusive, int rate)
    {
        var price = Price(
            new PriceRule { Rates = new() { Input = 2, CachedInput = 0.2m, Output = 10 } },
            new PriceRule { Rates = new() { Input = 4, Output = 15 }, Above = 200_000, Inclusive = inclusive },
            new PriceRule { Rates = new() { Input = 8 }, Above = 400_000 });

        Assert.Equal(input * rate * 1_000, CallCost.Of(new() { Input = input }, price, s_noon)!.NanoDollars);
    }

    [Fact]
    public void Cost_WhereTheLongRequestSaysNothingOfTheCache_GrowsAlike()
    {
        var price = Price(new PriceRule { Rates = new() { Input = 2, CachedInput = 0.2m } }, new PriceRule { Rates = new() { Input = 4 }, Above = 10 });

        Assert.Equal(20 * 400, CallCost.Of(new() { Input = 20, CachedInput = 20 }, price, s_noon)!.NanoDollars);
    }

    [Fact]
    public void Cost_WhereTheCacheHasNoPrice_IsThatOfInput()
    {
        var price = Price(new PriceRule { Rates = new() { Input = 2, Output = 3 } });

        Assert.Equal(30 * 2_000, CallCost.Of(new() { Input = 30, CachedInput = 10, CacheWrite = 10, CacheWriteLong = 10 }, price, s_noon)!.NanoDollars);
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData("default", 2)]
    [InlineData("flex", 1)]
    [InlineData("Priority", 4)]
    public void Cost_ByServiceTier_IsThatOfTheTier(string? tier, int rate)
    {
        var price = Price(
            new PriceRule { Rates = new() { Input = 2 } },
            new PriceRule { Rates = new() { Input = 1 }, ServiceTier = "flex" },
            new PriceRule { Rates = new() { Input = 4 }, ServiceTier = "priority" });

        Assert.Equal(rate * 1_000, CallCost.Of(new() { Input = 1 }, price, s_noon, tier)!.NanoDollars);
    }

    [Theory]
    [InlineData("2026-11-20T00:59:59Z", 1)]
    [InlineData("2026-11-20T01:00:00Z", 2)]
    [InlineData("2026-11-20T03:59:59Z", 2)]
    [InlineData("2026-11-20T04:00:00Z", 1)]
    [InlineData("2026-11-20T23:30:00Z", 2)]
    [InlineData("2026-11-20T00:15:00Z", 2)]
    [InlineData("2026-11-21T02:00:00Z", 1)]
    public void Cost_ByTheHour_IsThatOfTheHour(string time, int rate)
    {
        var price = Price(
            new PriceRule { Rates = new() { Input = 1 } },
            new PriceRule { Rates = new() { Input = 2 }, Hours = [new(new(1, 0), new(4, 0)), new(new(23, 0), new(0, 30))], Weekdays = true });
        var at = DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

        Assert.Equal(rate * 1_000, CallCost.Of(new() { Input = 1 }, price, at)!.NanoDollars);
    }

    [Fact]
    public void Cost_WithoutARateThatIsNeeded_IsUnknownAndNotZero()
    {
        var price = Price(new PriceRule { Rates = new() { Input = 1 } });

        Assert.Null(CallCost.Of(new() { Input = 1, Output = 1 }, price, s_noon));
        Assert.Equal(1_000, CallCost.Of(new() { Input = 1 }, price, s_noon)!.NanoDollars);
        Assert.Null(CallCost.AtMost(1, 1, price));
    }

    [Fact]
    public void Cost_OfPicturesAndRequests_IsCountedOneByOne()
    {
        var price = s_price with { PerInputImage = 0.001m, PerOutputImage = 0.04m, PerRequest = 0.005m };

        Assert.Equal((2 * 1_000_000L) + 40_000_000 + 5_000_000, CallCost.Of(new() { InputImages = 2, OutputImages = 1 }, price, s_noon)!.NanoDollars);
    }

    [Fact]
    public void AtMost_IsNeverLessThanWhatItTurnsOutToBe()
    {
        var random = new Random(20261121);
        foreach (var model in ModelCatalogue.Shipped.Models.Where(m => m.Prices.Count > 0))
        {
            var price = model.Prices[^1];
            for (var i = 0; i < 20; i++)
            {
                var (input, output) = (random.NextInt64(0, 600_000), random.NextInt64(0, 100_000));
                var cached = random.NextInt64(0, input + 1);
                var write = random.NextInt64(0, input - cached + 1);
                var usage = new CallUsage { Input = input, CachedInput = cached, CacheWrite = write, CacheWriteLong = input - cached - write, Output = output, Reasoning = random.NextInt64(0, output + 1) };
                var cost = CallCost.Of(usage, price, s_noon.AddMinutes(random.Next(10_000)));

                Assert.True((cost?.NanoDollars ?? 0) <= (CallCost.AtMost(input, output, price)?.NanoDollars ?? long.MaxValue), $"{model.Name}: {usage}");
            }
        }
    }

    [Fact]
    public void Usage_TheVendorCountedNothing_IsNone()
    {
        Assert.Null(CallUsage.Of(null));
        Assert.Null(CallUsage.Of(new UsageDetails()));
        Assert.Equal(new CallUsage { Input = 7, Output = 3 }, CallUsage.Of(new UsageDetails { TotalTokenCount = 10, OutputTokenCount = 3 }));
    }

    private static ModelPrice Price(params PriceRule[] rules) => new() { Rules = rules };
}
