using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>What a canary did beside what it may replace, and what to do about it.</summary>
public sealed partial class CanaryCard : IDisposable
{
    private readonly Reading<Seen> _reading = new("The canary");
    private PeriodicTimer? _timer;
    private EnvironmentState? _read;

    /// <summary>One in which something stands.</summary>
    [Parameter, EditorRequired] public required EnvironmentState State { get; set; }

    /// <summary>What could be tried; null: nothing, or not by this person.</summary>
    [Parameter] public LaunchRequest? Try { get; set; }

    [Inject] public required CanaryService Canaries { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    public void Dispose()
    {
        _timer?.Dispose();
        _reading.Dispose();
    }

    protected override void OnInitialized()
    {
        _timer = new(ShellLimits.CountsInterval, Clock);
        _ = WatchAsync(_timer);
    }

    protected override Task OnParametersSetAsync()
    {
        // The states are read again after every change, so each of them is read beside once.
        var isNew = !ReferenceEquals(_read, State);
        _read = State;
        return isNew && State.Canary is not null ? LoadAsync() : Task.CompletedTask;
    }

    private async Task WatchAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync())
        {
            await InvokeAsync(async () =>
            {
                if (State.Canary is not null)
                {
                    await LoadAsync();
                    StateHasChanged();
                }
            });
        }
    }

    private Task LoadAsync() => _reading.ReadAsync(Ui, async ct => new(await Canaries.GetAsync(State.Canary!.AssistantId, State.Environment, ct)));

    private Task LaunchAsync(LaunchRequest launch) => Drawers.OpenAsync<LaunchPanel>(LaunchPanel.TitleOf(launch), LaunchPanel.Parameters(launch), "44rem");

    private Task ChangeAsync(CanaryView view) => Drawers.OpenAsync<CanaryPanel>(
        $"Change the canary of {view.Canary.AssistantName} in {State.Environment.Word()}", new Dictionary<string, object?> { [nameof(CanaryPanel.Canary)] = view });

    private Task EndAsync(CanaryView view, bool takesOver) => Drawers.OpenAsync<CanaryEndPanel>(
        takesOver ? $"Let version {Format.Number(view.Canary.Version)} take over in {State.Environment.Word()}" : $"Take version {Format.Number(view.Canary.Version)} back in {State.Environment.Word()}",
        new Dictionary<string, object?> { [nameof(CanaryEndPanel.Canary)] = view, [nameof(CanaryEndPanel.TakesOver)] = takesOver });

    private static string Share(long some, long all) => all == 0 ? Format.Unknown : $"{Format.Number(some)} ({Format.Percent((double)some / all)})";

    private static string Rated(CanarySample seen) => seen.Rated == 0 ? "no ratings" : $"{Format.Number(seen.Disliked)} of {Format.Number(seen.Rated)}";

    /// <param name="View">Null: it was ended in the meantime.</param>
    private sealed record Seen(CanaryView? View);
}
