using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Providers;
using Xunit;

namespace AssistantStudio.Tests.Components.Providers;

/// <summary>A price through its form: nothing of it is lost, and what is wrong is said beside the field.</summary>
public sealed class PriceDraftTests
{
    [Fact]
    public void Price_WithSpecialRates_ComesBackAsItWas()
    {
        var rules = new PriceRule[]
        {
            new() { Above = 272_000, Inclusive = true, Rates = new() { Input = 10, CachedInput = 1.25m, Output = 45 } },
            new() { ServiceTier = "priority", Rates = new() { Input = 4, CacheWrite = 5, CacheWriteLong = 8, Reasoning = 20 } },
            new() { Hours = [new(new(16, 30), new(0, 30)), new(new(4, 0), new(6, 0))], Weekdays = true, Rates = new() { Input = 0.135m, Output = 0.55m } },
        };
        var stored = new PriceInput { Input = 5, Output = 30, Special = rules };
        var errors = new Validator();

        var given = new PriceDraft(stored).ToInput("prices[0]", errors);

        errors.ThrowIfAny();
        Assert.Equal((5m, 30m, 3), (given.Input, given.Output, given.Special.Count));
        Assert.All(rules.Zip(given.Special), pair => Assert.True(pair.First.SameAs(pair.Second)));
    }

    [Fact]
    public void SpecialRate_TypedWrong_SaysItBesideTheField()
    {
        var draft = new PriceDraft { Input = "1", Output = "2" };
        var rate = new SpecialRateDraft { Above = "many", Input = "0,5" };
        rate.Hours.Add(new() { From = new(8, 0) });
        draft.Special.Add(rate);
        var errors = new Validator();

        draft.ToInput("prices[2]", errors);

        var said = Assert.Throws<ValidationException>(errors.ThrowIfAny).Errors;
        Assert.Equal(["prices[2].special[0].above", "prices[2].special[0].hours", "prices[2].special[0].input"], said.Keys.Order());
    }

    [Fact]
    public void SpecialRate_OtherThanBefore_CountsAsAChange()
    {
        var (before, after) = (new PriceDraft(Stored(1_000)), new PriceDraft(Stored(2_000)));

        Assert.NotEqual(before.ToString(), after.ToString());
        Assert.Contains("above 2,000 tokens: $9 in", after.ToString(), StringComparison.Ordinal);

        static PriceInput Stored(long above) => new() { Input = 5, Output = 30, Special = [new() { Above = above, Rates = new() { Input = 9 } }] };
    }
}
