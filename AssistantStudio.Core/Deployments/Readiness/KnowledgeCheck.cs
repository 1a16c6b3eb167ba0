using AssistantStudio.Core.Knowledge;

namespace AssistantStudio.Core.Deployments;

/// <summary>What the assistant is to know is there and can be found.</summary>
internal sealed class KnowledgeCheck : IReadinessCheck
{
    private const string Sources = "/knowledge";

    public string Id => "knowledge_indexed";

    public string Title => "Knowledge";

    public async Task<ReadinessFinding?> CheckAsync(ReadinessSubject subject, CancellationToken ct)
    {
        var wanted = subject.Snapshot.Content.KnowledgeSources;
        if (wanted.Count == 0)
        {
            return null;
        }

        var found = await subject.Context.SourceStandingsAsync(wanted, ct).ConfigureAwait(false);
        if (found.Count < wanted.Count)
        {
            var named = subject.Snapshot.Knowledge?.Where(k => found.All(f => f.Id != k.SourceId)).Select(k => k.Name).ToList() ?? [];
            return ReadinessFinding.Fail(
                named.Count > 0 ? $"{string.Join(", ", named)} {(named.Count == 1 ? "is" : "are")} not there any more." : $"{wanted.Count - found.Count} of its sources of knowledge {(wanted.Count - found.Count == 1 ? "is" : "are")} not there any more.",
                subject.Tab("knowledge"));
        }

        if (found.FirstOrDefault(s => s.Revision == 0) is { } empty)
        {
            return ReadinessFinding.Warn($"Nothing was brought in from {empty.Name} yet: until then it answers without.", Sources);
        }

        if (found.FirstOrDefault(s => s.Missing > 0) is { } behind)
        {
            return ReadinessFinding.Warn(FormattableString.Invariant($"{behind.Missing:#,0} of {behind.Chunks:#,0} passages of {behind.Name} have no vector yet: they are found by words only."), $"{Sources}/quality");
        }

        return ReadinessFinding.Pass(FormattableString.Invariant($"{string.Join(", ", found.Select(s => $"{s.Name}, revision {s.Revision}"))}: {found.Sum(s => s.Chunks):#,0} passages, all indexed."));
    }
}
