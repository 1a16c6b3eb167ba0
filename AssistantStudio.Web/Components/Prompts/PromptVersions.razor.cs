using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Prompts;

/// <summary>All versions of a prompt: publish, deprecate, label, compare, go on from any.</summary>
public sealed partial class PromptVersions
{
    private readonly ListState _state = new() { DefaultSort = "-number" };
    private readonly SortedSet<int> _chosen = [];
    private DataList<PromptVersionRow>? _list;
    private (int Before, int After)? _compared;

    [Parameter, EditorRequired] public required PromptDetail Detail { get; set; }

    /// <summary>After a change: the page reads the prompt again.</summary>
    [Parameter] public EventCallback OnChanged { get; set; }

    [Inject] public required PromptVersionService Versions { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    [Inject] public required StudioJs Js { get; init; }

    private Task<Page<PromptVersionRow>> LoadAsync(ListState state, CancellationToken ct) => Versions.ListAsync(Detail.Prompt.Id, state.Apply(new ListQuery()), ct);

    private string Href(int number) => $"{PromptPage.Href(Detail.Prompt.Key)}?version={number.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    private string[] LabelsOf(int number) => [.. Detail.Labels.Where(l => l.Version == number).Select(l => l.Label)];

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

    private async Task Compare()
    {
        _compared = (_chosen.Min, _chosen.Max);
        StateHasChanged();
        await Js.CallAsync("focusId", "version-compare");
    }

    private async Task PublishAsync(PromptVersionRow version)
    {
        if (await Confirm.AskAsync(new ConfirmRequest
        {
            Title = $"Publish version {Format.Number(version.Number)}?",
            Consequences = [$"Version {Format.Number(version.Number)} never changes again", RunsNext(version.Number)],
            Confirm = "Publish the version",
            Keep = "Leave it as it is",
            IsDestructive = false,
        }))
        {
            await ChangeAsync(() => Versions.PublishAsync(Detail.Prompt.Id, version.Number, null, CancellationToken.None), "Not published", "Published", $"Version {Format.Number(version.Number)} is published.");
        }
    }

    /// <summary>The highest published number runs, whichever is published last.</summary>
    private string RunsNext(int number) => Detail.Prompt.PublishedVersion is { } now && now > number
        ? $"Version {Format.Number(now)} goes on running wherever no version or label is named"
        : "It runs wherever no version or label is named";

    private async Task DeprecateAsync(PromptVersionRow version)
    {
        List<Consequence> consequences = ["It still runs where it is pinned, and is not offered any more"];
        if (Detail.Prompt.PublishedVersion == version.Number)
        {
            consequences.Add("The published version before it runs wherever no version or label is named");
        }

        if (await Confirm.AskAsync(new ConfirmRequest
        {
            Title = $"Deprecate version {Format.Number(version.Number)}?",
            Refused = LabelsOf(version.Number) is { Length: > 0 } labels
                ? $"It carries the {(labels.Length == 1 ? "label" : "labels")} {string.Join(", ", labels)}. Move {(labels.Length == 1 ? "it" : "them")} to another version first: press Labels at that version."
                : null,
            Consequences = consequences,
            Confirm = "Deprecate the version",
            Keep = "Keep the version",
        }))
        {
            await ChangeAsync(() => Versions.DeprecateAsync(Detail.Prompt.Id, version.Number, null, CancellationToken.None), "Not deprecated", "Deprecated", $"Version {Format.Number(version.Number)} is not offered any more.");
        }
    }

    private async Task ChangeAsync(Func<Task> change, string failed, string done, string detail)
    {
        if (await Ui.RunAsync(change, failed: failed))
        {
            Toasts.Success(done, detail);
            await ReloadAsync();
        }
    }

    private void OpenLabels(int number) => _ = OpenLabelsAsync(number);

    private async Task OpenLabelsAsync(int number)
    {
        await Drawers.OpenAsync<LabelPanel>($"Labels of version {Format.Number(number)}", new Dictionary<string, object?>
        {
            [nameof(LabelPanel.PromptId)] = Detail.Prompt.Id,
            [nameof(LabelPanel.Number)] = number,
        });
        await InvokeAsync(ReloadAsync);
    }

    private async Task ReloadAsync()
    {
        await OnChanged.InvokeAsync();
        if (_list is not null)
        {
            await _list.ReloadAsync();
        }
    }
}
