namespace AssistantStudio.Web.Shell;

/// <summary>
/// What a part of a page reads and shows. Only the answer to the newest question counts: one that comes late, or after the part
/// is gone, changes nothing.
/// </summary>
public sealed class Reading<T>(string what) : IDisposable
    where T : class
{
    private readonly CancellationSeries _series = new();
    private bool _readsAgain;

    /// <summary>"The activity", as its failure is called.</summary>
    public string What => what;

    /// <summary>Null until it was read once.</summary>
    public T? Value { get; private set; }

    /// <summary>Why the newest question has no answer.</summary>
    public UiError? Error { get; private set; }

    public void Dispose() => _series.Dispose();

    public Task ReadAsync(UiErrors ui, Func<CancellationToken, Task<T>> read) => AnswerAsync(ui, read, _series.Next());

    /// <summary>Like a search: asked once the typing pauses.</summary>
    public async Task ReadSoonAsync(UiErrors ui, TimeProvider clock, Func<CancellationToken, Task<T>> read)
    {
        var token = _series.Next();
        await Task.Delay(ShellLimits.SearchPause, clock, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!token.IsCancellationRequested)
        {
            await AnswerAsync(ui, read, token);
        }
    }

    /// <summary>After a change: a burst of them is one read.</summary>
    public async Task ReadAgainAsync(UiErrors ui, TimeProvider clock, Func<CancellationToken, Task<T>> read)
    {
        if (_readsAgain)
        {
            return;
        }

        _readsAgain = true;
        await Task.Delay(ShellLimits.LiveReloadPause, clock, CancellationToken.None);
        _readsAgain = false;
        await ReadAsync(ui, read); // After disposal its token is cancelled already.
    }

    private async Task AnswerAsync(UiErrors ui, Func<CancellationToken, Task<T>> read, CancellationToken token)
    {
        try
        {
            var value = await read(token);
            if (!token.IsCancellationRequested)
            {
                (Value, Error) = (value, null);
            }
        }
        catch (Exception e) when (token.IsCancellationRequested || StudioJs.IsGone(e))
        {
            // Superseded or closed.
        }
        catch (Exception e)
        {
            Error = ui.Describe(e, what);
        }
    }
}
