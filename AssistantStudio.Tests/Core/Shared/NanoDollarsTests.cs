using System.Globalization;
using AssistantStudio.Core.Shared;
using Xunit;

namespace AssistantStudio.Tests.Core.Shared;

public sealed class NanoDollarsTests
{
    [Theory]
    [InlineData("0", 0L, 0L)]
    [InlineData("0.5", 500_000_000L, 500_000_000L)]
    [InlineData("-0.000000001", -1L, -1L)]
    [InlineData("0.0000000005", 1L, null)]
    [InlineData("-0.0000000005", -1L, null)]
    [InlineData("0.0000000004", 0L, null)]
    [InlineData("9223372036.854775807", long.MaxValue, long.MaxValue)]
    [InlineData("9223372036.8547758074", null, null)]
    [InlineData("-9223372036.854775807", -long.MaxValue, -long.MaxValue)]
    [InlineData("9223372036.854775808", null, null)]
    [InlineData("79228162514264337593543950335", null, null)]
    public void Read_OfDollars_IsRoundedOrExactOrTooMuch(string text, long? rounded, long? exact)
    {
        var dollars = decimal.Parse(text, CultureInfo.InvariantCulture);

        Assert.Equal((rounded, exact), (NanoDollars.Round(dollars), NanoDollars.Exact(dollars)));
    }

    [Theory]
    [InlineData(0L, "0")]
    [InlineData(1L, "0.000000001")]
    [InlineData(-12_500_000_000L, "-12.5")]
    [InlineData(long.MaxValue, "9223372036.854775807")]
    public void ToText_OfAnAmount_IsReadBackAsTheSame(long nano, string text)
    {
        Assert.Equal(text, NanoDollars.ToText(nano));
        Assert.Equal(nano, NanoDollars.Exact(decimal.Parse(text, CultureInfo.InvariantCulture)));
    }
}
