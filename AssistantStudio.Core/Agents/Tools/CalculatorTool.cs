using System.Text.Json;

namespace AssistantStudio.Core.Agents;

/// <summary>Models are poor at sums.</summary>
internal sealed class CalculatorTool : IAssistantTool
{
    private static readonly ToolDefinition s_definition = new()
    {
        Name = "calculator",
        Title = "Calculator",
        Description = $"""
            Calculates with exact decimal numbers of up to 28 digits: + - * / ^ and parentheses; 19% is 0.19; 10 % 3 is the remainder.
            Functions: {string.Join(", ", CalculatorFunctions.Names)}; round(2.345, 2) rounds to two places. Numbers have a decimal point and no thousands separators.
            """.ReplaceLineEndings(" "),
        Schema = JsonElement.Parse($$"""
            {
              "type": "object",
              "properties": {
                "expression": { "type": "string", "minLength": 1, "maxLength": {{ToolLimits.ExpressionLength}}, "description": "For example: round(1249.90 * 19%, 2)" }
              },
              "required": ["expression"],
              "additionalProperties": false
            }
            """),
    };

    public ToolDefinition Definition => s_definition;

    public Task<ToolOutput> RunAsync(ToolCall call, CancellationToken ct)
    {
        var expression = call.Arguments.GetProperty("expression").GetString()!.Trim();
        return Task.FromResult(new ToolOutput($"{expression} = {Calculator.Calculate(expression)}"));
    }
}
