using AssistantStudio.Core.Shared;
using Xunit;

namespace AssistantStudio.Tests.Core.Shared;

/// <summary>Run with TZ=Asia/Tokyo the first one shows what it is for; in UTC both ways give the same.</summary>
public sealed class UtcTimeTests
{
    [Fact]
    public void Of_TimeWithoutAZone_IsMeantInUtc()
    {
        var time = UtcTime.Of(new DateTime(2026, 3, 4, 0, 0, 0, DateTimeKind.Unspecified));

        Assert.Equal((new DateTime(2026, 3, 4, 0, 0, 0, DateTimeKind.Utc), DateTimeKind.Utc), (time, time.Kind));
    }

    [Fact]
    public void Of_UtcTime_StaysAsItIs()
    {
        var time = new DateTime(2026, 3, 4, 9, 30, 0, DateTimeKind.Utc);

        Assert.Equal(time, UtcTime.Of(time));
    }
}
