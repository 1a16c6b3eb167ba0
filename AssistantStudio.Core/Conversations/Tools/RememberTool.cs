using System.Text.Json;
using AssistantStudio.Core.Agents;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

/// <summary>Keeps something about the person for later conversations. They are asked first, each time.</summary>
internal sealed class RememberTool(StudioDb db, AssistantSnapshots snapshots, MemoryShelf shelf, ChangeFeed feed, TimeProvider clock) : IAssistantTool
{
    private static readonly ToolDefinition s_definition = new()
    {
        Name = "remember",
        NeedsConversation = true,
        Title = "Remember something about you",
        Description = "Keeps a fact about the person, or how they want to be answered, for later conversations. Only what they said themselves; never passwords, keys or card numbers.",
        Confirm = true,
        Schema = JsonElement.Parse($$"""
            {
              "type": "object",
              "properties": {
                "kind": { "type": "string", "enum": ["fact", "preference"] },
                "text": { "type": "string", "minLength": 3, "maxLength": {{MemoryLimits.TextLength}}, "description": "One sentence about the person." }
              },
              "required": ["kind", "text"],
              "additionalProperties": false
            }
            """),
    };

    public ToolDefinition Definition => s_definition;

    public async Task<ToolOutput> RunAsync(ToolCall call, CancellationToken ct)
    {
        var setting = call.Setting;
        var context = await db.OpenAsync(setting.Access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var conversation = await context.FindOwnAsync(setting.Access, setting.ConversationId, ct).ConfigureAwait(false);
            var policy = (await snapshots.OfAsync(setting.Access, conversation.AssistantId, conversation.Version, ct).ConfigureAwait(false)).Snapshot.Content.Memory;
            if (!await shelf.IsOnAsync(conversation, policy, ct).ConfigureAwait(false))
            {
                throw new ConflictException(conversation.Channel == ConversationChannel.Playground ? "In the playground nothing is remembered." : "This assistant does not remember people.", "memory_off");
            }

            var kind = call.Arguments.GetProperty("kind").GetString() == "preference" ? MemoryKind.Preference : MemoryKind.Fact;
            var text = call.Arguments.GetProperty("text").GetString()!.ReplaceLineEndings(" ").Trim();
            if (Secrets.In(text).Count > 0)
            {
                throw new ConflictException("This looks like a password, a key or a number that opens something. It is not kept.", "looks_secret");
            }

            await context.KeepAsync(conversation, policy, [(new(kind, text), setting.MessageId)], "The person agreed", clock.GetUtcNow().UtcDateTime, ct).ConfigureAwait(false);
            await context.SaveChangesAsync(ct).ConfigureAwait(false);
            feed.Publish(new(MemoryService.Topic, setting.Access.OrganizationId));
            return new("It is remembered.");
        }
    }
}
