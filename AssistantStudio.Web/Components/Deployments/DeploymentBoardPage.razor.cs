using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>All assistants in the four environments.</summary>
public sealed partial class DeploymentBoardPage : IDisposable
{
    internal const string EnvironmentKey = "in";
    internal const string ShowsKey = "shows";

    private static readonly IReadOnlyList<FilterOption> s_environments = FilterOption.Of<StudioEnvironment>(e => e.ToString());
    private static readonly IReadOnlyList<FilterOption> s_contents = FilterOption.Of<BoardContent>(DeploymentText.Of);

    // The history below the board has filters of its own in the address, under other names.
    private readonly ListState _state = new() { FilterNames = [EnvironmentKey, ShowsKey] };
    private readonly CancellationSeries _loads = new();
    private readonly CancellationSeries _typing = new();
    private readonly CancellationSeries _live = new();
    private IReadOnlyList<BoardLane>? _lanes;
    private IDisposable? _subscription;
    private IDisposable? _pauses;
    private UiError? _error;
    private string? _search;
    private BoardContent? _loaded;
    private bool _loadsSoon;

    /// <summary>What is being dragged, and where it can be dropped.</summary>
    private (BoardCard Card, StudioEnvironment Target)? _dragged;

    /// <summary>On a phone one is shown at a time.</summary>
    private StudioEnvironment _lane = StudioEnvironment.Production;

    [Inject] public required DeploymentListService Deployments { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>Read from the address itself; here so that the page is drawn anew when it changes.</summary>
    [Parameter, SupplyParameterFromQuery(Name = EnvironmentKey)] public string? EnvironmentName { get; set; }

    [Parameter, SupplyParameterFromQuery(Name = ShowsKey)] public string? ShowsName { get; set; }

    /// <summary>The one environment that is shown; null: all four.</summary>
    private StudioEnvironment? Only => _state.Filter<StudioEnvironment>(EnvironmentKey);

    private BoardContent? Shows => _state.Filter<BoardContent>(ShowsKey);

    private string Facts => _lanes is not { } lanes ? "What stands in which environment."
        : Shows is not null || Only is not null || _search is { Length: > 0 } ? $"{Format.Count(lanes.Where(l => Only is null || l.Environment == Only).Sum(l => l.Total), "release", "releases")} found."
        : $"{Format.Count(lanes.Sum(l => l.Total), "release stands", "releases stand")} in four environments.";

    /// <summary>The board narrowed to one number of an overview.</summary>
    internal static string HrefOf(StudioEnvironment environment, BoardContent? shows = null) =>
        $"/deployments?{EnvironmentKey}={environment}{(shows is { } content ? $"&{ShowsKey}={content}" : null)}";

    public void Dispose()
    {
        _subscription?.Dispose();
        _pauses?.Dispose();
        _loads.Dispose();
        _typing.Dispose();
        _live.Dispose();
    }

    protected override void OnInitialized()
    {
        _state.Changed += _ => Navigation.NavigateTo("/deployments" + _state.ToQuery());
        _subscription = Feed.Subscribe(Access.OrganizationId, DeploymentService.Topic, change => _ = InvokeAsync(LoadSoonAsync));
        _pauses = Feed.Subscribe(Access.OrganizationId, AssistantService.Topic, change => _ = InvokeAsync(LoadSoonAsync));
    }

    protected override Task OnParametersSetAsync()
    {
        _state.Read(Navigation.Uri);
        return _lanes is null || _loaded != Shows ? LoadAsync() : Task.CompletedTask;
    }

    private static BoardLane? Target(IReadOnlyList<BoardLane> lanes, BoardLane lane, BoardCard card) =>
        card.CanPromote && lane.Environment.After() is { } next && lanes.First(l => l.Environment == next) is { MayDeploy: true } target ? target : null;

    private bool IsTarget(BoardLane lane) => _dragged?.Target == lane.Environment;

    /// <summary>While a card is dragged: where it can be dropped, and where it cannot.</summary>
    private string? DropClass(BoardLane lane) => _dragged is not { } dragged ? null : IsTarget(lane) ? "drop" : lane.Environment == dragged.Card.Row.Environment ? null : "no-drop";

    private void Drag(BoardCard card, BoardLane? target) => _dragged = target is null ? null : (card, target.Environment);

    /// <summary>What the button does, too: nothing is promoted before the difference and the checks were shown.</summary>
    private Task DropAsync(BoardLane lane)
    {
        var dragged = _dragged;
        _dragged = null;
        return dragged is { } it && it.Target == lane.Environment ? PromoteAsync(it.Card, lane) : Task.CompletedTask;
    }

    private async Task LoadAsync()
    {
        var token = _loads.Next();
        try
        {
            var shows = Shows;
            var lanes = await Deployments.BoardAsync(_search, shows, token);
            if (!token.IsCancellationRequested)
            {
                (_lanes, _loaded, _error) = (lanes, shows, null);
            }
        }
        catch (Exception e) when (!token.IsCancellationRequested)
        {
            _error = Ui.Describe(e, "The board");
        }
        catch (OperationCanceledException)
        {
            return;
        }

        StateHasChanged();
    }

    /// <summary>Autosaves of assistants come by the second. Not begun anew with each: what changes all the time would never be read.</summary>
    private async Task LoadSoonAsync()
    {
        if (_loadsSoon)
        {
            return;
        }

        var token = _live.Next();
        _loadsSoon = true;
        await Task.Delay(ShellLimits.LiveReloadPause, Clock, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _loadsSoon = false;
        if (!token.IsCancellationRequested)
        {
            await LoadAsync();
        }
    }

    private async Task SearchAsync(string? typed)
    {
        _search = typed;
        var token = _typing.Next();
        await Task.Delay(ShellLimits.SearchPause, Clock, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!token.IsCancellationRequested)
        {
            await LoadAsync();
        }
    }

    private Task PromoteAsync(BoardCard card, BoardLane target)
    {
        var launch = new LaunchRequest(card.Row.AssistantId, card.Row.AssistantName, DeploymentKind.Promotion, target.Environment, card.Row.Environment, NeedsApproval: target.NeedsApproval);
        return Drawers.OpenAsync<LaunchPanel>(LaunchPanel.TitleOf(launch), LaunchPanel.Parameters(launch), "44rem");
    }
}
