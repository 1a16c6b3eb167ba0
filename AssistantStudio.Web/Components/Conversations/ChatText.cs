using System.Text.RegularExpressions;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>Conversations in words.</summary>
internal static partial class ChatText
{
    /// <summary>As the product's own model is called, which needs no provider and quotes what it is given.</summary>
    public const string BuiltInModel = "builtin-extractive";

    private const double Well = 0.7;
    private const double Partly = 0.4;

    /// <summary>Why somebody does not like a reply.</summary>
    public static IReadOnlyList<string> Reasons { get; } = ["Not correct", "Not complete", "Not what I asked", "Out of date", "Too long", "Wrong tone"];

    public static string Of(TurnFellBack fell) => $"{fell.From} did not answer, so {fell.To} does. {fell.Reason}";

    public static string Of(TurnCompressed compressed) =>
        $"This conversation is longer than the assistant's memory. Its first {Format.Count(compressed.Messages, "message")} now stand in it as a summary; you can still read them here.";

    /// <summary>How well a reply stands on what was found; null: it does not rest on sources.</summary>
    public static string? Confidence(double? confidence) => confidence switch
    {
        null => null,
        >= Well => "Well supported by its sources",
        >= Partly => "Partly supported by its sources",
        > 0 => "Hardly supported by its sources",
        _ => "Sources were found, and it names none",
    };

    public static string Of(ConversationStatus status) => status switch
    {
        ConversationStatus.Ended => "Ended",
        ConversationStatus.Escalated => "With a person",
        ConversationStatus.Expired => "Expired",
        _ => "Active",
    };

    public static string Of(ConversationChannel channel) => channel switch
    {
        ConversationChannel.Playground => "Playground",
        ConversationChannel.Api => "Through the API",
        ConversationChannel.Embed => "On another site",
        _ => "Chat",
    };

    public static string Of(Sentiment sentiment) => sentiment.ToString() is { } name ? Format.LowerFirst(name) : "";

    public static string Title(ConversationRow row) => row.Title.Length > 0 ? row.Title : $"Conversation with {row.AssistantName}";

    /// <summary>"gpt-4.1 · 1.9 s, first words after 0.74 s · 6,605 tokens in, 187 out".</summary>
    public static IEnumerable<string> Facts(MessageView message)
    {
        if (message.Model is { } model)
        {
            yield return model == BuiltInModel ? "Built in, no model asked" : model;
        }

        if (message.TotalMs is { } total)
        {
            yield return message.FirstTokenMs is { } first && first < total ? $"{Format.Milliseconds(total)}, first words after {Format.Milliseconds(first)}" : Format.Milliseconds(total);
        }

        if (message.InputTokens + message.OutputTokens > 0)
        {
            yield return $"{Format.Number(message.InputTokens)} tokens in, {Format.Number(message.OutputTokens)} out";
        }
    }

    /// <summary>What a tool is given, by its name: "orderNumber" and "order_number" are "Order number" to people.</summary>
    public static string Parameter(string name)
    {
        var words = Hump().Replace(name, " ").Split([' ', '_', '-'], StringSplitOptions.RemoveEmptyEntries);
        var text = string.Join(' ', words.Select(w => w.Length > 1 && w.All(char.IsUpper) ? w : w.ToLowerInvariant()));
        return text.Length == 0 ? name : char.ToUpperInvariant(text[0]) + text[1..];
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex Hump();
}
