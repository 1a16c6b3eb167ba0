using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Deployments;
using Xunit;

namespace AssistantStudio.Tests.Components.Deployments;

public sealed class CanaryTextTests
{
    [Theory]
    [InlineData(null, false, "There is too little to compare yet.")]
    [InlineData(0.4, false, "2 of 60 against 1 of 540. No worse than chance explains.")]
    [InlineData(0.002, true, "2 of 60 against 1 of 540. So much comes once in 500 times by chance: it is worse.")]
    [InlineData(1e-12, true, "2 of 60 against 1 of 540. So much comes less than once in 10,000 times by chance: it is worse.")]
    public void Of_AFinding_SaysItWithoutStatistics(double? p, bool isWorse, string text) =>
        Assert.Equal(text, CanaryText.Of(new CanaryFinding("Errors", "2 of 60", "1 of 540", p, isWorse)));

    [Theory]
    [InlineData(20, 500, "When the canary has given 50 answers; it has given 20.", 20, 50)]
    [InlineData(60, 30, "When version 1 has given 50 answers, too; it has given 30.", 30, 50)]
    [InlineData(60, 500, "In a few seconds.", 50, 50)]
    public void Next_OfACanary_SaysWhatIsWaitedFor(long seen, long stable, string text, long done, long all)
    {
        var view = new CanaryView(Row(2), Row(1), 10, new() { MinimumSample = 50 }, Sample(seen), Sample(stable), 50, null, null, null, default);

        Assert.Equal(text, CanaryText.Next(view));
        Assert.Equal((done, all), CanaryText.Until(view));
    }

    [Fact]
    public void Of_ARule_SaysWhatTakesItBack()
    {
        Assert.Equal("Taken back by itself when it fails more often or is rated worse; by mistake in at most 0.5% of rollouts. Compared from 50 answers on.", CanaryText.Of(new CanaryRule { ByTime = false, FalseRevertPercent = 0.5 }));
        Assert.Equal("It is never taken back by itself.", CanaryText.Of(new CanaryRule { ByErrors = false, ByTime = false, ByRating = false }));
    }

    private static CanarySample Sample(long requests) => new(requests, 0, 0, 0, []);

    private static DeploymentRow Row(int version) => new(
        Guid.NewGuid(), Guid.NewGuid(), "Returns desk", StudioEnvironment.Production, version, "", DeploymentKind.Deploy, DeploymentStatus.Active, version == 1, null, "", "", "", null, default, default, null, null, version == 2, null);
}
