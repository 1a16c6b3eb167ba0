using System.Text.Json;
using AssistantStudio.Core.Agents;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Agents;

public sealed class BuiltInToolTests
{
    [Theory]
    [InlineData("2 + 3 * 4", "14")]
    [InlineData("(2 + 3) * 4", "20")]
    [InlineData("10 - 4 - 3", "3")]
    [InlineData("0.1 + 0.2", "0.3")]
    [InlineData("1249.90 * 19%", "237.481")]
    [InlineData("19% + 3", "3.19")]
    [InlineData("50%%", "0.005")]
    [InlineData("10 % 3", "1")]
    [InlineData("-7 % 3", "-1")]
    [InlineData("2^3^2", "512")]
    [InlineData("2**10", "1024")]
    [InlineData("-2^2", "-4")]
    [InlineData("(-2)^2", "4")]
    [InlineData("2^-2", "0.25")]
    [InlineData("(-1)^1001", "-1")]
    [InlineData("0^0", "1")]
    [InlineData("1.1^10", "2.5937424601")]
    [InlineData("2^0.5 * 2^0.5", "2 (rounded)")]
    [InlineData("9^0.5", "3")]
    [InlineData("8^(1/3)", "2 (rounded)")]
    [InlineData("--3", "3")]
    [InlineData("3 × 4 ÷ 2 − 1", "5")]
    [InlineData("1 / 4", "0.25")]
    [InlineData("1 / 3", "0.3333333333333333333333333333 (rounded)")]
    [InlineData("0 / 5", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("1e3 + 2.5E-3", "1000.0025")]
    [InlineData(".5 * 2", "1")]
    [InlineData("sqrt(2.25)", "1.5")]
    [InlineData("sqrt(1e-20)", "0.0000000001")]
    [InlineData("sqrt(2)", "1.4142135623730950488016887242 (rounded)")]
    [InlineData("round(2.5)", "3")]
    [InlineData("round(-2.5)", "-3")]
    [InlineData("round(2.345, 2)", "2.35")]
    [InlineData("floor(-1.5) + ceil(1.2) + abs(-3)", "3")]
    [InlineData("MAX(1, 2.50, 2) + min(4, -1)", "1.5")]
    [InlineData("sum(1, 2, 3.5) / avg(1, 2)", "4.3333333333333333333333333333 (rounded)")]
    [InlineData("9999999999999999999999999999 + 0.5", "10000000000000000000000000000 (rounded)")]
    [InlineData("7000000000000000000000000000 + 0.5", "7000000000000000000000000000.5")]
    [InlineData("9999999999999999999999999999 + 0.25", "9999999999999999999999999999 (rounded)")]
    [InlineData("1.00000000000001 * 1.000000000000003", "1.000000000000013 (rounded)")]
    public async Task Calculator_Expression_GivesExactDecimalsOrSaysThatItRounded(string expression, string result)
    {
        Assert.Equal($"{expression} = {result}", await CalculateAsync(expression));
    }

    [Theory]
    [InlineData("1 / 0", "Division by zero has no result.")]
    [InlineData("1 % (2 - 2)", "Division by zero has no result.")]
    [InlineData("0^-1", "Division by zero has no result.")]
    [InlineData("10^29", "A number on the way is too large to calculate with: at most about 7.9 × 10^28 is possible.")]
    [InlineData("2^100000000000", "A number on the way is too large to calculate with: at most about 7.9 × 10^28 is possible.")]
    [InlineData("1e-20 * 1e-20", "A number on the way is too small to calculate with: it would have more than 28 decimal places.")]
    [InlineData("0.5^1000", "A number on the way is too small to calculate with: it would have more than 28 decimal places.")]
    [InlineData("sqrt(-1)", "A negative number has no square root.")]
    [InlineData("1,000 * 2", "The comma at position 2 does not belong there. Write 1234.5, without thousands separators and with a decimal point.")]
    [InlineData("sin(1)", "There is no function “sin”. There are: abs, avg, ceil, floor, max, min, round, sqrt, sum.")]
    [InlineData("max()", "max() needs a number.")]
    [InlineData("sqrt(1, 2)", "sqrt() takes one number; got 2.")]
    [InlineData("round(1, 1.5)", "round() takes a whole number of places from 0 to 28.")]
    [InlineData("(1 + 2", "“)” is missing at the end.")]
    [InlineData("1 +", "The expression ends where a number is expected.")]
    [InlineData("2 3", "“3” is not possible at position 3.")]
    [InlineData("1 + $2", "“$” is not possible at position 5.")]
    [InlineData("1.2.3", "“.” is not possible at position 4.")]
    [InlineData(".", "The expression ends where a number is expected.")]
    [InlineData("System.IO.File.Delete(1)", "There is no function “System”. There are: abs, avg, ceil, floor, max, min, round, sqrt, sum.")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335 has more digits than can be calculated with (28).")]
    [InlineData("1e-40", "1e-40 has more digits than can be calculated with (28).")]
    public async Task Calculator_WhatCannotBeCalculated_SaysWhy(string expression, string problem)
    {
        var e = await Assert.ThrowsAsync<ValidationException>(() => CalculateAsync(expression));

        Assert.Equal(problem, e.Message);
    }

    [Theory]
    [InlineData('(')]
    [InlineData('-')]
    public async Task Calculator_DeeplyNested_SaysSo(char mark)
    {
        var e = await Assert.ThrowsAsync<ValidationException>(() => CalculateAsync(new string(mark, ToolLimits.ExpressionLength)));

        Assert.Equal("Parentheses, signs and powers are nested more than 50 deep.", e.Message);
        Assert.Equal($"{new string('(', 40)}1{new string(')', 40)} = 1", await CalculateAsync($"{new string('(', 40)}1{new string(')', 40)}"));
    }

    [Fact]
    public async Task CurrentTime_NoZone_IsUtc()
    {
        Assert.Equal(
            """
            Wednesday, 4 March 2026, 09:30:00
            Time zone: UTC (UTC+00:00)
            ISO 8601: 2026-03-04T09:30:00+00:00
            ISO week: 2026-W10
            """, await TimeAsync("{}"));
    }

    [Theory]
    [InlineData("Europe/Berlin", "Wednesday, 4 March 2026, 10:30:00\nTime zone: Europe/Berlin (UTC+01:00)\nISO 8601: 2026-03-04T10:30:00+01:00\nISO week: 2026-W10")]
    [InlineData("America/St_Johns", "Wednesday, 4 March 2026, 06:00:00\nTime zone: America/St_Johns (UTC-03:30)\nISO 8601: 2026-03-04T06:00:00-03:30\nISO week: 2026-W10")]
    public async Task CurrentTime_Zone_TellsItsTime(string zone, string text) => Assert.Equal(text, await TimeAsync($$"""{"time_zone":"{{zone}}"}"""));

    [Fact]
    public async Task CurrentTime_FirstDaysOfAYear_BelongToTheIsoWeekOfTheYearBefore()
    {
        var clock = new TestClock();
        clock.Advance(new DateTime(2027, 1, 2) - clock.Now);

        Assert.EndsWith("ISO week: 2026-W53", await TimeAsync("{}", clock), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Berlin", "Europe/Berlin")]
    [InlineData("new york", "America/New_York")]
    [InlineData("Europe/Bellin", "Europe/Berlin")]
    [InlineData("Europe/Londen", "Europe/London")]
    public async Task CurrentTime_UnknownZone_NamesNearOnes(string zone, string near)
    {
        var e = await Assert.ThrowsAsync<ValidationException>(() => TimeAsync($$"""{"time_zone":"{{zone}}"}"""));

        Assert.StartsWith($"There is no time zone “{zone}”. Near to it are: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(near, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Middle-earth/Shire")]
    [InlineData("../../../etc/passwd")]
    [InlineData("x")]
    public async Task CurrentTime_NothingNear_SaysHowNamesLook(string zone)
    {
        var e = await Assert.ThrowsAsync<ValidationException>(() => TimeAsync($$"""{"time_zone":"{{zone}}"}"""));

        Assert.Equal($"There is no time zone “{zone}”. Use a name such as Europe/Berlin, America/New_York or UTC.", e.Message);
    }

    private static Task<string> CalculateAsync(string expression) => RunAsync(new CalculatorTool(), JsonSerializer.SerializeToElement(new { expression }));

    private static Task<string> TimeAsync(string arguments, TestClock? clock = null) => RunAsync(new CurrentTimeTool(clock ?? new()), JsonElement.Parse(arguments));

    private static async Task<string> RunAsync(IAssistantTool tool, JsonElement arguments)
    {
        Assert.Empty(ArgumentSchema.Check(tool.Definition.Schema, arguments));
        var setting = new ToolSetting(new(), Guid.Empty, Guid.Empty, Guid.Empty);
        return (await tool.RunAsync(new("1", tool.Definition, arguments, setting), CancellationToken.None)).Text;
    }
}
