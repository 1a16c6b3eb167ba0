using System.Text.Json;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Prompts.Templates;
using AssistantStudio.Core.Shared;
using Xunit;

namespace AssistantStudio.Tests.Core.Prompts;

public sealed class PromptValuesTests
{
    private static readonly Dictionary<string, EnvironmentValue> s_environment = new()
    {
        ["SUPPORT_HOURS"] = new("9 to 5", false),
        ["CRM_TOKEN"] = new(null, true),
    };

    [Theory]
    [InlineData(PromptVariableType.String, "\"x\"", "x")]
    [InlineData(PromptVariableType.String, "12.50", "12.50")]
    [InlineData(PromptVariableType.Number, "12.50", "12.5")]
    [InlineData(PromptVariableType.Number, "\" 1e3 \"", "1000")]
    [InlineData(PromptVariableType.Boolean, "true", "true")]
    [InlineData(PromptVariableType.Boolean, "\"False\"", "false")]
    [InlineData(PromptVariableType.Date, "\"2026-03-05\"", "2026-03-05")]
    [InlineData(PromptVariableType.Date, "\"2026-03-05T01:30:00+02:00\"", "2026-03-04 23:30")]
    [InlineData(PromptVariableType.Enum, "\"gold\"", "gold")]
    [InlineData(PromptVariableType.List, "[\"a\", 2, true]", "a, 2, true")]
    [InlineData(PromptVariableType.List, "\"a\\n\\n b \"", "a, b")]
    public void Bind_GivenValue_HasItsType(PromptVariableType type, string json, string text)
    {
        var bound = Bind(Variable(type), json);

        Assert.Empty(bound.Errors);
        Assert.Equal(text, bound.Values["v"].Text);
    }

    [Theory]
    [InlineData(PromptVariableType.String, "{}", "one value")]
    [InlineData(PromptVariableType.Number, "\"twelve\"", "a number")]
    [InlineData(PromptVariableType.Number, "\"1e400\"", "a number")]
    [InlineData(PromptVariableType.Boolean, "1", "true or false")]
    [InlineData(PromptVariableType.Date, "\"tomorrow\"", "a date")]
    [InlineData(PromptVariableType.Date, "\"12\"", "a date")]
    [InlineData(PromptVariableType.Enum, "\"Gold\"", "gold, silver")]
    [InlineData(PromptVariableType.List, "[{}]", "a list of texts")]
    [InlineData(PromptVariableType.List, "[null]", "a list of texts")]
    public void Bind_WrongValue_IsAnErrorThatNamesTheVariable(PromptVariableType type, string json, string message)
    {
        var error = Assert.Single(Bind(Variable(type), json).Errors);

        Assert.Equal("v", error.Key);
        Assert.Contains("variable v", error.Value, StringComparison.Ordinal);
        Assert.Contains(message, error.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PromptVariableType.String)]
    [InlineData(PromptVariableType.Number)]
    [InlineData(PromptVariableType.List)]
    public void Bind_NothingGiven_TakesTheDefaultOrNothingOrNamesTheRequired(PromptVariableType type)
    {
        foreach (var json in new[] { null, "null", "\"\"" })
        {
            Assert.Equal(TemplateValue.Nothing.Text, Bind(Variable(type), json).Values["v"].Text);
            Assert.Equal("The variable v is required.", Bind(Variable(type) with { Required = true }, json).Errors["v"]);
        }

        Assert.Equal("7", Bind(Variable(type) with { Required = true, Default = "7" }, null).Values["v"].Text);
    }

    [Fact]
    public void Bind_EnvironmentVariable_IsReadAndASecretNever()
    {
        var variable = Variable(PromptVariableType.Environment) with { Required = true };

        Assert.Equal("9 to 5", Bind(variable with { EnvironmentName = "SUPPORT_HOURS" }, "\"from outside\"").Values["v"].Text);
        Assert.Contains("secret", Bind(variable with { EnvironmentName = "CRM_TOKEN", Default = "x" }, null).Errors["v"], StringComparison.Ordinal);
        Assert.Contains("has no OTHER", Bind(variable with { EnvironmentName = "OTHER" }, null).Errors["v"], StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_TooLong_IsRefused()
    {
        var text = JsonSerializer.Serialize(new string('x', PromptLimits.VariableValueLength + 1));
        var list = JsonSerializer.Serialize(Enumerable.Repeat("x", TemplateLimits.ListItems + 1));

        Assert.Contains("at most", Bind(Variable(PromptVariableType.String), text).Errors["v"], StringComparison.Ordinal);
        Assert.Contains("at most", Bind(Variable(PromptVariableType.List), list).Errors["v"], StringComparison.Ordinal);
    }

    [Fact]
    public void Check_WrongDefinitions_NamesTheFields()
    {
        var errors = new Validator();
        PromptVariable.Check(
            [
                Variable(PromptVariableType.String), Variable(PromptVariableType.String), Variable(PromptVariableType.String) with { Name = "loop" },
                Variable(PromptVariableType.String) with { Name = "1st" }, Variable(PromptVariableType.Enum) with { Name = "e", Options = [] },
                Variable(PromptVariableType.Number) with { Name = "n", Default = "many" }, Variable(PromptVariableType.Environment) with { Name = "x" },
            ],
            "variables", errors);

        var thrown = Assert.Throws<ValidationException>(errors.ThrowIfAny);
        Assert.Equal(
            ["variables[1].name", "variables[2].name", "variables[3].name", "variables[4].options", "variables[5].default", "variables[6].environmentName"],
            thrown.Errors.Keys.Order());
    }

    private static PromptVariable Variable(PromptVariableType type) => new() { Name = "v", Type = type, Options = ["gold", "silver"] };

    private static BoundValues Bind(PromptVariable variable, string? json) => PromptValues.Bind(
        [variable], json is null ? new Dictionary<string, JsonElement>() : new Dictionary<string, JsonElement> { ["v"] = JsonSerializer.Deserialize<JsonElement>(json) }, s_environment);
}
