using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>Puts what was found about a person to what is known of them, with the next save. What is said again counts, and is not kept twice.</summary>
internal static class MemoryWriter
{
    /// <summary>A word or two say nothing about what somebody wanted.</summary>
    private const int WordsOfMatter = 3;

    public static async Task KeepAsync(
        this StudioDbContext context, Conversation conversation, MemoryPolicy policy, IReadOnlyCollection<(FoundMemory Found, Guid? MessageId)> found, string foundBy, DateTime now, CancellationToken ct)
    {
        if (found.Count == 0)
        {
            return;
        }

        var known = await MemoryShelf.OfPersonAsync(context, conversation, now, ct).ConfigureAwait(false);
        foreach (var (memory, messageId) in found)
        {
            var text = PlainText.Cut(memory.Text, MemoryLimits.TextLength);
            if (known.Find(m => m.Kind == memory.Kind && string.Equals(m.Text, text, StringComparison.OrdinalIgnoreCase)) is { } same)
            {
                (same.Count, same.LastSeenAt, same.ExpiresAt) = (same.Count + 1, now, now.AddDays(policy.KeepDays));
                continue;
            }

            known.Add(Add(context, conversation, memory.Kind, text, null, messageId, foundBy, policy, now));
        }

        Trim(context, known);
    }

    /// <summary>What a conversation was about and how it ended: once for each conversation, the last five.</summary>
    public static async Task KeepIssueAsync(this StudioDbContext context, Conversation conversation, MemoryPolicy policy, string foundBy, DateTime now, CancellationToken ct)
    {
        if (MessageWords.Of(conversation.Title).Count < WordsOfMatter)
        {
            return;
        }

        var known = await MemoryShelf.OfPersonAsync(context, conversation, now, ct).ConfigureAwait(false);
        var detail = conversation.Resolution switch { Resolution.Resolved => "resolved", Resolution.Unresolved => "not resolved", _ => "not known whether it was resolved" };
        if (known.Find(m => m.Kind == MemoryKind.Issue && m.ConversationId == conversation.Id) is { } same)
        {
            (same.Text, same.Detail, same.LastSeenAt, same.ExpiresAt) = (conversation.Title, detail, now, now.AddDays(policy.KeepDays));
            return;
        }

        // The same matter again takes the place of what was known of it.
        foreach (var earlier in known.FindAll(m => m.Kind == MemoryKind.Issue && string.Equals(m.Text, conversation.Title, StringComparison.OrdinalIgnoreCase)))
        {
            context.Remove(earlier);
            known.Remove(earlier);
        }

        known.Add(Add(context, conversation, MemoryKind.Issue, conversation.Title, detail, null, foundBy, policy, now));
        Trim(context, known);
    }

    private static UserMemory Add(
        StudioDbContext context, Conversation conversation, MemoryKind kind, string text, string? detail, Guid? messageId, string foundBy, MemoryPolicy policy, DateTime now)
    {
        var memory = new UserMemory
        {
            OrganizationId = conversation.OrganizationId,
            AssistantId = conversation.AssistantId,
            UserId = conversation.UserId,
            ExternalUser = conversation.ExternalUser,
            Kind = kind,
            Text = text,
            Detail = detail,
            ConversationId = conversation.Id,
            MessageId = messageId,
            FoundBy = foundBy,
            CreatedAt = now,
            LastSeenAt = now,
            ExpiresAt = now.AddDays(policy.KeepDays),
        };
        context.Add(memory);
        return memory;
    }

    private static void Trim(StudioDbContext context, List<UserMemory> known)
    {
        var tooMany = known.Where(m => m.Kind == MemoryKind.Issue).OrderByDescending(m => m.LastSeenAt).ThenByDescending(m => m.Id).Skip(MemoryLimits.Issues)
            .Concat(known.Where(m => m.Kind == MemoryKind.Object).OrderByDescending(m => m.Count).ThenByDescending(m => m.LastSeenAt).ThenByDescending(m => m.Id).Skip(MemoryLimits.Objects))
            .Concat(known.Where(m => m.Kind is MemoryKind.Fact or MemoryKind.Preference).OrderByDescending(m => m.LastSeenAt).ThenByDescending(m => m.Id).Skip(MemoryLimits.Facts));
        foreach (var one in tooMany.ToList())
        {
            context.Remove(one); // What was only added goes without ever having been stored.
            known.Remove(one);
        }
    }
}
