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

    private readonly FieldErrors _errors = new();
    private Autosave _autosave = null!;
    private Edit<AssistantDetail, AssistantDraft> _edit = null!;
    private AssistantDetail? _seen;
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

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    [Inject] public required StudioJs Js { get; init; }

    [Inject] public required BrowserTime Time { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    private string SaveText => ReadOnly ? (Access.Can(Permission.AssistantsManage) ? "" : "You can read this assistant. Your role does not change it.")
        : _autosave.Text(_edit.IsDirty, Time, "Changes are saved as you type");

    public void Dispose() => _autosave.Dispose();

    /// <summary>Everything typed is stored before a version of it is made. False when it could not be.</summary>
    public async Task<bool> FlushAsync()
    {
        if (_edit.IsDirty && _edit.Stale is null && !ReadOnly)
        {
            await AutosaveAsync();
        }

        return !_edit.IsDirty;
    }

    /// <summary>For what needs everything stored first. False when it could not be: then the person sees why, and what to decide.</summary>
    public async Task<bool> RequireStoredAsync()
    {
        if (await FlushAsync())
        {
            return true;
        }

        if (_contested)
        {
            await CompareAsync();
            StateHasChanged();
        }

        Toasts.Error("Not yet", _edit.Stale is null ? "Something that you typed is not saved. See what is marked." : "Somebody else changed the same field. Choose what to keep first.");
        return false;
    }

    protected override void OnInitialized()
    {
        _edit = new(AssistantDraft.Fields, row => new(row))
        {
            Read = ct => Assistants.GetAsync(Detail.Assistant.Id.ToString(), ct),
            ChangeOf = row => new(row.Assistant.UpdatedBy, row.Assistant.UpdatedAt),
            NameOf = NameOfAsync,
        };
        _edit.Show(Detail);
        _seen = Detail;
        _autosave = new("the assistant", AutosavePause, Clock, Ui, _errors) { Refresh = StateHasChanged };
    }

    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_seen, Detail))
        {
            _seen = Detail;
            if (_edit.Stale is null && Detail.Assistant.RowVersion > _edit.Row!.Assistant.RowVersion && !_autosave.IsSaving)
            {
                _contested = !_edit.Follow(Detail);
            }
        }
    }

    private async Task Changed()
    {
        _autosave.Hold();
        await OnEditing.InvokeAsync(_edit.IsDirty);
        if (!_contested)
        {
            _autosave.Typed(() => _edit.Stale is null && _edit.IsDirty && !ReadOnly ? AutosaveAsync() : Task.CompletedTask);
        }
    }

    private Task SetCapabilities(IReadOnlyList<AssistantCapability> capabilities)
    {
        _edit.Draft.Capabilities = capabilities;
        return Changed();
    }

    private async Task AutosaveAsync()
    {
        if (await _autosave.TryAsync(() => _autosave.InTurnAsync(StoreAsync)))
        {
            await OnEditing.InvokeAsync(_edit.IsDirty);
        }
    }

    /// <summary>What is typed while it is saved stays, as a change of what was saved. False when the person has to decide.</summary>
    private async Task<bool> StoreAsync()
    {
        for (var merges = 0; merges < MostMerges; merges++)
        {
            var sent = _edit.Draft.Copy();
            try
            {
                var saved = await Assistants.ChangeAsync(Detail.Assistant.Id, sent.ToInput(_edit.Row!.Assistant.RowVersion), _autosave.End);
                _edit.Keep(saved, sent);
                _errors.Clear();
                _autosave.Saved();
                _seen = saved;
                await OnStored.InvokeAsync(saved);
                return true;
            }
            catch (ConflictException e) when (e.IsStale)
            {
                if (!_edit.Follow(await _edit.Read!(_autosave.End)))
                {
                    _contested = true;
                    _autosave.Refuse("somebody else changed the same field");
                    return false;
                }
            }
        }

        _autosave.Refuse("others keep changing it");
        return false;
    }

    private async Task ChangeSlugAsync()
    {
        if (await RequireStoredAsync() && await Drawers.OpenAsync<SlugPanel>("Change the short name", new Dictionary<string, object?> { [nameof(SlugPanel.Assistant)] = _edit.Row!.Assistant }) is AssistantDetail changed)
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
