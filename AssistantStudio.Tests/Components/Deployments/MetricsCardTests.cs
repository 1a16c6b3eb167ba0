using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Deployments;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Deployments;

public sealed class MetricsCardTests : DeploymentScreensTest
{
    [Fact]
    public async Task Card_OfWhatNobodyAsked_SaysSo()
    {
        var id = (await StateAsync()).Current!.Id;

        var card = Render<MetricsCard>(p => p.Add(m => m.DeploymentId, id));

        Assert.Contains("Nobody asked it anything in this time.", Text(card, ".tile-empty"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_OfWhatWasAsked_CountsAndDrawsIt()
    {
        var (book, row) = (Scene.Studio.Get<TrafficBook>(), (await StateAsync()).Current!);
        for (var i = 0; i < 10; i++)
        {
            book.Note(Access.OrganizationId, row.Id, TimeSpan.FromMilliseconds(400), failed: i == 0, tokens: 100);
        }

        book.NoteRejected(Access.OrganizationId, row.Id);

        var card = Render<MetricsCard>(p => p.Add(m => m.DeploymentId, row.Id));

        card.WaitForElement(".kpis");
        Assert.Equal(["10", "1", "1,000"], card.FindAll(".kpi .v:not(.metrics-time)").Select(v => v.TextContent));
        Assert.Equal("1 more refused", card.Find(".kpi .d").TextContent);
        Assert.Equal(3, card.FindAll("svg rect").Count);
        await PressAsync(card, "1 hour");
        Assert.Equal("1 hour", card.Find(".metrics-range .on").TextContent.Trim());
        Assert.Contains("a minute at most", card.Find("svg.chart").GetAttribute("aria-label"), StringComparison.Ordinal);
    }
}
