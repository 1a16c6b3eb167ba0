using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>
/// The draft in its fields. It saves itself after a pause; what somebody else saves meanwhile is taken into the fields that
/// were not touched here, and only where both wrote is the person asked.
/// </summary>
public sealed partial class AssistantEditor : IDisposable
{
    internal static readonly TimeSpan AutosavePause = TimeSpan.FromSeconds(1);

    private const int MostMerges = 5;

    // One save at a time: the next one begins with the row version that the one before it brought.
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationSeries _autosave = new();
    private readonly CancellationTokenSource _end = new();
    private readonly FieldErrors _errors = new();
    private Edit<AssistantDetail, AssistantDraft> _edit = null!;
    private AssistantDetail? _seen;
    private DateTimeOffset? _savedAt;
    private string? _refused;
    private bool _isSaving;
    private bool _contested;

    [Parameter, EditorRequired] public required AssistantDetail Detail { get; set; }

    [Parameter] public bool ReadOnly { get; set; }

    /// <summary>The assistant is being deleted: nothing to ask about.</summary>
    [Parameter] public bool IsLeaving { get; set; }

    /// <summary>What is stored, each time it was saved here.</summary>
    [Parameter] public EventCallback<AssistantDetail> OnStored { get; set; }

    /// <summary>While there is something that is not saved.</summary>
    [Parameter] public EventCallback<bool> OnEditing { get; set; }

    [Inject] public required AssistantService Assistants { get; init; }

    [Inject] public required ILastChanges Changes { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    [Inject] public required BrowserTime Time { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    private string SaveText => ReadOnly ? (Access.Can(Permission.AssistantsManage) ? "" : "You can read this assistant. Your role does not change it.")
        : _isSaving ? "Saving…"
        : _refused is not null ? _refused
        : _edit.IsDirty ? "Not saved yet"
        : _savedAt is { } at ? $"Saved {Time.Text(at)}"
        : "Changes are saved as you type";

    public void Dispose()
    {
        _autosave.Dispose();
        _end.Cancel();
        _end.Dispose();
        _gate.Dispose();
    }

    /// <summary>Everything typed is stored before a version of it is made. False when it could not be.</summary>
    public async Task<bool> FlushAsync()
    {
        if (_edit.IsDirty && _edit.Stale is null && !ReadOnly)
        {
            await AutosaveAsync();
        }

        return !_edit.IsDirty;
    }

    protected override void OnInitialized()
    {
        _edit = new(AssistantDraft.Fields, row => new(row))
        {
            Read = ct => Assistants.GetAsync(Detail.Assistant.Id.ToString(), ct),
            ChangeOf = row => new(row.Assistant.UpdatedBy, row.Assistant.UpdatedAt),
        };
        _edit.Show(Detail);
        _seen = Detail;
    }

    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_seen, Detail))
        {
            _seen = Detail;
            if (_edit.Stale is null && Detail.Assistant.RowVersion > _edit.Row!.Assistant.RowVersion && _gate.CurrentCount > 0)
            {
                _contested = !_edit.Follow(Detail);
            }
        }
    }

    private async Task Changed()
    {
        _refused = null;
        await OnEditing.InvokeAsync(_edit.IsDirty);
        if (!_contested)
        {
            // Not awaited: what was typed is done, and must not look busy until the draft is saved.
            _ = AutosaveSoonAsync(_autosave.Next());
        }
    }

    private Task SetCapabilities(IReadOnlyList<AssistantCapability> capabilities)
    {
        _edit.Draft.Capabilities = capabilities;
        return Changed();
    }

    private async Task AutosaveSoonAsync(CancellationToken token)
    {
        await Task.Delay(AutosavePause, Clock, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!token.IsCancellationRequested && _edit.Stale is null && _edit.IsDirty && !ReadOnly)
        {
            await AutosaveAsync();
        }
    }

    private async Task AutosaveAsync()
    {
        try
        {
            await StoreAsync();
        }
        catch (ValidationException e)
        {
            _errors.Set(e);
            _refused = "Not saved: see what is marked";
        }
        catch (NotFoundException)
        {
            _refused = "Not saved: the assistant was deleted";
        }
        catch (Exception e) when (StudioJs.IsGone(e))
        {
            return; // The page was left.
        }
        catch (Exception e)
        {
            _refused = $"Not saved: {Ui.Describe(e, "The draft").Message}";
        }

        StateHasChanged();
        await OnEditing.InvokeAsync(_edit.IsDirty);
    }

    /// <summary>What is typed while it is saved stays, as a change of what was saved.</summary>
    private async Task StoreAsync()
    {
        _autosave.Cancel();
        await _gate.WaitAsync(_end.Token);
        _isSaving = true;
        StateHasChanged();
        try
        {
            for (var merges = 0; merges < MostMerges; merges++)
            {
                var sent = _edit.Draft.Copy();
                try
                {
                    var saved = await Assistants.ChangeAsync(Detail.Assistant.Id, sent.ToInput(_edit.Row!.Assistant.RowVersion), _end.Token);
                    _edit.Keep(saved, sent);
                    _errors.Clear();
                    (_savedAt, _seen) = (Clock.GetUtcNow(), saved);
                    await OnStored.InvokeAsync(saved);
                    return;
                }
                catch (ConflictException e) when (e.IsStale)
                {
                    if (!_edit.Follow(await _edit.Read!(_end.Token)))
                    {
                        // Nobody is interrupted while typing: the notice says what happened.
                        (_contested, _refused) = (true, "Not saved: somebody else changed the same field");
                        return;
                    }
                }
            }
        }
        finally
        {
            _isSaving = false;
            _gate.Release();
        }
    }

    private Task CompareAsync() => Ui.RunAsync(
        async () =>
        {
            _contested = false;
            await _edit.CompareAsync(Changes, _end.Token);
        },
        failed: "The other version could not be read");

    private async Task TakeChoicesAsync()
    {
        _edit.TakeChoices();
        _refused = null;
        if (_edit.IsDirty)
        {
            await AutosaveAsync();
        }
        else
        {
            await SettleAsync();
        }
    }

    private Task DiscardAsync()
    {
        _edit.Discard();
        return SettleAsync();
    }

    private async Task SettleAsync()
    {
        _errors.Clear();
        _refused = null;
        await OnStored.InvokeAsync(_edit.Row!);
        await OnEditing.InvokeAsync(false);
    }

    private async Task ChangeSlugAsync()
    {
        if (await FlushAsync() && await Drawers.OpenAsync<SlugPanel>("Change the short name", new Dictionary<string, object?> { [nameof(SlugPanel.Assistant)] = _edit.Row!.Assistant }) is AssistantDetail changed)
        {
            _edit.Follow(changed);
            _seen = changed;
            await OnStored.InvokeAsync(changed);
        }
    }

    /// <summary>Leaving saves first; only what cannot be saved is asked about.</summary>
    private async Task LeaveAsync(LocationChangingContext context)
    {
        if (IsLeaving || await FlushAsync())
        {
            return;
        }

        if (!await Confirm.AskAsync(new ConfirmRequest
        {
            Title = "Leave without saving?",
            Consequences = ["Some of what you typed could not be saved. Leaving the page drops it."],
            Confirm = "Drop the changes",
            Keep = "Stay on the page",
        }))
        {
            context.PreventNavigation();
            return;
        }

        await OnEditing.InvokeAsync(false);
    }
}
