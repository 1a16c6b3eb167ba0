using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Serving;

/// <summary>Nothing else is stored with a served answer, so nothing waits for the ledger.</summary>
internal sealed class ServedSink(UsageWriter writer) : ICallSink
{
    public Task TakeAsync(IReadOnlyList<UsageDraft> drafts) => writer.RecordSoonAsync(drafts);
}
