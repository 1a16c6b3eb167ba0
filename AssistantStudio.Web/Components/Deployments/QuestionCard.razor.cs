using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Deployments;

public sealed partial class QuestionCard : IDisposable
{
    private readonly FieldErrors _errors = new();
    private QuestionDraft _draft = new(new());
    private IDisposable? _subscription;

    /// <summary>One in which something stands.</summary>
    [Parameter, EditorRequired] public required EnvironmentState State { get; set; }

    /// <summary>What was typed for which deployment, and not saved yet.</summary>
    [Parameter] public Dictionary<Guid, QuestionDraft> Drafts { get; set; } = [];

    /// <summary>It was asked: what is shown is of before.</summary>
    [Parameter] public EventCallback OnAsked { get; set; }

    [Inject] public required DeploymentService Service { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    public void Dispose() => _subscription?.Dispose();

    protected override void OnInitialized() => _subscription = Feed.Subscribe(Access.OrganizationId, DeploymentService.AskedTopic, change =>
    {
        if (change.Id == State.Current!.Id)
        {
            _ = InvokeAsync(OnAsked.InvokeAsync);
        }
    });

    protected override void OnParametersSet()
    {
        var (id, stored) = (State.Current!.Id, State.Resources ?? new());
        if (!Drafts.TryGetValue(id, out var draft) || (!draft.IsDirty && !draft.IsOf(stored)))
        {
            Drafts[id] = draft = new(stored);
            _errors.Clear();
        }

        _draft = draft;
    }

    private async Task SaveAsync()
    {
        var changes = _draft.Changes();
        if (changes == new ResourcesInput())
        {
            Drafts[State.Current!.Id] = _draft = new(_draft.Stored); // The same numbers, written otherwise.
            return;
        }

        await Service.ScaleAsync(State.Current!.AssistantId, State.Environment, changes, CancellationToken.None);
        var stored = changes.Over(_draft.Stored);
        Drafts[State.Current.Id] = _draft = new(stored);
        if (stored.Question is null)
        {
            Toasts.Success("It is asked nothing any more", $"In {State.Environment.Word()}.");
        }
        else
        {
            Toasts.Success("It is asked from now on", $"In {State.Environment.Word()}, every {Format.Number(stored.QuestionMinutes)} minutes, and first in a few seconds.");
        }
    }
}
