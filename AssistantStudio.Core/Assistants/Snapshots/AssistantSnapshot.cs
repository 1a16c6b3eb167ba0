using System.Text.Json.Serialization;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Assistants;

/// <summary>
/// All that decides how an assistant behaves, at one moment: who runs it reads no live table, so what ran can be shown again.
/// What an environment adds (variables, providers' addresses) is not in it.
/// </summary>
/// <param name="Version">Null: the draft.</param>
public sealed record AssistantSnapshot(Guid AssistantId, string Slug, int? Version, AssistantContent Content, IReadOnlyList<SnapshotPrompt> Prompts)
{
    /// <summary>Of a release: who answers where the assistant names nobody. Null: whoever the organisation has answer by then.</summary>
    public AnsweringPreference? Route { get; init; }

    /// <summary>Of a release: what its knowledge was when it was frozen. Null: what it is by then.</summary>
    public IReadOnlyList<PinnedSource>? Knowledge { get; init; }

    /// <summary>What the prompts ask for, each name once. What an environment gives is not asked for.</summary>
    public IReadOnlyList<PromptVariable> Variables() =>
        [.. Prompts.Where(p => p.Rule.Enabled).SelectMany(p => p.Variables).Where(v => v.Type != PromptVariableType.Environment).DistinctBy(v => v.Name, StringComparer.Ordinal)];

    /// <summary>For keeping. Two snapshots that say the same give the same.</summary>
    public string Json() => StoredJson.Write(new { AssistantId, Version, Content, Prompts, Route, Knowledge });
}

/// <summary>A source of knowledge at one of its revisions.</summary>
/// <param name="Documents">How many it had, so that one can tell whether all of them are still kept.</param>
public sealed record PinnedSource(Guid SourceId, string Name, int Revision, int Documents)
{
    /// <summary>The revision that is read: of a source that had nothing yet, what is first brought in.</summary>
    [JsonIgnore]
    public int ReadAt => Math.Max(1, Revision);
}

/// <summary>A snapshot with what it is kept under, and who may talk to the assistant now.</summary>
internal sealed record KeptSnapshot(AssistantSnapshot Snapshot, string Json, string Hash, AssistantStanding Standing)
{
    private volatile bool _isStored;

    /// <summary>A turn has stored what stands under the hash: the next need not look.</summary>
    public bool IsStored
    {
        get => _isStored;
        set => _isStored = value;
    }
}

/// <summary>What stands beside a draft: whether the assistant is in use, and by whom it may be used.</summary>
internal sealed record AssistantStanding(AssistantStatus Status, AssistantVisibility Visibility, Guid? OwnerId)
{
    /// <summary>Also for somebody who may not look at assistants otherwise.</summary>
    public bool IsOpenTo(Access access) =>
        Visibility == AssistantVisibility.Organization || (access.UserId is { } me && OwnerId == me) || access.Can(Permission.AssistantsManageAll);
}
