using System.Globalization;

namespace AssistantStudio.Core.Knowledge;

/// <summary>A stream whose beginning can be looked at first, and that ends in an exception instead of filling the memory.</summary>
internal sealed class PeekedStream(Stream inner, long limit) : Stream
{
    private ReadOnlyMemory<byte> _peeked;
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Before anything is read, as often as needed; less only where the stream has less.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(int count, CancellationToken cancellationToken)
    {
        var buffer = new byte[count];
        _peeked.CopyTo(buffer);
        var more = await inner.ReadAtLeastAsync(buffer.AsMemory(_peeked.Length), count - _peeked.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        _peeked = buffer.AsMemory(0, _peeked.Length + more);
        return _peeked;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _peeked.IsEmpty ? Counted(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) : FromPeeked(buffer.Span);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer) => _peeked.IsEmpty ? Counted(inner.Read(buffer)) : FromPeeked(buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int FromPeeked(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _peeked.Length);
        _peeked.Span[..count].CopyTo(buffer);
        _peeked = _peeked[count..];
        return Counted(count);
    }

    private int Counted(int count)
    {
        _read += count;
        return _read <= limit
            ? count
            : throw new SitemapLimitException(string.Create(CultureInfo.InvariantCulture, $"The sitemap is larger than {limit >> 20} MB; the rest was not read."));
    }
}
