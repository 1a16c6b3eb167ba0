namespace AssistantStudio.Web.Components.Assistants;

/// <summary>When two people changed the same field: both versions side by side, and what comes of the choice.</summary>
public sealed partial class AssistantEditor
{
    private string? _focus;

    private Task CompareAsync() => Ui.RunAsync(
        async () =>
        {
            _contested = false;
            await _edit.CompareAsync(Changes, _autosave.End);
        },
        failed: "The other version could not be read");

    private async Task TakeChoicesAsync()
    {
        _edit.TakeChoices();
        _autosave.Forgive();
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

    private async Task<string?> NameOfAsync(string field, object? value, CancellationToken ct) =>
        field != "ownerId" ? null : value is Guid owner ? await Assistants.OwnerNameAsync(owner, ct) ?? "somebody who is gone" : "nobody";

    /// <summary>As before: what was typed waits, and the notice leads to the comparison again.</summary>
    private async Task PutOffAsync()
    {
        var field = _edit.Stale?.Fields.FirstOrDefault(f => f.MineChanged)?.Name;
        _edit.PutOff();
        (_contested, _focus) = (true, field);
        await OnEditing.InvokeAsync(_edit.IsDirty);
    }

    private async Task SettleAsync()
    {
        _errors.Clear();
        _autosave.Forgive();
        await OnStored.InvokeAsync(_edit.Row!);
        await OnEditing.InvokeAsync(false);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus is { } field && _edit.Stale is null)
        {
            // What had the focus went away with the comparison.
            _focus = null;
            await Js.CallAsync("focusId", "f-" + field);
        }
    }
}
