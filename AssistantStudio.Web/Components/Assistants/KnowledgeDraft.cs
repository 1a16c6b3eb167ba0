using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Web.Components.Knowledge;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>What an assistant knows, while a person edits it.</summary>
internal sealed class KnowledgeDraft(AssistantContent stored)
{
    public static DraftFields<KnowledgeDraft> Fields { get; } = new DraftFields<KnowledgeDraft>()
        .Add("knowledgeSources", "Sources", d => d.Sources, (d, value) => d.Sources = value ?? [], value => Format.Count((value ?? []).Count, "source"), (a, b) => (a ?? []).Order().SequenceEqual((b ?? []).Order()))
        .Add("retrieval", "Looking for passages", d => d.Retrieval, (d, value) => d.Retrieval = value ?? new(new()), value => value is null ? null : RetrievalWords.Of(value.Mode), RetrievalDraft.Same);

    public IReadOnlyList<Guid> Sources { get; private set; } = stored.KnowledgeSources;

    public RetrievalDraft Retrieval { get; private set; } = new(stored.Retrieval);

    public void Choose(Guid source, bool on) => Sources = on ? [.. Sources.Append(source).Distinct()] : [.. Sources.Where(s => s != source)];
}
