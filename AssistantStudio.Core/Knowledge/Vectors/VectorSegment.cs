namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// A run of entries. A place is written once, before anybody is told that it is in use, and never again: those who
/// read need no lock and see no half-written vector. What happens to an entry later is the time of its death.
/// </summary>
internal sealed class VectorSegment(int capacity, int rowBytes)
{
    /// <summary>Of an entry that lives.</summary>
    private const long Never = 0;

    private readonly CacheLines _upper = new(capacity * rowBytes);
    private readonly CacheLines _lower = new(capacity * rowBytes);
    private readonly float[] _scales = new float[capacity];
    private readonly float[] _upperErrors = new float[capacity];
    private readonly float[] _errors = new float[capacity];
    private readonly long[] _ids = new long[capacity];
    private readonly ushort[] _sources = new ushort[capacity];
    private readonly long[] _deaths = new long[capacity];
    private volatile int _dead;

    public int Capacity => capacity;

    /// <summary>Some of them may have died after the time that a reader looks at.</summary>
    public int Dead => _dead;

    public long Bytes => _upper.Bytes + _lower.Bytes + ((long)capacity * ((3 * sizeof(float)) + IdBytes + sizeof(ushort) + sizeof(long)));

    private static int IdBytes => sizeof(long);

    public ReadOnlySpan<float> Scales => _scales;

    public ReadOnlySpan<float> UpperErrors => _upperErrors;

    public CodeBounds Bounds(int place) => new(_scales[place], _upperErrors[place], _errors[place]);

    public long Id(int place) => _ids[place];

    public int Source(int place) => _sources[place];

    public ref byte UpperRows(int place) => ref _upper.At(place * rowBytes);

    public ReadOnlySpan<byte> Upper(int place) => _upper.Slice(place * rowBytes, rowBytes);

    public ReadOnlySpan<byte> Lower(int place) => _lower.Slice(place * rowBytes, rowBytes);

    public void Write(int place, long id, int source, ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, CodeBounds bounds)
    {
        upper.CopyTo(_upper.Slice(place * rowBytes, rowBytes));
        lower.CopyTo(_lower.Slice(place * rowBytes, rowBytes));
        (_scales[place], _upperErrors[place], _errors[place]) = bounds;
        _ids[place] = id;
        _sources[place] = (ushort)source;
    }

    public void Copy(int place, VectorSegment from, int fromPlace) =>
        Write(place, from._ids[fromPlace], from._sources[fromPlace], from.Upper(fromPlace), from.Lower(fromPlace), from.Bounds(fromPlace));

    public bool IsAlive(int place) => _deaths[place] == Never;

    public void Kill(int place, long time)
    {
        Volatile.Write(ref _deaths[place], time);
        _dead++;
    }

    /// <summary>The next run of places that lived at that time and are of allowed sources; its start is the end if there is none.</summary>
    public (int Start, int Length) Run(int from, int end, long time, AllowedSources? allowed)
    {
        var most = HalfByteProduct.RowsAtOnce;
        if (allowed is null && _dead == 0)
            return (from, Math.Min(most, end - from));

        while (from < end && !IsWanted(from, time, allowed))
            from++;

        var length = 0;
        while (length < most && from + length < end && IsWanted(from + length, time, allowed))
            length++;

        return (from, length);
    }

    private bool IsWanted(int place, long time, AllowedSources? allowed)
    {
        var death = Volatile.Read(ref _deaths[place]);
        return (death == Never || death > time) && (allowed is null || allowed.Has(_sources[place]));
    }
}
