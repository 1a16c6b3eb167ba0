using System.Globalization;
using AssistantStudio.Web.Shell;
using Xunit;

namespace AssistantStudio.Tests.Components.Shell;

public sealed class FormatTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 2, 0, TimeSpan.FromHours(1));

    public FormatTests() => CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

    [Theory]
    [InlineData(null, "–")]
    [InlineData(0L, "0")]
    [InlineData(4817L, "4,817")]
    [InlineData(-4817L, "−4,817")]
    [InlineData(long.MinValue, "−9,223,372,036,854,775,808")]
    public void Number_Any_HasThousandsAndTrueMinus(long? value, string expected) => Assert.Equal(expected, Format.Number(value));

    [Theory]
    [InlineData(null, "–")]
    [InlineData(double.NaN, "–")]
    [InlineData(0.834, "83.4%")]
    [InlineData(1.0, "100%")]
    [InlineData(0.0, "0%")]
    [InlineData(-0.011, "−1.1%")]
    [InlineData(-0.00001, "0%")]
    public void Percent_Share_HasOneDecimalAtMost(double? share, string expected) => Assert.Equal(expected, Format.Percent(share));

    [Theory]
    [InlineData(null, "–")]
    [InlineData(double.NaN, "–")]
    [InlineData(1.0, "1.000")]
    [InlineData(0.8344, "0.834")]
    [InlineData(-0.12, "−0.120")]
    [InlineData(-0.0004, "0.000")]
    public void Thousandths_Any_NothingHasNoSign(double? value, string expected) => Assert.Equal(expected, Format.Thousandths(value));

    [Theory]
    [InlineData(null, "unpriced")]
    [InlineData(0L, "$0.00")]
    [InlineData(1L, "<$0.000001")]
    [InlineData(9_488_000L, "$0.009488")]
    [InlineData(9_999_999L, "$0.010000")]
    [InlineData(10_000_000L, "$0.01")]
    [InlineData(149_610_000_000L, "$149.61")]
    [InlineData(-1_234_500_000_000L, "−$1,234.50")]
    public void Money_NanoDollars_ShowsWhatIsKnown(long? nanos, string expected) => Assert.Equal(expected, Format.Money(nanos));

    [Theory]
    [InlineData(null, "–")]
    [InlineData(9_999L, "9,999")]
    [InlineData(12_400L, "12.4 k")]
    [InlineData(999_949L, "999.9 k")]
    [InlineData(999_950L, "1.00 M")]
    [InlineData(36_310_000L, "36.31 M")]
    [InlineData(1_200_000_000L, "1.20 G")]
    public void Tokens_Any_AreShort(long? tokens, string expected) => Assert.Equal(expected, Format.Tokens(tokens));

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(412, "412 ms")]
    [InlineData(999.6, "1.00 s")]
    [InlineData(1_380, "1.38 s")]
    [InlineData(42_000, "42 s")]
    [InlineData(680_000, "11 min 20 s")]
    [InlineData(3_600_000, "1 h")]
    [InlineData(11_100_000, "3 h 5 min")]
    [InlineData(187_200_000, "2 days 4 h")]
    public void Milliseconds_Any_UseTheUnitThatFits(double milliseconds, string expected) =>
        Assert.Equal(expected, Format.Milliseconds(milliseconds));

    [Theory]
    [InlineData(412L, "412 B")]
    [InlineData(1_434L, "1.4 KB")]
    [InlineData(126_701_535_232L, "118 GB")]
    public void Bytes_Any_UseTheUnitThatFits(long bytes, string expected) => Assert.Equal(expected, Format.Bytes(bytes));

    [Theory]
    [InlineData("2026-11-21T00:00:00+01:00", "00:00")]
    [InlineData("2026-11-21T09:05:00+01:00", "09:05")]
    [InlineData("2026-11-20T23:59:00+01:00", "Fri 20 Nov")]
    [InlineData("2026-11-18T10:00:00+01:00", "Wed 18 Nov")]
    [InlineData("2026-11-14T10:00:00+01:00", "14 Nov 2026")]
    [InlineData("2026-11-04T10:00:00+01:00", "4 Nov 2026")]
    public void When_LocalTime_IsAsShortAsItsAgeAllows(string time, string expected) =>
        Assert.Equal(expected, Format.When(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), Now));

    [Theory]
    [InlineData(-3, "HH:mm:ss")]
    [InlineData(-86_400, "d MMM, HH:mm:ss")]
    public void Second_Time_IsExactAndNamesAnotherDay(int seconds, string form) =>
        Assert.Equal(Now.AddSeconds(seconds).ToString(form, CultureInfo.InvariantCulture), Format.Second(Now.AddSeconds(seconds), Now));

    [Theory]
    [InlineData(10, "now")]
    [InlineData(-10, "now")]
    [InlineData(300, "in 5 min")]
    [InlineData(-10_800, "3 h ago")]
    [InlineData(-86_400, "1 day ago")]
    [InlineData(172_800, "in 2 days")]
    public void Relative_Time_SaysTheDirection(int seconds, string expected) =>
        Assert.Equal(expected, Format.Relative(Now.AddSeconds(seconds), Now));

    [Fact]
    public void Times_Unknown_AreDashes()
    {
        Assert.Equal("–", Format.When(null, Now));
        Assert.Equal("–", Format.Relative(null, Now));
        Assert.Equal("–", Format.Exact(null));
        Assert.Equal("–", Format.Second(null, Now));
        Assert.Equal("–", Format.Duration(null));
    }

    [Theory]
    [InlineData(1, "1 user")]
    [InlineData(0, "0 users")]
    [InlineData(4817, "4,817 users")]
    public void Count_Any_AgreesWithTheNumber(long count, string expected) => Assert.Equal(expected, Format.Count(count, "user"));
}
