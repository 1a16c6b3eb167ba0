using AssistantStudio.Web.Components.Jobs;
using Xunit;

namespace AssistantStudio.Tests.Components.Jobs;

public sealed class ScheduleTextTests
{
    [Theory]
    [InlineData(null, "Only when somebody starts it")]
    [InlineData("", "Only when somebody starts it")]
    [InlineData("15 2 * * *", "Every day at 02:15")]
    [InlineData("0 6 * * 1", "Every Monday at 06:00")]
    [InlineData("0 6 * * 7", "Every Sunday at 06:00")]
    [InlineData("30 18 * * fri", "Every Friday at 18:30")]
    [InlineData("30 8 * * 1-5", "Monday to Friday at 08:30")]
    [InlineData("0 0 1 * *", "On day 1 of each month at 00:00")]
    [InlineData("0 * * * *", "Every hour")]
    [InlineData("5 * * * *", "Every hour, 5 min past")]
    [InlineData("0 */4 * * *", "Every 4 hours")]
    [InlineData("*/10 * * * *", "Every 10 minutes")]
    [InlineData("* * * * *", "Every minute")]
    [InlineData("0 6 1 1 *", "By the cron expression 0 6 1 1 *")]
    [InlineData("0 6 13 * 5", "By the cron expression 0 6 13 * 5")]
    [InlineData("not cron", "By the cron expression not cron")]
    public void Describe_Cron_IsASentence(string? cron, string sentence) => Assert.Equal(sentence, CronText.Describe(cron));

    [Theory]
    [InlineData("", ScheduleKind.Never)]
    [InlineData("15 * * * *", ScheduleKind.Hourly)]
    [InlineData("15 2 * * *", ScheduleKind.Daily)]
    [InlineData("15 2 * * 3", ScheduleKind.Weekly)]
    [InlineData("15 2 28 * *", ScheduleKind.Monthly)]
    [InlineData("15 2 31 * *", ScheduleKind.Cron)]
    [InlineData("15 2 * * 1-5", ScheduleKind.Cron)]
    [InlineData("15 2 * 3 *", ScheduleKind.Cron)]
    [InlineData("*/5 * * * *", ScheduleKind.Cron)]
    public void Draft_OfASchedule_GivesTheSameBack(string cron, object kind)
    {
        var draft = ScheduleDraft.Of(cron);

        Assert.Equal((kind, cron), (draft.Kind, draft.ToCron()));
    }

    [Fact]
    public void Parameters_ChangedOne_KeepTheOthers()
    {
        var draft = new ParameterDraft("""{"keep":7,"name":"x","on":false}""");

        draft.Set("keep", 9m);
        draft.Set("on", true);

        Assert.Equal("""{"keep":9,"name":"x","on":true}""", draft.Json);
        Assert.Equal((9m, "x", true), (draft.Number("keep"), draft.Text("name"), draft.Flag("on")));
    }
}
