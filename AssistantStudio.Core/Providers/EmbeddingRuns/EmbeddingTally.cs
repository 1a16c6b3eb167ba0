using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Providers;

/// <summary>How far a run is and what it took, told by several calls at a time.</summary>
internal sealed class EmbeddingTally(int total, ICallSink sink, IProgress<EmbeddingProgress>? progress) : ICallSink
{
    private readonly Lock _lock = new();
    private int _done;
    private int _failed;
    private int _calls;
    private long _tokens;
    private long? _cost = 0;
    private bool _isEstimated;

    public EmbeddingRunUsage Usage
    {
        get
        {
            lock (_lock)
            {
                return new(_calls, _tokens, _cost, _isEstimated);
            }
        }
    }

    /// <summary>One after the other, so that nobody sees it go back.</summary>
    public void Add(int done, int failed)
    {
        lock (_lock)
        {
            (_done, _failed) = (_done + done, _failed + failed);
            progress?.Report(new(_done, _failed, total));
        }
    }

    public async Task TakeAsync(IReadOnlyList<UsageDraft> drafts)
    {
        lock (_lock)
        {
            foreach (var draft in drafts)
            {
                _calls++;
                _tokens += draft.Usage.Input;
                _cost += draft.Cost; // One without a price makes the sum unknown.
                _isEstimated |= draft.IsEstimated;
            }
        }

        await sink.TakeAsync(drafts).ConfigureAwait(false);
    }
}
