using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Shell;

/// <summary>
/// Saves what is typed once the typing pauses. One save at a time, also those that somebody asked for: the next one begins with
/// the row version that the one before it brought. Nobody is interrupted while typing; why something is not saved is said in
/// <see cref="Text"/>.
/// </summary>
/// <param name="what">"the prompt", in the middle of a sentence.</param>
public sealed class Autosave(string what, TimeSpan pause, TimeProvider clock, UiErrors ui, FieldErrors errors) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationSeries _pauses = new();
    private readonly CancellationTokenSource _end = new();
    private DateTimeOffset? _savedAt;
    private string? _refused;

    /// <summary>Cancelled when the page is left.</summary>
    public CancellationToken End => _end.Token;

    public bool IsSaving { get; private set; }

    /// <summary>Draws the form, which says how the save is going.</summary>
    public required Action Refresh { get; init; }

    /// <param name="clean">While nothing was typed or saved.</param>
    public string Text(bool isDirty, BrowserTime time, string clean) => IsSaving ? "Saving…"
        : _refused ?? (isDirty ? "Not saved yet" : _savedAt is { } at ? $"Saved {time.Text(at)}" : clean);

    public void Dispose()
    {
        _pauses.Dispose();
        _end.Cancel();
        _end.Dispose();
        _gate.Dispose();
    }

    /// <summary>From here on as if nothing had been saved or refused.</summary>
    public void Clear() => (_savedAt, _refused) = (null, null);

    /// <summary>What was in the way is settled.</summary>
    public void Forgive() => _refused = null;

    public void Refuse(string why) => _refused = $"Not saved: {why}";

    public void Saved() => (_savedAt, _refused) = (clock.GetUtcNow(), null);

    /// <summary>Something was typed: what was asked for before waits for the next pause.</summary>
    /// <param name="save">Asked once the pause is over; it decides whether there is anything to save.</param>
    public void Typed(Func<Task> save)
    {
        Hold();

        // Not awaited: what was typed is done, and must not look busy until it is saved.
        _ = SaveSoonAsync(save, _pauses.Next());
    }

    /// <summary>Something was typed that does not save itself.</summary>
    public void Hold()
    {
        _refused = null;
        _pauses.Cancel();
    }

    /// <summary>A save that nobody waits for. False when the page was left meanwhile.</summary>
    public async Task<bool> TryAsync(Func<Task> save)
    {
        try
        {
            await save();
        }
        catch (ValidationException e)
        {
            errors.Set(e);
            Refuse("see what is marked");
        }
        catch (ConflictException e) when (e.IsStale)
        {
            Refuse("somebody else changed it");
        }
        catch (NotFoundException)
        {
            Refuse($"{what} was deleted");
        }
        catch (Exception e) when (StudioJs.IsGone(e))
        {
            return false;
        }
        catch (Exception e)
        {
            Refuse(ui.Describe(e, "The draft").Message);
        }

        Refresh();
        return true;
    }

    /// <summary>When its turn has come; what is typed meanwhile waits for the next pause.</summary>
    public async Task<T> InTurnAsync<T>(Func<Task<T>> store)
    {
        _pauses.Cancel();
        await _gate.WaitAsync(End);
        IsSaving = true;
        Refresh();
        try
        {
            return await store();
        }
        finally
        {
            IsSaving = false;
            _gate.Release();
        }
    }

    private async Task SaveSoonAsync(Func<Task> save, CancellationToken token)
    {
        await Task.Delay(pause, clock, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!token.IsCancellationRequested)
        {
            await save();
        }
    }
}
