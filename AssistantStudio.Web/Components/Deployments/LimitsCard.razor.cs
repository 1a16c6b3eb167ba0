using System.Globalization;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>What a deployment may take, changed while it answers, and how much of it is taken right now.</summary>
public sealed partial class LimitsCard : IDisposable
{
    private readonly FieldErrors _errors = new();
    private LimitsDraft _draft = new(new());
    private DeploymentLoad _load = DeploymentLoad.None;
    private PeriodicTimer? _timer;

    /// <summary>One in which something stands.</summary>
    [Parameter, EditorRequired] public required EnvironmentState State { get; set; }

    /// <summary>What was typed for which deployment, and not saved yet.</summary>
    [Parameter] public Dictionary<Guid, LimitsDraft> Drafts { get; set; } = [];

    [Inject] public required DeploymentListService Deployments { get; init; }

    [Inject] public required DeploymentService Service { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    public void Dispose() => _timer?.Dispose();

    protected override void OnInitialized()
    {
        _timer = new(ShellLimits.LoadInterval, Clock);
        _ = WatchAsync(_timer);
    }

    protected override void OnParametersSet()
    {
        var (id, stored) = (State.Current!.Id, State.Resources ?? new());
        if (!Drafts.TryGetValue(id, out var draft) || (!draft.IsDirty && stored != draft.Stored))
        {
            Drafts[id] = draft = new(stored);
            _errors.Clear();
        }

        (_draft, _load) = (draft, Deployments.LoadOf(State.Current));
    }

    private async Task WatchAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync())
        {
            await InvokeAsync(() =>
            {
                _load = Deployments.LoadOf(State.Current!);
                StateHasChanged();
            });
        }
    }

    private void SetPriority(ChangeEventArgs change) =>
        _draft.Priority = int.TryParse(change.Value?.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority) ? priority : _draft.Priority;

    private async Task SaveAsync()
    {
        var changes = _draft.Changes();
        if (changes == new ResourcesInput())
        {
            Drafts[State.Current!.Id] = _draft = new(_draft.Stored); // The same numbers, written otherwise.
            return;
        }

        await Service.ScaleAsync(State.Current!.AssistantId, State.Environment, changes, CancellationToken.None);
        Drafts[State.Current.Id] = _draft = new(changes.Over(_draft.Stored));
        Toasts.Success("The limits hold from now on", $"In {State.Environment.Word()}, also for those that wait already. Replies that are being written are finished.");
    }
}
