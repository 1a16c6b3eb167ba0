namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Where the entry of an id is. It holds places only and asks the segments for the ids: a dictionary would
/// hold every id a second time, six times the memory of this.
/// </summary>
internal sealed class SlotTable(Func<int, long> idAt)
{
    private const int SmallestLength = 64;

    // Places plus one; zero is free. The length is a power of two.
    private int[] _slots = new int[SmallestLength];

    public int Count { get; private set; }

    public long Bytes => (long)_slots.Length * sizeof(int);

    public bool TryFind(long id, out int place)
    {
        place = _slots[Slot(id)] - 1;
        return place >= 0;
    }

    public void Set(long id, int place)
    {
        var slot = Slot(id);
        if (_slots[slot] == 0)
        {
            // At most four of five are in use: beyond that, looking for an id takes long.
            if (++Count > (long)_slots.Length * 4 / 5)
            {
                Resize(_slots.Length * 2);
                slot = Slot(id);
            }
        }

        _slots[slot] = place + 1;
    }

    public void Remove(long id)
    {
        var hole = Slot(id);
        if (_slots[hole] == 0)
            return;

        // Those that follow are moved up, so that no search stops at the hole before it has come to them.
        var mask = _slots.Length - 1;
        for (var next = (hole + 1) & mask; _slots[next] != 0; next = (next + 1) & mask)
        {
            var home = Home(idAt(_slots[next] - 1));
            if (((next - home) & mask) < ((next - hole) & mask))
                continue;

            _slots[hole] = _slots[next];
            hole = next;
        }

        _slots[hole] = 0;
        Count--;
        if (_slots.Length > SmallestLength && Count < _slots.Length / 5)
            Resize(_slots.Length / 2);
    }

    private void Resize(int length)
    {
        var old = _slots;
        _slots = new int[length];
        foreach (var slot in old)
        {
            if (slot != 0)
                _slots[Slot(idAt(slot - 1))] = slot;
        }
    }

    /// <summary>The one of this id, or the free one that it would get.</summary>
    private int Slot(long id)
    {
        var mask = _slots.Length - 1;
        var slot = Home(id);
        while (_slots[slot] != 0 && idAt(_slots[slot] - 1) != id)
            slot = (slot + 1) & mask;

        return slot;
    }

    // Ids are numbers in a row, and those of one document are neighbours: the multiplication spreads them.
    private int Home(long id) => (int)(((ulong)id * 0x9E3779B97F4A7C15UL) >> 32) & (_slots.Length - 1);
}
