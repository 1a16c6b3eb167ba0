using System.Globalization;
using System.Text.Json;
using AssistantStudio.Core.Agents;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>Of a long conversation a model sees the end and a digest; this finds what was said word for word.</summary>
internal sealed class SearchConversationTool(StudioDb db) : IAssistantTool
{
    private const int MessagesRead = 2_000;
    private const int TextRead = 4_000;
    private const int Found = 5;
    private const int Shown = 600;

    private static readonly ToolDefinition s_definition = new()
    {
        Name = "search_conversation",
        NeedsConversation = true,
        Title = "Look up what was said",
        Description = "Finds earlier messages of this conversation by words, also those that only notes are left of.",
        Schema = JsonElement.Parse("""
            {
              "type": "object",
              "properties": { "words": { "type": "string", "minLength": 1, "maxLength": 200, "description": "Words of the message that is looked for." } },
              "required": ["words"],
              "additionalProperties": false
            }
            """),
    };

    public ToolDefinition Definition => s_definition;

    public async Task<ToolOutput> RunAsync(ToolCall call, CancellationToken ct)
    {
        var words = SearchTokens.Of(call.Arguments.GetProperty("words").GetString()!, indexing: false).Select(t => t.Text).Distinct(StringComparer.Ordinal).ToList();
        var context = await db.OpenAsync(call.Setting.Access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var (conversation, own) = (call.Setting.ConversationId, call.Setting.MessageId);
            var messages = await context.Set<Message>().AsNoTracking().Where(m => m.ConversationId == conversation && m.Id != own).OrderByDescending(m => m.Ordinal).Take(MessagesRead)
                .Select(m => new { m.Ordinal, m.Role, Content = m.Content.Substring(0, TextRead), m.CreatedAt }).ToListAsync(ct).ConfigureAwait(false);
            var found = messages.Select(m => (Message: m, Hits: HitsIn(m.Content, words))).Where(m => m.Hits > 0).OrderByDescending(m => m.Hits).ThenByDescending(m => m.Message.Ordinal).Take(Found)
                .OrderBy(m => m.Message.Ordinal).Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Message.CreatedAt:yyyy-MM-dd HH:mm}, {(m.Message.Role == MessageRole.User ? "the person" : "you")}: {PlainText.Cut(m.Message.Content, Shown)}"));
            return new(string.Join("\n\n", found) is { Length: > 0 } text ? text : "Nothing that was said here has these words.");
        }
    }

    private static int HitsIn(string text, List<string> words)
    {
        var there = SearchTokens.Of(text, indexing: true).Select(t => t.Text).ToHashSet(StringComparer.Ordinal);
        return words.Count(w => there.Contains(w));
    }
}
