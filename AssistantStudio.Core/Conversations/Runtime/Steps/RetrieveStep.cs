using System.Globalization;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

/// <summary>Looks up what the assistant's knowledge says about the question, and numbers the passages so that the answer can refer to them.</summary>
internal sealed class RetrieveStep(RetrievalService retrieval) : ITurnStep
{
    private const string NothingFound = "I found nothing about this in the knowledge that I may answer from, so I cannot say.";

    public async Task RunAsync(TurnState turn, CancellationToken ct)
    {
        var content = turn.Content;
        if (turn.Plan.IsBuiltIn && ForbiddenTopics.In(turn.Question, content.GuardRails.ForbiddenTopics) is { } topic)
        {
            using var guard = turn.Tracer.Begin("guard", "Check the topics").Say("Not to be talked about", topic);
            turn.SetReply = $"I am not to talk about this ({topic}). Ask me something else.";
            return;
        }

        if (content.KnowledgeSources.Count == 0)
        {
            return;
        }

        using var step = turn.Tracer.Begin("retrieve", "Look into the knowledge");
        var intent = IntentJudge.Of(turn.Question).Intent;
        if (intent is Intent.Greeting or Intent.Thanks or Intent.Farewell)
        {
            step.Say("Skipped", $"the message is no question ({intent.ToString().ToLowerInvariant()})");
            return;
        }

        turn.Live.Add(new TurnThinking("Looking into the knowledge"));
        var query = new RetrievalQuery
        {
            Query = PlainText.Cut(turn.Question, RetrievalLimits.QueryLength),
            Earlier = [.. (turn.Given?.Earlier ?? turn.Window.Messages.Where(m => m.Role == MessageRole.User).Select(m => m.Content)).TakeLast(RetrievalLimits.Earlier)],
            SourceIds = content.KnowledgeSources,
            Pins = turn.Snapshot.Knowledge?.ToDictionary(k => k.SourceId, k => k.ReadAt),
            Settings = content.Retrieval,
            WithLegs = false,
            Bill = new(turn.Purpose, turn.Sink),
        };
        var found = await retrieval.SearchAsync(query, space: null, ct).ConfigureAwait(false);
        turn.Passages = [.. found.Items.Select((p, i) => new Citation(
            i + 1, p.ChunkId, p.DocumentId, p.SourceId, p.SourceName, p.Title, p.Address, p.Heading, p.Text, p.Start, p.Length, p.Score, p.Cosine, IsCited: false))];
        turn.Asked = found.Asked;
        step.Say("Looked for", found.Asked ?? query.Query).Say("Passages", turn.Passages.Count).Say("By words", $"{found.ByWords.Count} in {found.WordsMs:0.0} ms")
            .Say("By meaning", found.MeaningProblem ?? $"{found.ByMeaning.Count} in {found.MeaningMs:0.0} ms").Say("Ordered by", found.OrderedBy).Say("Problem", found.ModelProblem)
            .Say("Read as it was", EarlierOf(found)).Say("Not read", NotReadOf(turn.Snapshot, found));
        turn.Live.Add(new TurnRetrieved(turn.Passages, found.Asked));
        if (turn.Passages.Count == 0 && content.GuardRails.OnlyFromKnowledge)
        {
            turn.SetReply = NothingFound;
            step.Say("Answer", "without a model: it may only answer from its knowledge, and that has nothing");
        }
    }

    /// <summary>What has changed since the release was frozen, and counts as it was then.</summary>
    private static string? EarlierOf(RetrievalResult found)
    {
        var earlier = found.Read.Where(s => s.Revision < s.Current).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Name}, revision {s.Revision} ({s.Current} by now)")).ToList();
        return earlier.Count == 0 ? null : string.Join("; ", earlier);
    }

    private static string? NotReadOf(AssistantSnapshot snapshot, RetrievalResult found)
    {
        var names = (snapshot.Knowledge ?? []).Where(k => k.Revision > 0 && found.Read.All(s => s.Id != k.SourceId)).Select(k => k.Name).ToList();
        return names.Count == 0 ? null : $"{string.Join(", ", names)}: gone, or not meant for whoever asks";
    }
}
