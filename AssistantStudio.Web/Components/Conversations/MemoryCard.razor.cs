using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>What assistants remember of a person.</summary>
public sealed partial class MemoryCard : IDisposable
{
    private readonly Reading<IReadOnlyList<MemoryRow>> _memories = new("What is remembered");
    private IDisposable? _subscription;

    /// <summary>Null: whoever looks.</summary>
    [Parameter] public PersonKey? Person { get; set; }

    [Inject] public required MemoryService Memories { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    public void Dispose()
    {
        _subscription?.Dispose();
        _memories.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        _subscription = Feed.Subscribe(Access.OrganizationId, MemoryService.Topic, _ => InvokeAsync(async () =>
        {
            await _memories.ReadAgainAsync(Ui, Clock, ReadAsync);
            StateHasChanged();
        }));
        return LoadAsync();
    }

    private Task LoadAsync() => _memories.ReadAsync(Ui, ReadAsync);

    private Task<IReadOnlyList<MemoryRow>> ReadAsync(CancellationToken ct) => Memories.ListAsync(Person, ct);

    private async Task ForgetAsync(MemoryRow memory)
    {
        if (await Ui.RunAsync(() => Memories.DeleteAsync(memory.Id, CancellationToken.None), failed: "It could not be forgotten"))
        {
            Toasts.Success("Forgotten", memory.Text);
            await LoadAsync();
        }
    }

    private async Task ForgetAllAsync()
    {
        if (await Confirm.AskAsync(new ConfirmRequest
        {
            Title = "Have everything forgotten?",
            Consequences = [new(Format.Count(_memories.Value?.Count ?? 0, "memory", "memories"), "of all assistants are deleted"), "What you said stays in its conversations"],
            Confirm = "Forget everything",
            Keep = "Keep the memories",
        }) && await Ui.RunAsync(() => Memories.ForgetAsync(CancellationToken.None), failed: "They could not be forgotten"))
        {
            Toasts.Success("Forgotten", "No assistant remembers anything of you.");
            await LoadAsync();
        }
    }
}
