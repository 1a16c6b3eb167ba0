namespace AssistantStudio.Web.Shell;

/// <summary>Starting the next piece of work cancels the one before: only the newest answer counts.</summary>
public sealed class CancellationSeries : IDisposable
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _current;
    private bool _disposed;

    /// <summary>Cancels what ran and gives the token of what starts now; already cancelled after disposal.</summary>
    public CancellationToken Next()
    {
        CancellationTokenSource? superseded;
        CancellationToken token;
        lock (_gate)
        {
            if (_disposed)
            {
                return new CancellationToken(canceled: true);
            }

            superseded = _current;
            _current = new CancellationTokenSource();
            token = _current.Token;
        }

        Stop(superseded);
        return token;
    }

    public void Cancel()
    {
        CancellationTokenSource? stopped;
        lock (_gate)
        {
            stopped = _current;
            _current = null;
        }

        Stop(stopped);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        Cancel();
    }

    private static void Stop(CancellationTokenSource? source)
    {
        source?.Cancel();
        source?.Dispose();
    }
}
