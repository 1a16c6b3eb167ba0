using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Extraction.Records;

public sealed class RecordDateTests
{
    [Theory]
    [InlineData("2026-11-20T10:44:51.887+0100", "2026-11-20T10:44:51.8870000+01:00")]
    [InlineData("2026-11-20T10:44:51.887-0530", "2026-11-20T10:44:51.8870000-05:30")]
    [InlineData("2026-11-20T10:44:51Z", "2026-11-20T10:44:51.0000000+00:00")]
    [InlineData("2026-11-20T10:44:51+01:00", "2026-11-20T10:44:51.0000000+01:00")]
    [InlineData("2026-11-20", "2026-11-20T00:00:00.0000000+00:00")]
    [InlineData("soon", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Parse_Dates_OfOtherSystems(string? text, string? expected) =>
        Assert.Equal(expected, RecordDate.Parse(text)?.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
}
