namespace AssistantStudio.Core.Shared.Http;

/// <summary>A body after decompression, cut off when it grows suspiciously.</summary>
internal sealed class DecodedStream(Stream decoder, WireStream wire, HttpLimits limits, string host) : ReadOnlyAsyncStream
{
    private long _bytesRead;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        try
        {
            count = await decoder.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw new ProviderFailedException($"{host} sent a damaged reply that cannot be decompressed.", e);
        }

        _bytesRead += count;
        if (_bytesRead > limits.MaxDecodedBytes)
        {
            throw HttpFailure.TooLong(host, limits.MaxDecodedBytes);
        }

        if (_bytesRead > HttpLimits.ExpansionFreeBytes && _bytesRead / Math.Max(1, wire.BytesRead) >= limits.MaxExpansion)
        {
            throw new LimitExceededException($"{host} sent a reply that grows more than {limits.MaxExpansion} times when decompressed. It was not read further.");
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            decoder.Dispose();
            wire.Dispose();
        }

        base.Dispose(disposing);
    }
}
