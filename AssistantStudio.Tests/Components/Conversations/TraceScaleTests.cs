using AssistantStudio.Core.Conversations;
using AssistantStudio.Web.Components.Conversations;
using Xunit;

namespace AssistantStudio.Tests.Components.Conversations;

public sealed class TraceScaleTests
{
    [Theory]
    [InlineData(2_410, 500, "0, 0.5 s, 1.0 s, 1.5 s, 2.0 s")]
    [InlineData(95, 20, "0, 20 ms, 40 ms, 60 ms, 80 ms")]
    [InlineData(1, 0.2, "0, 0.2 ms, 0.4 ms, 0.6 ms, 0.8 ms")]
    [InlineData(12_000, 5_000, "0, 5 s, 10 s")]
    [InlineData(1_000, 200, "0, 0.2 s, 0.4 s, 0.6 s, 0.8 s")]
    public void Ticks_OfATurn_AreRoundAndFew(double total, double every, string expected)
    {
        var scale = new TraceScale(Trace(total));

        Assert.Equal(every, scale.Every, 6);
        Assert.Equal(expected, string.Join(", ", scale.Ticks.Select(t => t.Text)));
    }

    [Fact]
    public void Bar_OfAStepWithoutTime_IsSeenAndStaysInside()
    {
        var scale = new TraceScale(Trace(1_000, Step(1_000, 0)));

        var (left, width) = scale.Of(Step(1_000, 0));

        Assert.True(width > 0);
        Assert.Equal(100, left + width, 6);
    }

    [Fact]
    public void Bar_OfAStepThatOutlastsTheTotal_MakesTheAxisLonger() => Assert.Equal((50, 50), new TraceScale(Trace(1_000, Step(1_000, 1_000))).Of(Step(1_000, 1_000)));

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(0.04, "0 ms")]
    [InlineData(0.4, "0.4 ms")]
    [InlineData(3, "3 ms")]
    [InlineData(411.6, "412 ms")]
    [InlineData(1_380, "1.38 s")]
    public void Took_OfMilliseconds_SaysWhatMatters(double ms, string expected) => Assert.Equal(expected, TraceText.Took(ms));

    private static TraceStep Step(double start, double ms) => new("call", "Ask", start, ms, 0, [], null);

    private static TraceView Trace(double total, params TraceStep[] steps) => new(Guid.Empty, Guid.Empty, null!, default, total, "", null, new() { Steps = steps });
}
