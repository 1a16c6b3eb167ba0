using System.Numerics;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What a search sees: how far the segments are filled, and what time it is.</summary>
/// <param name="Segments">Never changed once it is here; all but the open one are full.</param>
internal sealed record VectorView(VectorSegment?[] Segments, int Open, int OpenCount, long Time, int Count)
{
    public int CountOf(int segment) => segment == Open ? OpenCount : Segments[segment]?.Capacity ?? 0;
}

/// <summary>The side of an index that changes it; one caller at a time.</summary>
/// <remarks>
/// A change of an entry writes a new one and lets the old one die at a time that older views have not reached. What the
/// dead occupy is won back by moving the living of their segment into the open one; a search that began
/// before has the old segment until it is done.
/// </remarks>
internal sealed class VectorStore
{
    private readonly int _rowBytes;
    private readonly SlotTable _places;
    private VectorSegment?[] _segments = [];
    private int _open;
    private int _openCount;
    private long _time;

    public VectorStore(int rowBytes)
    {
        _rowBytes = rowBytes;
        _places = new(place => SegmentOf(place).Id(place % VectorLimits.SegmentSize));
        Begin(VectorLimits.FirstSegmentSize);
    }

    public long Bytes => _places.Bytes + _segments.Sum(s => s?.Bytes ?? 0);

    private VectorSegment Open => _segments[_open]!;

    public VectorView View() => new(_segments, _open, _openCount, _time, _places.Count);

    public void Put(long id, int source, ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, CodeBounds bounds)
    {
        MakeRoom();
        Open.Write(_openCount, id, source, upper, lower, bounds);
        var replaces = _places.TryFind(id, out var old);
        _places.Set(id, Take());
        if (replaces)
            Kill(old);
    }

    public bool Remove(long id)
    {
        if (!_places.TryFind(id, out var place))
            return false;

        _places.Remove(id);
        Kill(place);
        if (_places.Count == 0)
        {
            _segments = [];
            Begin(VectorLimits.FirstSegmentSize);
        }

        return true;
    }

    /// <summary>The ids of the living entries of a source.</summary>
    public List<long> Of(int source)
    {
        var ids = new List<long>();
        for (var i = 0; i < _segments.Length; i++)
        {
            if (_segments[i] is not { } segment)
                continue;

            var end = i == _open ? _openCount : segment.Capacity;
            for (var place = 0; place < end; place++)
            {
                if (segment.IsAlive(place) && segment.Source(place) == source)
                    ids.Add(segment.Id(place));
            }
        }

        return ids;
    }

    private VectorSegment SegmentOf(int place) => _segments[place / VectorLimits.SegmentSize]!;

    /// <summary>The place in the open segment that has just been written.</summary>
    private int Take() => (_open * VectorLimits.SegmentSize) + _openCount++;

    private void Kill(int place)
    {
        var segment = SegmentOf(place);
        segment.Kill(place % VectorLimits.SegmentSize, ++_time);
        var index = place / VectorLimits.SegmentSize;
        if (index == _open || segment.Dead < VectorLimits.MaxDead)
            return;

        MoveLiving(segment);
        Drop(index);
    }

    private void MakeRoom()
    {
        var full = Open;
        if (_openCount < full.Capacity)
            return;

        if (full.Capacity == VectorLimits.SegmentSize && full.Dead < VectorLimits.MaxDead)
        {
            Begin(VectorLimits.SegmentSize);
            return;
        }

        // A small one grows, and one with many dead begins anew; the living find room for as many again.
        var index = _open;
        var wanted = (int)BitOperations.RoundUpToPowerOf2((uint)(full.Capacity - full.Dead) * 2);
        Begin(Math.Clamp(wanted, VectorLimits.FirstSegmentSize, VectorLimits.SegmentSize));
        MoveLiving(full);
        Drop(index);
    }

    private void MoveLiving(VectorSegment from)
    {
        for (var place = 0; place < from.Capacity; place++)
        {
            if (!from.IsAlive(place))
                continue;

            MakeRoom();
            Open.Copy(_openCount, from, place);
            _places.Set(from.Id(place), Take());
        }
    }

    private void Begin(int capacity)
    {
        var free = Array.IndexOf(_segments, null);
        VectorSegment?[] segments = free < 0 ? [.. _segments, null] : [.. _segments];
        _open = free < 0 ? segments.Length - 1 : free;
        _openCount = 0;
        segments[_open] = new(capacity, _rowBytes);
        _segments = segments;
    }

    private void Drop(int index)
    {
        VectorSegment?[] segments = [.. _segments];
        segments[index] = null;
        _segments = segments;
    }
}
