using System.Text.Json;
using AssistantStudio.Core.Agents;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

/// <summary>Keeps a value for the rest of the conversation: prompts and their conditions are told it from the next message on.</summary>
internal sealed class SetVariableTool(ConversationService conversations) : IAssistantTool
{
    private static readonly ToolDefinition s_definition = new()
    {
        Name = "set_variable",
        NeedsConversation = true,
        Title = "Note a value",
        Description = "Keeps a value that the person gave, such as an order number or their language, under a name for the rest of this conversation.",
        Schema = JsonElement.Parse("""
            {
              "type": "object",
              "properties": {
                "name": { "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,63}$", "description": "Lower-case words joined by underscores, like order_number." },
                "value": { "type": ["string", "number", "boolean", "null"], "description": "null takes the value away." }
              },
              "required": ["name", "value"],
              "additionalProperties": false
            }
            """),
    };

    public ToolDefinition Definition => s_definition;

    public async Task<ToolOutput> RunAsync(ToolCall call, CancellationToken ct)
    {
        var name = call.Arguments.GetProperty("name").GetString()!;
        var value = call.Arguments.GetProperty("value");
        await conversations.SetVariablesAsync(call.Setting.ConversationId, new Dictionary<string, JsonElement> { [name] = value.Clone() }, ct).ConfigureAwait(false);
        return new(value.ValueKind == JsonValueKind.Null ? $"{name} is not kept any more." : $"{name} is {value.GetRawText()} from now on.");
    }
}
