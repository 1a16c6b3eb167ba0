using AssistantStudio.Core.Knowledge;

namespace AssistantStudio.Core.Deployments;

/// <summary>What the release is to know is there as it was when it was frozen, and can be found.</summary>
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

        var pins = subject.Snapshot.Knowledge ?? [];
        var found = await subject.Context.PinnedStandingsAsync([.. pins.Select(p => new PinnedRevision(p.SourceId, p.ReadAt))], ct).ConfigureAwait(false);
        if (found.Count < wanted.Count)
        {
            var named = pins.Where(k => found.All(f => f.Id != k.SourceId)).Select(k => k.Name).ToList();
            return ReadinessFinding.Fail(
                named.Count > 0 ? $"{string.Join(", ", named)} {(named.Count == 1 ? "is" : "are")} not there any more." : $"{wanted.Count - found.Count} of its sources of knowledge {(wanted.Count - found.Count == 1 ? "is" : "are")} not there any more.",
                subject.Tab("knowledge"));
        }

        var frozen = pins.ToDictionary(p => p.SourceId, p => p.Documents);
        if (found.FirstOrDefault(s => s.Documents < frozen[s.Id]) is { } gone)
        {
            return ReadinessFinding.Fail(
                FormattableString.Invariant($"{frozen[gone.Id] - gone.Documents:#,0} of the {frozen[gone.Id]:#,0} documents that {gone.Name} had when this release was frozen (revision {gone.Revision}) are not kept any more, so it cannot answer as it was tested. Freeze the version anew, with the knowledge of today."),
                subject.Tab("deployments"));
        }

        if (found.FirstOrDefault(s => s.Current == 0) is { } empty)
        {
            return ReadinessFinding.Warn($"Nothing was brought in from {empty.Name} yet: until then it answers without, and then from what is brought in first.", Sources);
        }

        if (found.FirstOrDefault(s => s.Missing > 0) is { } behind)
        {
            return ReadinessFinding.Warn(
                FormattableString.Invariant($"{behind.Missing:#,0} of {behind.Chunks:#,0} passages of {behind.Name}{(behind.Revision < behind.Current ? $" in revision {behind.Revision}" : "")} have no vector yet: they are found by words only."), $"{Sources}/quality");
        }

        return ReadinessFinding.Pass(FormattableString.Invariant($"{string.Join(", ", found.Select(NameOf))}: {found.Sum(s => s.Chunks):#,0} passages, all indexed."));
    }

    private static string NameOf(PinnedStanding source) =>
        FormattableString.Invariant($"{source.Name}, revision {source.Revision}{(source.Revision < source.Current ? $" ({source.Current} by now)" : "")}");
}
