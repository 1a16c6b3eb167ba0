using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>All assistants in the four environments.</summary>
public sealed partial class DeploymentBoardPage : IDisposable
{
    private readonly CancellationSeries _loads = new();
    private IReadOnlyList<BoardLane>? _lanes;
    private IDisposable? _subscription;
    private UiError? _error;
    private string? _search;

    /// <summary>On a phone one is shown at a time.</summary>
    private StudioEnvironment _lane = StudioEnvironment.Production;

    [Inject] public required DeploymentListService Deployments { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    private string Facts => _lanes is not { } lanes ? "What stands in which environment."
        : $"{Format.Count(lanes.Sum(l => l.Total), "release stands", "releases stand")} in four environments.";

    public void Dispose()
    {
        _subscription?.Dispose();
        _loads.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        _subscription = Feed.Subscribe(Access.OrganizationId, DeploymentService.Topic, change => _ = InvokeAsync(LoadAsync));
        return LoadAsync();
    }

    private static BoardLane? Target(IReadOnlyList<BoardLane> lanes, BoardLane lane, BoardCard card) =>
        card.CanPromote && lane.Environment.After() is { } next && lanes.First(l => l.Environment == next) is { MayDeploy: true } target ? target : null;

    private async Task LoadAsync()
    {
        var token = _loads.Next();
        try
        {
            var lanes = await Deployments.BoardAsync(_search, token);
            if (!token.IsCancellationRequested)
            {
                (_lanes, _error) = (lanes, null);
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

    private Task SearchAsync(ChangeEventArgs change)
    {
        _search = change.Value?.ToString();
        return LoadAsync();
    }

    private Task PromoteAsync(BoardCard card, BoardLane target)
    {
        var launch = new LaunchRequest(card.Row.AssistantId, card.Row.AssistantName, DeploymentKind.Promotion, target.Environment, card.Row.Environment);
        return Drawers.OpenAsync<LaunchPanel>(LaunchPanel.TitleOf(launch), LaunchPanel.Parameters(launch), "44rem");
    }
}
