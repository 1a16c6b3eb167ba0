using AssistantStudio.Core.Agents;
using Xunit;

namespace AssistantStudio.Tests.Core.Agents;

public sealed class ToolArgumentsTests
{
    [Theory]
    [InlineData(null, "{}")]
    [InlineData("", "{}")]
    [InlineData(" \n", "{}")]
    [InlineData("null", "{}")]
    [InlineData("\"\"", "{}")]
    [InlineData("{\"a\": 1}", "{\"a\": 1}")]
    [InlineData("\uFEFF{\"a\": 1}\n", "{\"a\": 1}")]
    [InlineData("```json\n{\"a\": 1}\n```", "{\"a\": 1}")]
    [InlineData("```{\"a\": 1}```", "{\"a\": 1}")]
    [InlineData("``` json {\"a\": 1} ```", "{\"a\": 1}")]
    [InlineData("```\n```", "{}")]
    [InlineData("\"{\\\"a\\\": 1}\"", "{\"a\": 1}")]
    [InlineData("{\"a\": [1, 2,],} // done", "{\"a\": [1, 2,],}")]
    public void Read_WhatModelsSend_GivesAnObject(string? json, string expected)
    {
        var (arguments, problem) = ToolArguments.Read(json);

        Assert.Null(problem);
        Assert.Equal(expected, arguments!.Value.GetRawText());
    }

    [Theory]
    [InlineData("{\"a\": 1")]
    [InlineData("{\"a\": \"two")]
    [InlineData("{\"a\": 1}{\"b\": 2}")]
    [InlineData("{\"a\": 1, \"a\": 2}")]
    [InlineData("```json\n{\"a\": ")]
    [InlineData("I would search for it.")]
    [InlineData("\"{\\\"a\\\": \"")]
    [InlineData("{'a': 1}")]
    public void Read_HalfOrNoJson_IsAProblem(string json)
    {
        var (arguments, problem) = ToolArguments.Read(json);

        Assert.Null(arguments);
        Assert.StartsWith("The arguments are not one whole JSON object (line ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("12")]
    [InlineData("true")]
    [InlineData("\"12\"")]
    public void Read_AnotherKindOfValue_AsksForAnObject(string json)
    {
        var (arguments, problem) = ToolArguments.Read(json);

        Assert.Null(arguments);
        Assert.Equal("The arguments must be one JSON object, such as {\"name\": \"value\"}.", problem);
    }

    [Fact]
    public void Read_TooLongOrTooDeepOrHalfOfACharacter_IsAProblem()
    {
        Assert.Contains("at most 100,000", ToolArguments.Read("{\"a\": \"" + new string('x', ToolLimits.ArgumentsLength) + "\"}").Problem, StringComparison.Ordinal);
        Assert.NotNull(ToolArguments.Read(new string('[', 5_000)).Problem);
        Assert.NotNull(ToolArguments.Read("\"\\ud800\"").Problem);
    }
}
