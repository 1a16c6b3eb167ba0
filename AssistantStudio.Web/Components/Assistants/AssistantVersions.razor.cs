using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>What was kept of an assistant: compare, and go back.</summary>
public sealed partial class AssistantVersions
{
    private readonly ListState _state = new() { DefaultSort = "-number" };
    private readonly SortedSet<int> _chosen = [];
    private DataList<AssistantVersionRow>? _list;
    private AssistantRestore? _restored;
    private int _restoredNumber;
    private (int Before, int After)? _compared;

    [Parameter, EditorRequired] public required AssistantDetail Detail { get; set; }

    [Parameter] public bool ReadOnly { get; set; }

    [Parameter] public EventCallback<AssistantDetail> OnRestored { get; set; }

    [Parameter] public EventCallback OnSave { get; set; }

    [Inject] public required AssistantVersionService Versions { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    [Inject] public required StudioJs Js { get; init; }

    private Task<Page<AssistantVersionRow>> LoadAsync(ListState state, CancellationToken ct) => Versions.ListAsync(Detail.Assistant.Id, state.Apply(new ListQuery()), ct);

    /// <summary>The third choice takes the place of the first.</summary>
    private void Choose(int number, bool isChosen)
    {
        if (!isChosen)
        {
            _chosen.Remove(number);
            return;
        }

        if (_chosen.Count == 2)
        {
            _chosen.Remove(_chosen.Min);
        }

        _chosen.Add(number);
    }

    private Task CompareChosenAsync() => CompareAsync(_chosen.Min, _chosen.Max);

    private async Task CompareAsync(int before, int after)
    {
        _compared = (before, after);
        StateHasChanged();
        await Js.CallAsync("focusId", "version-compare");
    }

    /// <summary>What the draft says now, and where the draft of before is.</summary>
    private static string RestoredText(AssistantRestore restored, int number) =>
        $"The draft says what version {Format.Number(number)} says{(restored.LeftOut.Count > 0 ? ", as far as it could be brought back" : "")}. "
        + (restored.KeptAs is { } kept ? $"The draft that was there is kept as version {Format.Number(kept)}." : "The draft that was there said what a version says; that one is still here.");

    private async Task RestoreAsync(AssistantVersionRow version)
    {
        List<Consequence> consequences = [$"Its settings and its linked prompts become the draft"];
        if (Detail.Unsaved)
        {
            consequences.Add(new("", $"The draft as it is now is kept as version {Format.Number(Detail.Assistant.LatestVersion + 1)} first"));
        }

        consequences.Add("Every version stays as it is");
        if (!await Confirm.AskAsync(new ConfirmRequest
        {
            Title = $"Restore version {Format.Number(version.Number)}?",
            Consequences = consequences,
            Confirm = "Restore the version",
            Keep = "Keep the draft",
            IsDestructive = false,
        }))
        {
            return;
        }

        await Ui.RunAsync(async () =>
        {
            var restored = await Versions.RestoreAsync(Detail.Assistant.Id, version.Number, Detail.Assistant.RowVersion, CancellationToken.None);
            (_restored, _restoredNumber, _compared) = (restored, version.Number, null);
            Toasts.Success("Restored", RestoredText(restored, version.Number));
            await OnRestored.InvokeAsync(restored.Assistant);
            if (_list is not null)
            {
                await _list.ReloadAsync();
            }
        }, failed: "Not restored");
    }
}
