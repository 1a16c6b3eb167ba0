using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>Where an assistant stands, from development to production, and the way it came there.</summary>
public sealed partial class DeploymentsTab : IDisposable
{
    private readonly CancellationSeries _loads = new();
    private IReadOnlyList<EnvironmentState>? _states;
    private IDisposable? _subscription;
    private UiError? _error;

    [Parameter, EditorRequired] public required AssistantDetail Detail { get; set; }

    [Inject] public required DeploymentListService Deployments { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

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

    private async Task LoadAsync()
    {
        var token = _loads.Next();
        try
        {
            var states = await Deployments.StatesAsync(Detail.Assistant.Id, token);
            if (!token.IsCancellationRequested)
            {
                (_states, _error) = (states, null);
            }
        }
        catch (Exception e) when (!token.IsCancellationRequested)
        {
            _error = Ui.Describe(e, "Where it stands");
        }
        catch (OperationCanceledException)
        {
            return;
        }

        StateHasChanged();
    }

    /// <summary>What is built goes to the first; further on only where the rules let it.</summary>
    private bool CanDeploy(EnvironmentState state) => IsReady(state) && !state.FromPrevious;

    /// <summary>The environment before, when another release answers there than here.</summary>
    private EnvironmentState? From(EnvironmentState state) => IsReady(state) ? LaunchRequest.SourceOf(_states!, state) : null;

    /// <summary>Of a draft the checks say what is missing; what was paused or put away is not brought further.</summary>
    private bool IsReady(EnvironmentState state) => state.OnItsWay is null && Detail.Assistant.Status is (AssistantStatus.Draft or AssistantStatus.Active);

    private Task DeployAsync(EnvironmentState state) => OpenAsync(new(Detail.Assistant.Id, Detail.Assistant.Name, DeploymentKind.Deploy, state.Environment, NeedsApproval: state.NeedsApproval));

    private Task PromoteAsync(EnvironmentState state, EnvironmentState from) =>
        OpenAsync(new(Detail.Assistant.Id, Detail.Assistant.Name, DeploymentKind.Promotion, state.Environment, from.Environment, NeedsApproval: state.NeedsApproval));

    private Task RollBackAsync(EnvironmentState state, Guid? target) => OpenAsync(
        new(Detail.Assistant.Id, Detail.Assistant.Name, DeploymentKind.Rollback, state.Environment, Target: target, GivesUp: state.OnItsWay?.Version));

    private Task OpenAsync(LaunchRequest launch) => Drawers.OpenAsync<LaunchPanel>(LaunchPanel.TitleOf(launch), LaunchPanel.Parameters(launch), "44rem");

    private Task MoveAsync(DeploymentRow row, DeploymentStatus to) => Drawers.OpenAsync<StandingPanel>(
        row.Status == DeploymentStatus.Degraded && to == DeploymentStatus.Active ? $"Call {row.AssistantName} in {row.Environment.Word()} active again"
        : $"{(to == DeploymentStatus.Stopped ? "Stop" : "Resume")} {row.AssistantName} in {row.Environment.Word()}",
        new Dictionary<string, object?> { [nameof(StandingPanel.Row)] = row, [nameof(StandingPanel.To)] = to });
}
