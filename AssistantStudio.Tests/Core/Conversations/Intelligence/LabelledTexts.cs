using System.Text.Json;
using System.Text.Json.Serialization;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Tests.Support;

namespace AssistantStudio.Tests.Core.Conversations.Intelligence;

internal interface ILabelled
{
    /// <summary>Written after the rules, which were not changed because of it.</summary>
    bool Held { get; }
}

internal sealed record LabelledMood(string Text, Sentiment Sentiment, bool Held) : ILabelled;

internal sealed record LabelledIntent(string Text, Intent Intent, QueryType QueryType, bool Held) : ILabelled;

internal sealed record LabelledTurn(bool User, bool HasAnswer, string Text);

internal sealed record LabelledConversation(Resolution Resolution, int? ResolvedAtTurn, LabelledTurn[] Turns, bool Held) : ILabelled
{
    public ResolutionVerdict Expected => new(Resolution, ResolvedAtTurn);

    public ResolutionVerdict Judged => ResolutionJudge.Of([.. Turns.Select(t => new ResolutionTurn(t.User, t.Text, t.HasAnswer))]);
}

/// <summary>Any of the accepted topics will do.</summary>
internal sealed record LabelledTopic(string[] Accepted, string[] Texts, bool Held) : ILabelled;

/// <summary>Messages and conversations, written for these tests, with what a person says of them.</summary>
internal static class LabelledTexts
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static LabelledMood[] Moods { get; } = Read<LabelledMood>("sentiment.json");

    public static LabelledIntent[] Intents { get; } = Read<LabelledIntent>("intents.json");

    public static LabelledConversation[] Conversations { get; } = Read<LabelledConversation>("resolutions.json");

    public static LabelledTopic[] Topics { get; } = Read<LabelledTopic>("topics.json");

    private static T[] Read<T>(string file) =>
        JsonSerializer.Deserialize<T[]>(File.ReadAllText(Path.Combine(Source.Root, "AssistantStudio.Tests/Core/Conversations/Intelligence", file)), s_options)!;
}
