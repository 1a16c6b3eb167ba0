using AssistantStudio.Core.Conversations;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>What a list of conversations says of them.</summary>
internal static class ConversationListWords
{
    public static (StatusShape Shape, string Text) Of(ConversationStatus status) => status switch
    {
        ConversationStatus.Active => (StatusShape.Good, "Active"),
        ConversationStatus.Ended => (StatusShape.Off, "Ended"),
        ConversationStatus.Escalated => (StatusShape.Degraded, "Handed to a person"),
        ConversationStatus.Expired => (StatusShape.Off, "Expired"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Give the new status its words."),
    };

    /// <summary>A reply that is being written says more than the status.</summary>
    public static (StatusShape Shape, string Text) StateOf(ConversationRow row) => row.IsAnswering ? (StatusShape.InProgress, "Being answered") : Of(row.Status);

    public static string Of(ConversationChannel channel) => channel switch
    {
        ConversationChannel.Playground => "Playground",
        ConversationChannel.Chat => "Chat page",
        ConversationChannel.Api => "Other programs",
        ConversationChannel.Embed => "Other sites",
        _ => throw new ArgumentOutOfRangeException(nameof(channel), channel, "Give the new channel its words."),
    };

    public static (Tone Tone, string Text) Of(Sentiment sentiment) => sentiment switch
    {
        Sentiment.Negative => (Tone.Warning, "Negative"),
        Sentiment.Neutral => (Tone.Neutral, "Neutral"),
        Sentiment.Positive => (Tone.Good, "Positive"),
        _ => throw new ArgumentOutOfRangeException(nameof(sentiment), sentiment, "Give the new sentiment its words."),
    };

    /// <summary>Before a title was found, or chosen.</summary>
    public static string TitleOf(ConversationRow row) => row.Title.Length > 0 ? row.Title : "Without a title";

    /// <summary>Whom the assistant talks to. Another program may speak for somebody whom only it knows; a visitor's name is made up and says nothing.</summary>
    public static string PersonOf(ConversationRow row) => row.Channel == ConversationChannel.Embed ? row.StartedBy : row.ExternalUser is { } external ? $"{external} (through {row.StartedBy})" : row.StartedBy;

    /// <summary>"2 liked, 1 disliked"; null: nobody said anything.</summary>
    public static string? Feedback(ConversationRow row) => (row.Liked, row.Disliked) switch
    {
        (0, 0) => null,
        (var liked, 0) => $"{Format.Number(liked)} liked",
        (0, var disliked) => $"{Format.Number(disliked)} disliked",
        var (liked, disliked) => $"{Format.Number(liked)} liked, {Format.Number(disliked)} disliked",
    };

    /// <summary>Null where nothing that was called has a price.</summary>
    public static long? CostOf(ConversationRow row) => row is { Cost: 0, UnpricedCalls: > 0 } ? null : row.Cost;
}
