using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Prompts.Templates;
using AssistantStudio.Web.Components.Prompts;
using Xunit;

namespace AssistantStudio.Tests.Components.Prompts;

public sealed class PromptPreviewTests
{
    private static readonly Dictionary<string, EnvironmentValue> s_environment = new() { ["COMPANY"] = new("Tarnwick", false), ["TOKEN"] = new(null, true) };

    [Fact]
    public void Of_AllValues_IsTheText()
    {
        var preview = Of("{{company}}: {{days}}", [Environment("company", "COMPANY"), new() { Name = "days", Type = PromptVariableType.Number }], ("days", "14"));

        Assert.Equal([new PreviewPart("Tarnwick: 14")], preview.Parts);
        Assert.True(preview.IsComplete);
    }

    [Fact]
    public void Of_MissingAndUndeclared_MarksBothAndKeepsTheRest()
    {
        var preview = Of("a {{one}} b {{two}}", [new() { Name = "one", Required = true }]);

        Assert.Equal([new("a "), new("", "one"), new(" b "), new("", "two")], preview.Parts);
        Assert.Equal("The variable one is required.", preview.ValueErrors["one"]);
        Assert.False(preview.IsComplete);
    }

    [Fact]
    public void Of_Secret_IsNeverText()
    {
        var preview = Of("{{token}}", [Environment("token", "TOKEN")]);

        Assert.Equal([new PreviewPart("", "token")], preview.Parts);
        Assert.Contains("is a secret", preview.ValueErrors["token"], StringComparison.Ordinal);
    }

    [Fact]
    public void Of_MarkCutByAFilter_LeavesNoSign() =>
        Assert.DoesNotContain(Of("{{ one | truncate: 3 }}", [new() { Name = "one", Required = true }]).Parts, p => p.Text.Contains('\uE000', StringComparison.Ordinal));

    [Fact]
    public void Of_BrokenTemplate_SaysWhere()
    {
        var preview = Of("{{#if x}}", []);

        Assert.Empty(preview.Parts);
        Assert.NotEmpty(preview.Errors);
    }

    [Fact]
    public void Problems_OfATemplate_AreInTheOrderOfTheText() =>
        Assert.Equal(
            [(1, "b"), (2, "a")],
            TemplateProblem.Of(PromptTemplate.Parse("{{b}}\n{{a}} {{c}}"), [new() { Name = "c" }]).Select(p => (p.Position.Line, p.Undeclared!)));

    [Fact]
    public void Changes_OfAVariable_AreItsFields() => Assert.Equal(
        [new FieldChange("Type", "Text", "Choice"), new("Required", null, "yes"), new("Choices", null, "a, b"), new("Default", "x", null)],
        VariableText.Changes(
            new() { Name = "v", Default = "x" },
            new() { Name = "v", Type = PromptVariableType.Enum, Options = ["a", "b"], Required = true }));

    private static PromptVariable Environment(string name, string source) => new() { Name = name, Type = PromptVariableType.Environment, EnvironmentName = source };

    private static PromptPreview Of(string content, PromptVariable[] variables, params (string Name, string Value)[] values) =>
        PromptPreview.Of(PromptTemplate.Parse(content), variables, values.ToDictionary(v => v.Name, v => v.Value), s_environment);
}
