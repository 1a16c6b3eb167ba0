using System.Text.Json;
using AssistantStudio.Core.Agents;
using Xunit;

namespace AssistantStudio.Tests.Core.Agents;

public sealed class ArgumentSchemaTests
{
    private const string Days = """{"type":"object","properties":{"days":{"type":"integer","minimum":1,"maximum":30}},"required":["days"],"additionalProperties":false}""";

    [Theory]
    [InlineData("""{"days": 1}""")]
    [InlineData("""{"days": 30.0}""")]
    [InlineData("""{"days": 3e1}""")]
    public void Check_WhatFits_GivesNothing(string value) => Assert.Empty(Check(Days, value));

    [Theory]
    [InlineData("""{"days": "two"}""", "days: must be a whole number from 1 to 30; got \"two\"")]
    [InlineData("""{"days": 31}""", "days: must be a whole number from 1 to 30; got 31")]
    [InlineData("""{"days": 1.5}""", "days: must be a whole number from 1 to 30; got 1.5")]
    [InlineData("""{"days": null}""", "days: must be a whole number from 1 to 30; got null")]
    [InlineData("""{"days": [1]}""", "days: must be a whole number from 1 to 30; got a list of 1 item")]
    [InlineData("""{"days": 1e999}""", "days: must be a whole number from 1 to 30; got 1e999")]
    [InlineData("{}", "days: is missing; it must be a whole number from 1 to 30")]
    [InlineData("[]", "arguments: must be an object; got a list of 0 items")]
    [InlineData("""{"days": 2, "hours": 1}""", "hours: is not known; possible are days")]
    [InlineData("""{"days": 2, "odd name": 1}""", "[\"odd name\"]: is not known; possible are days")]
    public void Check_WhatDoesNotFit_SaysWhereAndWhat(string value, string problem) => Assert.Equal([problem], Check(Days, value));

    [Theory]
    [InlineData("""{"type":["string","null"],"maxLength":2}""", "null", null)]
    [InlineData("""{"type":["string","null"],"maxLength":2}""", "\"😀😀\"", null)]
    [InlineData("""{"type":["string","null"],"maxLength":2}""", "\"abc\"", "must be a text of at most 2 characters; got 3")]
    [InlineData("""{"type":["string","null"]}""", "3", "must be a text or null; got 3")]
    [InlineData("""{"type":"string","minLength":2,"maxLength":2}""", "\"a\"", "must be a text of 2 characters; got 1")]
    [InlineData("""{"type":"string","pattern":"^[A-Z]{2}$"}""", "\"DE\"", null)]
    [InlineData("""{"type":"string","pattern":"^[A-Z]{2}$"}""", "\"de\"", "must match the pattern ^[A-Z]{2}$; got \"de\"")]
    [InlineData("""{"type":"string","pattern":"(a+)+$"}""", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"", "must match the pattern (a+)+$; got \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…\"")]
    [InlineData("""{"type":"string","pattern":"("}""", "\"a\"", "cannot be checked: the pattern in the tool's own schema is not possible here")]
    [InlineData("""{"type":"string","pattern":"^(a{1000}){1000}$"}""", "\"a\"", "cannot be checked: the pattern in the tool's own schema is not possible here")]
    [InlineData("""{"type":"string","pattern":"(?=a)a"}""", "\"a\"", "cannot be checked: the pattern in the tool's own schema is not possible here")]
    [InlineData("""{"enum":["asc","desc"]}""", "\"up\"", "must be one of \"asc\", \"desc\"; got \"up\"")]
    [InlineData("""{"enum":[1,null]}""", "1.0", null)]
    [InlineData("""{"const":{"a":1}}""", """{"a":1.0}""", null)]
    [InlineData("""{"const":"x"}""", "\"y\"", "must be \"x\"; got \"y\"")]
    [InlineData("""{"type":"number","exclusiveMinimum":0}""", "0", "must be a number greater than 0; got 0")]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}""", "0.5", null)]
    [InlineData("""{"type":"number","minimum":0,"exclusiveMaximum":1}""", "1", "must be a number of at least 0 and less than 1; got 1")]
    [InlineData("""{"maximum":5}""", "6", "must be a number of at most 5; got 6")]
    [InlineData("""{"type":"boolean"}""", "\"true\"", "must be true or false; got \"true\"")]
    [InlineData("""{"type":"array","minItems":1,"maxItems":2}""", "[]", "must be a list of 1 to 2 items; got 0")]
    [InlineData("""{"type":"array","uniqueItems":true}""", """[{"a":1,"b":2},{"b":2.0,"a":1}]""", "must not have the same item twice")]
    [InlineData("""{"type":"array","uniqueItems":true}""", """["1",1,null,"null",[],{}]""", null)]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"boolean"}]}""", "\"a\"", "must be a whole number or true or false; got \"a\"")]
    [InlineData("""{"anyOf":[{"type":"integer","minimum":5},{"type":"string"}]}""", "3", "must be a whole number of at least 5; got 3")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"number"}]}""", "1", "fits 2 of the 2 possible forms at once, and must fit one only")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"number"}]}""", "1.5", null)]
    [InlineData("""{"allOf":[{"type":"integer"},{"maximum":3}]}""", "4", "must be a number of at most 3; got 4")]
    [InlineData("""{"format":"date","$comment":"unknown","type":"date"}""", "4", null)]
    [InlineData("true", "4", null)]
    [InlineData("false", "4", "must not be there")]
    public void Check_EachKeyword_HoldsOrSaysWhy(string schema, string value, string? problem) =>
        Assert.Equal(problem is null ? [] : [$"v: {problem}"], Check($$$"""{"properties":{"v":{{{schema}}}}}""", $$"""{"v":{{value}}}"""));

    [Fact]
    public void Check_WithinListsAndObjects_TellsThePath()
    {
        var schema = """
            {"type":"object","properties":{"items":{"type":"array","items":{"type":"object","required":["sku"],
             "properties":{"sku":{"type":"string"},"tags":{"type":"array","items":{"type":"string"}}}}}},"additionalProperties":{"type":"number"}}
            """;

        Assert.Equal(
            ["items[0].tags[1]: must be a text; got 5", "items[1].sku: is missing; it must be a text", "extra: must be a number; got true"],
            Check(schema, """{"items":[{"sku":"a","tags":["x",5]},{}],"extra":true}"""));
    }

    [Fact]
    public void Check_AnAlternativeOfTheRightKind_TellsWhatIsWrongWithIt()
    {
        var schema = """
            {"oneOf":[{"type":"object","required":["id"],"properties":{"id":{"type":"integer"}}},{"type":"object","required":["from","to"]}]}
            """;

        Assert.Equal(["id: must be a whole number; got \"7\""], Check(schema, """{"id":"7"}"""));
    }

    [Fact]
    public void Check_NoValueAtAll_IsAProblem() => Assert.Equal(["arguments: are missing"], ArgumentSchema.Check(JsonElement.Parse("{}"), default));

    [Fact]
    public void Check_ManyMistakes_NamesTen()
    {
        var value = $$"""{"v":[{{string.Join(',', Enumerable.Repeat("1", 500))}}]}""";

        Assert.Equal(ToolLimits.MostProblems, Check("""{"properties":{"v":{"items":{"type":"string"}}}}""", value).Count);
    }

    [Theory]
    [InlineData("""{"v":"\ud800"}""")]
    [InlineData("""{"\udc00":1}""")]
    [InlineData("""{"v":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}""")]
    public void Check_HalfOfACharacterOrTooDeep_IsAProblem(string value) =>
        Assert.Equal(["arguments: are nested more than 32 deep, or hold half of a character"], Check("{}", value));

    [Fact]
    public void Check_SchemaThatIsNestedTooDeep_Stops()
    {
        var schema = "{}";
        for (var i = 0; i < 28; i++)
        {
            schema = $$$"""{"allOf":[{"anyOf":[{{{schema}}}]}]}""";
        }

        Assert.Equal(["arguments: is nested too deep"], ArgumentSchema.Check(JsonElement.Parse(schema, new() { MaxDepth = 500 }), JsonElement.Parse("1")));
    }

    private static IReadOnlyList<string> Check(string schema, string value) => ArgumentSchema.Check(JsonElement.Parse(schema), JsonElement.Parse(value));
}
