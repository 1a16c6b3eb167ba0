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
    private readonly Reading<Board> _board = new("The board");
    private IDisposable? _subscription;
    private IDisposable? _pauses;
    private string? _search;

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

    private string Facts => _board.Value?.Lanes is not { } lanes ? "What stands in which environment."
        : Shows is not null || Only is not null || _search is { Length: > 0 } ? $"{Format.Count(lanes.Where(l => Only is null || l.Environment == Only).Sum(l => l.Total), "release", "releases")} found."
        : $"{Format.Count(lanes.Sum(l => l.Total), "release stands", "releases stand")} in four environments.";

    /// <summary>The board narrowed to one number of an overview.</summary>
    internal static string HrefOf(StudioEnvironment environment, BoardContent? shows = null) =>
        $"/deployments?{EnvironmentKey}={environment}{(shows is { } content ? $"&{ShowsKey}={content}" : null)}";

    public void Dispose()
    {
        _subscription?.Dispose();
        _pauses?.Dispose();
        _board.Dispose();
    }

    protected override void OnInitialized()
    {
        _state.Changed += _ => Navigation.NavigateTo("/deployments" + _state.ToQuery());
        _subscription = Feed.Subscribe(Access.OrganizationId, DeploymentService.Topic, _ => Again());
        _pauses = Feed.Subscribe(Access.OrganizationId, AssistantService.Topic, _ => Again());
    }

    protected override Task OnParametersSetAsync()
    {
        _state.Read(Navigation.Uri);
        return _board.Value is not { } board || board.Shows != Shows ? LoadAsync() : Task.CompletedTask;
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

    private Task LoadAsync() => _board.ReadAsync(Ui, ReadAsync);

    private async Task<Board> ReadAsync(CancellationToken token)
    {
        var shows = Shows;
        return new(await Deployments.BoardAsync(_search, shows, token), shows);
    }

    /// <summary>Also after an autosave of an assistant, which may have been paused.</summary>
    private void Again() => _ = InvokeAsync(async () =>
    {
        await _board.ReadAgainAsync(Ui, Clock, ReadAsync);
        StateHasChanged();
    });

    private Task SearchAsync(string? typed)
    {
        _search = typed;
        return _board.ReadSoonAsync(Ui, Clock, ReadAsync);
    }

    private Task PromoteAsync(BoardCard card, BoardLane target)
    {
        var launch = new LaunchRequest(card.Row.AssistantId, card.Row.AssistantName, DeploymentKind.Promotion, target.Environment, card.Row.Environment, NeedsApproval: target.NeedsApproval);
        return Drawers.OpenAsync<LaunchPanel>(LaunchPanel.TitleOf(launch), LaunchPanel.Parameters(launch), "44rem");
    }

    /// <param name="Shows">What it was read for.</param>
    private sealed record Board(IReadOnlyList<BoardLane> Lanes, BoardContent? Shows);
}
