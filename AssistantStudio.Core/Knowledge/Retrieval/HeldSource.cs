namespace AssistantStudio.Core.Knowledge;

/// <summary>An earlier revision of a source that somebody searches in.</summary>
internal sealed class HeldRevision(int revision)
{
    private long _usedAt;

    public int Revision => revision;

    /// <summary>In ticks.</summary>
    public long UsedAt
    {
        get => Volatile.Read(ref _usedAt);
        set => Volatile.Write(ref _usedAt, value);
    }
}

/// <summary>
/// A source in an index: its current revision and the earlier ones that are held. An entry is valid in a run of these, and
/// entries that are valid in the same run have the same number: a search in a revision names the numbers whose runs it is in.
/// </summary>
/// <remarks>Who searches has one that does not change any more; a change is made in a copy.</remarks>
internal sealed class HeldSource(int revision)
{
    /// <summary>Stands for the current revision, whatever it is by then.</summary>
    private const int Current = int.MaxValue;

    private List<HeldRevision> _earlier = [];
    private List<Run> _runs = [];

    /// <summary>The current one.</summary>
    public int Revision { get; set; } = revision;

    public IReadOnlyList<HeldRevision> Earlier => _earlier;

    public HeldSource Copy() => new(Revision) { _earlier = [.. _earlier], _runs = [.. _runs] };

    /// <summary>Null: it is not held, or is the current one.</summary>
    public HeldRevision? Find(int earlier)
    {
        foreach (var held in _earlier)
        {
            if (held.Revision == earlier)
            {
                return held;
            }
        }

        return null;
    }

    /// <summary>The numbers of the entries that are valid in a revision.</summary>
    /// <param name="at">Null: the current one.</param>
    public IEnumerable<int> Numbers(int? at)
    {
        var wanted = at is { } earlier && earlier < Revision ? earlier : Current;
        return _runs.Where(r => r.First <= wanted && wanted <= r.Last).Select(r => r.Number);
    }

    /// <summary>The number of an entry; null: it is valid in none of the revisions that are held.</summary>
    /// <param name="next">Gives numbers that are not in use.</param>
    public int? NumberOf(int from, int? until, Func<int> next)
    {
        var (first, last) = (FirstOf(from), LastBefore(until));
        if (first > last || from > Revision)
        {
            return null;
        }

        foreach (var run in _runs)
        {
            if (run.First == first && run.Last == last)
            {
                return run.Number;
            }
        }

        _runs.Add(new(first, last, next()));
        return _runs[^1].Number;
    }

    /// <summary>Entries that came or ended after this revision, and before the next that is held, have another number from now on.</summary>
    /// <returns>The next one that is held; null: the current one.</returns>
    public int? Hold(int earlier)
    {
        var next = FirstOf(earlier);
        _earlier = [.. _earlier.Append(new(earlier)).OrderBy(h => h.Revision)];
        _runs = [.. _runs.Select(r => r.First == next ? r with { First = earlier } : r)];
        return next == Current ? null : next;
    }

    /// <returns>The numbers of entries that are valid in none of the others.</returns>
    public IReadOnlyList<int> Release(int earlier)
    {
        _earlier = [.. _earlier.Where(h => h.Revision != earlier)];
        var runs = _runs.ConvertAll(r => new Run(r.First == earlier ? FirstOf(earlier) : r.First, r.Last == earlier ? LastBefore(earlier) : r.Last, r.Number));
        _runs = [.. runs.Where(r => r.First <= r.Last)];
        return [.. runs.Where(r => r.First > r.Last).Select(r => r.Number)];
    }

    private int FirstOf(int from) => _earlier.Find(h => h.Revision >= from)?.Revision ?? Current;

    private int LastBefore(int? until) => until is not { } end || end > Revision ? Current : _earlier.FindLast(h => h.Revision < end)?.Revision ?? 0;

    private readonly record struct Run(int First, int Last, int Number);
}
