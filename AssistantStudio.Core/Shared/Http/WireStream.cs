namespace AssistantStudio.Core.Shared.Http;

/// <summary>A response's body as it is sent, cut off when it is too long, pauses too long or takes too long.</summary>
internal sealed class WireStream(Stream inner, HttpContent owner, RequestDeadline deadline, HttpLimits limits, string host) : ReadOnlyAsyncStream
{
    private readonly byte[] _peeked = new byte[1];
    private bool _hasPeeked;

    public long BytesRead { get; private set; }

    /// <summary>The first byte, which stays to be read; null for an empty body.</summary>
    public async Task<byte?> PeekAsync(CancellationToken cancellationToken)
    {
        _hasPeeked = await ReadAsync(_peeked, cancellationToken).ConfigureAwait(false) == 1;
        return _hasPeeked ? _peeked[0] : null;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hasPeeked && buffer.Length > 0)
        {
            _hasPeeked = false;
            buffer.Span[0] = _peeked[0];
            return 1;
        }

        using var step = deadline.Begin(limits.IdleTime, cancellationToken);
        try
        {
            var count = await inner.ReadAsync(buffer, step.Token).ConfigureAwait(false);
            BytesRead += count;
            if (BytesRead > limits.MaxBodyBytes)
            {
                throw HttpFailure.TooLong(host, limits.MaxBodyBytes);
            }

            return count;
        }
        catch (Exception e) when (HttpFailure.Explain(e, host, step, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            owner.Dispose();
            deadline.Dispose();
        }

        base.Dispose(disposing);
    }
}
