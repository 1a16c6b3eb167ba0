namespace AssistantStudio.Core.Knowledge;

/// <summary>An entry whose true score is at most this.</summary>
internal readonly record struct VectorCandidate(long Id, double AtMost);

/// <summary>What a score must reach to be among the best, as far as any thread of a scan knows; it only rises.</summary>
internal sealed class ScoreFloor
{
    private double _value = double.NegativeInfinity;

    public double Value => Volatile.Read(ref _value);

    public void Raise(double value)
    {
        for (var known = Value; value > known; known = Value)
            Interlocked.CompareExchange(ref _value, value, known);
    }
}

/// <summary>
/// The entries that may be among the best. The count-th best lower bound is a floor: as many entries are certainly not
/// below it, so whatever certainly is can be forgotten.
/// </summary>
internal sealed class Candidates(int count, ScoreFloor floor)
{
    private const int LeastPruned = 1024;

    // The best lower bounds; the least of them is taken out first.
    private readonly PriorityQueue<double, double> _best = new(count + 1);
    private List<VectorCandidate> _entries = [];
    private int _pruneAt = LeastPruned;

    public double Floor => floor.Value;

    public void Add(long id, double atLeast, double atMost)
    {
        if (atMost < Floor)
            return;

        Know(atLeast);
        _entries.Add(new(id, atMost));
        if (_entries.Count < _pruneAt)
            return;

        Prune();
        _pruneAt = Math.Max(LeastPruned, 2 * _entries.Count);
    }

    /// <summary>What another thread found.</summary>
    public void Add(Candidates other)
    {
        foreach (var (atLeast, _) in other._best.UnorderedItems)
            Know(atLeast);

        _entries.AddRange(other._entries);
    }

    public IReadOnlyList<VectorCandidate> ToSorted()
    {
        Prune();
        _entries.Sort((a, b) => a.AtMost != b.AtMost ? b.AtMost.CompareTo(a.AtMost) : a.Id.CompareTo(b.Id));
        return _entries;
    }

    private void Know(double atLeast)
    {
        if (_best.Count < count)
            _best.Enqueue(atLeast, atLeast);
        else if (atLeast > _best.Peek())
            _best.DequeueEnqueue(atLeast, atLeast);

        if (_best.Count == count)
            floor.Raise(_best.Peek());
    }

    private void Prune()
    {
        var least = Floor;
        _entries.RemoveAll(e => e.AtMost < least);
    }
}
