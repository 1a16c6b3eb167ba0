using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>The fingerprint of a question: the same one has the same answer, and whatever could change the answer is part of it.</summary>
internal static class AnswerKey
{
    /// <summary>Null: it is not a question whose answer can be kept, because tools act, or because it holds more than text.</summary>
    public static string? Of(ModelTarget target, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        if (options is { Tools.Count: > 0 } or { RawRepresentationFactory: not null } or { ConversationId: not null } || !messages.All(m => m.Contents.All(c => c is TextContent)))
        {
            return null;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(target.Account.Kind.Kind.ToString());
            writer.WriteStringValue(target.Account.Address?.AbsoluteUri);
            writer.WriteStringValue(target.Model);
            JsonSerializer.Serialize(writer, options ?? new(), AIJsonUtilities.DefaultOptions);
            foreach (var message in messages)
            {
                // Not the message as a whole: its number and its time are others each time.
                writer.WriteStringValue(message.Role.Value);
                writer.WriteStringValue(message.AuthorName);
                foreach (var content in message.Contents.OfType<TextContent>())
                {
                    writer.WriteStringValue(content.Text);
                }

                writer.WriteNullValue();
            }

            writer.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }
}
