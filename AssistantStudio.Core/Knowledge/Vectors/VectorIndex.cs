namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// The vectors of one organisation in one embedding space, in memory. Changes take turns; searches wait for nobody and
/// see the index as it was at the moment they began, however long they take.
/// </summary>
internal sealed class VectorIndex
{
    private readonly Lock _changes = new();
    private readonly VectorStore _store;
    private readonly int _rowBytes;
    private volatile VectorView _view;
    private long _refused;

    public VectorIndex(int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, VectorLimits.MaxDimensions);
        Dimensions = dimensions;
        _rowBytes = VectorCode.RowBytes(dimensions);
        _store = new(_rowBytes);
        _view = _store.View();
    }

    public int Dimensions { get; }

    public int Count => _view.Count;

    /// <summary>The index as it is now. Whoever keeps this searches it as it was then, whatever is changed meanwhile.</summary>
    public VectorView View => _view;

    /// <summary>All that grows with the entries, also what is allocated and not yet filled with them.</summary>
    public long Bytes
    {
        get
        {
            lock (_changes)
                return _store.Bytes;
        }
    }

    /// <summary>Vectors that were zero or not finite, and did not get into the index.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Adds an entry, or replaces the one of this id. False for a vector without a direction; what was there stays.</summary>
    /// <param name="source">A small number that the caller gives to each source, below <see cref="VectorLimits.MaxSources"/>.</param>
    public bool Put(long id, int source, ReadOnlySpan<float> vector)
    {
        Check(vector.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(source);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(source, VectorLimits.MaxSources);
        Span<byte> upper = stackalloc byte[_rowBytes];
        Span<byte> lower = stackalloc byte[_rowBytes];
        var turned = new float[Dimensions];
        if (!Rotation.TryTurn(vector, turned) || !VectorCode.TryWrite(turned, upper, lower, out var bounds))
        {
            Interlocked.Increment(ref _refused);
            return false;
        }

        lock (_changes)
        {
            _store.Put(id, source, upper, lower, bounds);
            _view = _store.View();
        }

        return true;
    }

    public bool Remove(long id)
    {
        lock (_changes)
        {
            if (!_store.Remove(id))
                return false;

            _view = _store.View();
            return true;
        }
    }

    /// <summary>All entries of a source.</summary>
    public void RemoveOf(int source)
    {
        lock (_changes)
        {
            foreach (var id in _store.Of(source))
                _store.Remove(id);

            _view = _store.View();
        }
    }

    /// <summary>
    /// The entries nearest to the query, at most as many as are asked for; none for a query without a direction. An entry
    /// whose original is gone, or has become another vector, counts as what the originals say.
    /// </summary>
    public Task<FoundVectors> SearchAsync(
        ReadOnlyMemory<float> query, int count, AllowedSources? allowed, IVectorOriginals originals, CancellationToken cancellationToken) =>
        SearchAsync(_view, query, count, allowed, originals, cancellationToken);

    public async Task<FoundVectors> SearchAsync(
        VectorView view, ReadOnlyMemory<float> query, int count, AllowedSources? allowed, IVectorOriginals originals, CancellationToken cancellationToken)
    {
        var candidates = Scan(view, query.Span, count, allowed, cancellationToken);
        return await Rescoring.RunAsync(query, count, candidates, originals, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Every entry that may be among the best by its bounds, most promising first.</summary>
    public IReadOnlyList<VectorCandidate> Scan(ReadOnlySpan<float> query, int count, AllowedSources? allowed, CancellationToken cancellationToken) =>
        Scan(_view, query, count, allowed, cancellationToken);

    private IReadOnlyList<VectorCandidate> Scan(VectorView view, ReadOnlySpan<float> query, int count, AllowedSources? allowed, CancellationToken cancellationToken)
    {
        Check(query.Length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, VectorLimits.MaxHits);
        var turned = new float[Dimensions];
        return Rotation.TryTurn(query, turned) && QueryCode.Of(turned) is { } code ? new VectorScan(view, code, count, allowed).Run(cancellationToken) : [];
    }

    private void Check(int dimensions)
    {
        if (dimensions != Dimensions)
            throw new ArgumentException($"The vector has {dimensions} dimensions, the index {Dimensions}.");
    }
}
