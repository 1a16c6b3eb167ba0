using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Prompts;

/// <summary>Saving by hand, by itself, and after somebody else was faster.</summary>
public sealed partial class PromptEditor
{
    /// <summary>Shorter pauses in typing do not save the draft.</summary>
    internal static readonly TimeSpan AutosavePause = TimeSpan.FromSeconds(2);

    private string SaveText => _isEditing ? _autosave.Text(_edit.IsDirty || _edit.Row!.IsNew, Time, "No changes") : "";

    /// <summary>Only a draft that is stored saves itself: a new version is made when somebody asks for it.</summary>
    private void Changed()
    {
        if (_edit.Row!.IsNew || _news is not null)
        {
            _autosave.Hold();
            return;
        }

        _autosave.Typed(() => _isEditing && _edit.Stale is null && _edit.IsDirty && _draft.Variables.All(v => v.Name.Length > 0)
            ? _autosave.TryAsync(() => StoreAsync(publish: false, asNew: false))
            : Task.CompletedTask);
    }

    private Task SaveByKeyAsync() => _isEditing ? SaveAsync(asNew: _edit.Row!.IsNew) : Task.CompletedTask;

    private Task SaveAsync(bool asNew) => RunAsync(async () =>
    {
        var wasNew = asNew && !_edit.Row!.IsNew;
        var saved = await StoreAsync(publish: false, asNew);
        if (wasNew)
        {
            Toasts.Success("Saved as a new version", $"Version {Format.Number(saved.Version.Number)} is the draft now.");
        }
    });

    private async Task PublishAsync()
    {
        var number = _edit.Row!.Number;
        List<Consequence> consequences = [$"Version {Format.Number(number)} never changes again", Detail.Prompt.PublishedVersion is { } before
            ? $"It runs wherever no version or label is named; until now that is version {Format.Number(before)}"
            : "It runs wherever no version or label is named"];
        if (Detail.Labels.Count > 0)
        {
            consequences.Add($"Labels stay where they are: {string.Join(", ", Detail.Labels.Select(l => $"{l.Label} on version {Format.Number(l.Version)}"))}");
        }

        if (await Confirm.AskAsync(new ConfirmRequest
        {
            Title = $"Publish version {Format.Number(number)}?",
            Consequences = consequences,
            Confirm = "Publish the version",
            Keep = "Keep the draft",
            IsDestructive = false,
        }))
        {
            await RunAsync(async () =>
            {
                var saved = await StoreAsync(publish: true, asNew: _edit.Row!.IsNew);
                Toasts.Success("Published", $"Version {Format.Number(saved.Version.Number)} runs from now on.");
            });
        }
    }

    private Task RunAsync(Func<Task> save) => Ui.RunAsync(
        async () =>
        {
            try
            {
                await save();
            }
            catch (ConflictException e) when (e.IsStale)
            {
                await CompareAsync();
            }
            catch (NotFoundException)
            {
                _edit.ShowGone();
            }
        },
        _errors, "Not saved");

    /// <summary>What is typed while it is saved stays, as a change of what was saved. The page hears of it also when somebody else was faster.</summary>
    private async Task<PromptVersionDetail> StoreAsync(bool publish, bool asNew)
    {
        try
        {
            return await _autosave.InTurnAsync(async () =>
            {
                var (row, id) = (_edit.Row!, Detail.Prompt.Id);
                if (asNew && !row.IsNew && _draft.Note.Trim() == row.Version.Version.Note)
                {
                    _draft.Note = ""; // It tells what was new in the draft that stays behind.
                }

                var input = _draft.ToInput(row, publish);
                var saved = asNew || row.IsNew ? await Versions.AddAsync(id, input, _autosave.End) : await Versions.SaveDraftAsync(id, input, _autosave.End);
                Keep(saved, input);
                return saved;
            });
        }
        finally
        {
            await OnStored.InvokeAsync();
        }
    }

    private void Keep(PromptVersionDetail saved, PromptContent sent)
    {
        var typed = _draft;
        var isPublished = saved.Version.State == PromptVersionState.Published;
        var prompt = Detail.Prompt with { LatestVersion = saved.Version.Number };
        _edit.Show(new(prompt, saved, IsNew: isPublished));
        (_draft, _news) = (_edit.Draft, null);
        _autosave.Saved();
        if (typed.Content != sent.Content || typed.Variables != sent.Variables || !isPublished)
        {
            (_draft.Content, _draft.Variables, _draft.Note) = (typed.Content, typed.Variables, typed.Note);
        }
        else
        {
            (_isEditing, _version) = (false, saved);
            Show(new ContentDraft(new(prompt, saved, IsNew: false)));
        }

        if (StartNew || Version is not null)
        {
            // The address asked for the version that this one began with.
            _asked = null;
            Navigation.NavigateTo(PromptPage.Href(Detail.Prompt.Key), replace: true);
        }
    }

    private Task CompareAsync() => Ui.RunAsync(
        async () =>
        {
            _news = null;
            if (await _edit.CompareAsync(Changes, _autosave.End))
            {
                return;
            }

            // The same is stored, or nothing was typed here: what is stored is shown.
            await SettleAsync();
        },
        failed: "The other version could not be read");

    private async Task TakeChoicesAsync()
    {
        _edit.TakeChoices();
        Show(_edit.Draft);
        if (_edit.IsDirty)
        {
            await SaveAsync(asNew: _edit.Row!.IsNew);
        }
        else
        {
            await SettleAsync();
        }
    }

    /// <summary>Back to the text as it was typed; the notice leads to the comparison again.</summary>
    private async Task PutOffAsync()
    {
        var by = _edit.Stale?.By?.By ?? "Somebody else";
        _edit.PutOff();
        _news = NewsOf(_edit.Row!) ?? $"{by} changed this prompt.";
        StateHasChanged();
        await Js.CallAsync("focusId", "f-content");
    }

    private async Task DiscardAsync()
    {
        var wasGone = _edit.Stale is { IsGone: true };
        _edit.Discard();
        if (wasGone)
        {
            // The guard is drawn without a change first, or it would ask.
            StateHasChanged();
            await Task.Yield();
            Navigation.NavigateTo("/prompts");
        }
        else
        {
            await SettleAsync();
        }
    }

    /// <summary>What is stored is shown: as the draft that it is, or to be read.</summary>
    private async Task SettleAsync()
    {
        var row = _edit.Row!;
        _errors.Clear();
        _autosave.Forgive();
        (_isEditing, _version, _asked) = (!row.IsNew, row.Version, Version);
        Show(row.IsNew ? new ContentDraft(row with { IsNew = false }) : _edit.Draft);
        await OnStored.InvokeAsync();
    }
}
