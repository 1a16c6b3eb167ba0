using AssistantStudio.Core.Shared.Http;

namespace AssistantStudio.Core.Providers;

/// <summary>Ends with an error when a line is longer than anybody needs: a reader of lines would keep all of it.</summary>
internal sealed class LineLimitStream(Stream inner, int maxLine, Func<Exception> tooLong) : ReadOnlyAsyncStream
{
    private long _line;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        var bytes = buffer.Span[..read];
        var end = bytes.LastIndexOfAny((byte)'\n', (byte)'\r');
        _line = end < 0 ? _line + read : read - end - 1;
        return _line > maxLine ? throw tooLong() : read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
