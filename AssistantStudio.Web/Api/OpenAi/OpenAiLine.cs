using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace AssistantStudio.Web.Api;

/// <summary>
/// The line on which a stream goes out. One at a time writes: whoever makes the events, and while they wait for the next
/// one, the clock, which says that the line is still open.
/// </summary>
internal sealed class OpenAiLine(PipeWriter output, TimeSpan silence, TimeProvider clock, CancellationToken ct) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(0, 1);
    private ITimer? _timer;
    private bool _hasNews;

    /// <summary>For one value at a time; <see cref="EndJson"/> ends it.</summary>
    public Utf8JsonWriter Json { get; } = new(output, OpenAiJson.Options);

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        _hasNews = true;
    }

    public void EndJson()
    {
        Json.Flush();
        Json.Reset();
        _hasNews = true;
    }

    public async ValueTask FlushAsync()
    {
        if (_hasNews)
        {
            _hasNews = false;
            await output.FlushAsync(ct);
        }
    }

    /// <summary>Waits for what comes next, and keeps the line open meanwhile.</summary>
    public async ValueTask<bool> WaitAsync(ValueTask<bool> next)
    {
        _timer ??= clock.CreateTimer(static line => _ = ((OpenAiLine)line!).PingAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(silence, silence);
        _turn.Release();
        try
        {
            return await next;
        }
        finally
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await _turn.WaitAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        Json.Reset(); // What was begun and not ended is not sent.
        await Json.DisposeAsync();
    }

    /// <summary>A comment: an event without data makes some clients fail.</summary>
    private async Task PingAsync()
    {
        if (!await _turn.WaitAsync(TimeSpan.Zero, CancellationToken.None))
        {
            return;
        }

        try
        {
            output.Write(": ping\n\n"u8);
            await output.FlushAsync(ct);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // Whoever read has gone; the next event finds out.
        }
        finally
        {
            _turn.Release();
        }
    }
}
