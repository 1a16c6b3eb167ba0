using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Jobs;

/// <summary>One run with its log, opened beside the list; follows the run while it goes on.</summary>
public sealed partial class RunPanel : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly ListState _lineState = new() { DefaultSort = "-ordinal", DefaultPageSize = 50 };
    private readonly ListState _itemState = new() { DefaultSort = "key", DefaultPageSize = 10 };
    private JobRunDetail? _detail;
    private UiError? _error;
    private JobWatch? _watch;
    private DataList<JobLineRow>? _lines;
    private DataList<JobItemRow>? _items;

    [Parameter, EditorRequired] public Guid RunId { get; set; }

    [Inject] public required JobRunService Runs { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    public void Dispose()
    {
        _watch?.Dispose();
        _end.Cancel();
        _end.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        _watch = new JobWatch(Feed, Access, Clock, () => InvokeAsync(RefreshAsync), RunId);
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            _detail = await Runs.GetAsync(RunId, _end.Token);
            _error = null;
        }
        catch (Exception e) when (!StudioJs.IsGone(e))
        {
            _error = Ui.Describe(e, "The run");
        }
        catch (Exception)
        {
            // Closed while it was read.
        }

        StateHasChanged();
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        await Task.WhenAll(_lines?.ReloadAsync() ?? Task.CompletedTask, _items?.ReloadAsync() ?? Task.CompletedTask);
    }

    private Task<Page<JobLineRow>> LoadLinesAsync(ListState state, CancellationToken ct) => Runs.LinesAsync(RunId, state.Apply(new ListQuery()), ct);

    private Task<Page<JobItemRow>> LoadItemsAsync(ListState state, CancellationToken ct) =>
        Runs.ItemsAsync(RunId, state.Apply(new JobItemQuery { State = JobItemState.Failed }), ct);

    private Task CancelAsync() => Ui.RunAsync(() => Runs.CancelAsync(RunId, _end.Token), failed: "Not cancelled");

    private Task RetryAsync() => Ui.RunAsync(() => Runs.RetryAsync(RunId, _end.Token), failed: "Not retried");
}
