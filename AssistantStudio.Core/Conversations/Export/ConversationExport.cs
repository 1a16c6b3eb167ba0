using System.Globalization;
using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>A conversation with all its branches, as a program reads it.</summary>
public sealed record ExportedConversation(ConversationDetail Conversation, IReadOnlyList<MessageView> Messages);

/// <summary>Writes a conversation down, for a program or for a person.</summary>
public sealed class ConversationExport(Access access, StudioDb db)
{
    private const int MostMessages = 20_000;

    /// <summary>Every message of every branch, in the order in which they were written.</summary>
    public async Task<ExportedConversation> AllAsync(Guid id, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var conversation = await context.FindConversationAsync(access, id, ct).ConfigureAwait(false);
            if (conversation.LastOrdinal > MostMessages)
            {
                throw new ConflictException(FormattableString.Invariant($"This conversation has {conversation.LastOrdinal:#,0} messages; at most {MostMessages:#,0} are exported at once. Read them page by page."), "too_long");
            }

            var messages = await context.Set<Message>().AsNoTracking().Where(m => m.ConversationId == id).OrderBy(m => m.Ordinal).ToListAsync(ct).ConfigureAwait(false);
            return new(ConversationService.DetailOf(conversation), messages.ConvertAll(MessageView.Of));
        }
    }

    /// <summary>The way that is shown, for reading.</summary>
    public async Task<string> MarkdownAsync(Guid id, CancellationToken ct)
    {
        var (conversation, messages) = await AllAsync(id, ct).ConfigureAwait(false);
        var byId = messages.ToDictionary(m => m.Id);
        var way = new List<MessageView>();
        for (var at = conversation.HeadId; at is { } next && byId.TryGetValue(next, out var message); at = message.ParentId)
        {
            way.Add(message);
        }

        way.Reverse();
        var text = new StringBuilder();
        var row = conversation.Row;
        text.Append(CultureInfo.InvariantCulture, $"# {(row.Title.Length > 0 ? row.Title : "Conversation")}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- Assistant: {row.AssistantName}{(row.Version is { } version ? $", version {version}" : ", draft")}\n- With: {row.ExternalUser ?? row.StartedBy}\n");
        text.Append(CultureInfo.InvariantCulture, $"- Began: {row.StartedAt:yyyy-MM-dd HH:mm} UTC\n- Cost: {CostOf(row)}\n");
        foreach (var message in way)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {(message.Role == MessageRole.User ? row.ExternalUser ?? row.StartedBy : row.AssistantName)}, {message.CreatedAt:yyyy-MM-dd HH:mm}\n\n{message.Content}\n");
            if (message.FaultText is { } fault)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n*{fault}*\n");
            }

            foreach (var citation in message.Citations.Where(c => c.IsCited))
            {
                text.Append(CultureInfo.InvariantCulture, $"\n[{citation.Number}] {citation.Title}{(citation.Heading.Length > 0 ? $", {citation.Heading}" : "")}{(citation.Address is { } address ? $" ({address})" : "")}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>What has no price is not told as nothing.</summary>
    private static string CostOf(ConversationRow row)
    {
        var calls = row.UnpricedCalls == 1 ? "1 call without a price" : $"{row.UnpricedCalls} calls without a price";
        return row.UnpricedCalls == 0 ? $"${NanoDollars.ToText(row.Cost)}" : row.Cost == 0 ? $"unknown ({calls})" : $"${NanoDollars.ToText(row.Cost)} and {calls}";
    }
}
