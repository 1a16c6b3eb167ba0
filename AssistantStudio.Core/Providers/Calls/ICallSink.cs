using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Providers;

/// <summary>Takes what a call used: the ledger at once, or a unit of work that commits it with what the call brought about.</summary>
internal interface ICallSink
{
    Task TakeAsync(IReadOnlyList<UsageDraft> drafts);

    /// <summary>Somebody else is asked now, before a word has come.</summary>
    void FellBack(ModelTarget from, ModelTarget to, StudioException why)
    {
    }
}

/// <summary>For calls that change nothing else. The answer waits for the commit.</summary>
internal sealed class LedgerSink(UsageWriter writer) : ICallSink
{
    public Task TakeAsync(IReadOnlyList<UsageDraft> drafts) => writer.RecordCallAsync(drafts, CancellationToken.None);
}

/// <summary>The same, and keeps what it took for whoever wants to show it.</summary>
internal sealed class KeepingSink(UsageWriter writer) : ICallSink
{
    private readonly List<UsageDraft> _drafts = [];

    public IReadOnlyList<UsageDraft> Drafts => _drafts;

    public async Task TakeAsync(IReadOnlyList<UsageDraft> drafts)
    {
        _drafts.AddRange(drafts);
        await new LedgerSink(writer).TakeAsync(drafts).ConfigureAwait(false);
    }
}
