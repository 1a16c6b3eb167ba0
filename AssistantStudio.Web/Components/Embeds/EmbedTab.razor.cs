using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Embeds;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Embeds;

/// <summary>Puts an assistant on other sites: which, how it looks there, how much it answers, and the line for their pages.</summary>
public sealed partial class EmbedTab : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly FieldErrors _errors = new();
    private Edit<EmbedSettings, EmbedDraft> _edit = null!;
    private StudioEnvironment _environment = StudioEnvironment.Production;
    private IDisposable? _subscription;
    private UiError? _error;
    private int _choice;

    [Parameter, EditorRequired] public required AssistantDetail Detail { get; set; }

    [Inject] public required EmbedService Embeds { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    private IEnumerable<StudioEnvironment> Places => Enum.GetValues<StudioEnvironment>().Reverse().Where(e => Access.Grant.Environments?.Contains(e) != false);

    public void Dispose()
    {
        _subscription?.Dispose();
        _end.Cancel();
        _end.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        _edit = new(EmbedDraft.Fields, row => new(row))
        {
            Read = ct => Embeds.GetAsync(Detail.Assistant.Id, _environment, ct),
            ChangeOf = row => row.UpdatedAt is { } at ? new(row.UpdatedBy, at) : null,
        };
        _subscription = Feed.Subscribe(Access.OrganizationId, EmbedService.Topic, change => _ = InvokeAsync(FollowAsync));
        return LoadAsync();
    }

    private static string Or(string typed, string otherwise) => string.IsNullOrWhiteSpace(typed) ? otherwise : typed;

    private async Task LoadAsync()
    {
        try
        {
            _edit.Show(await Embeds.GetAsync(Detail.Assistant.Id, _environment, _end.Token));
            _error = null;
        }
        catch (Exception e) when (!_end.IsCancellationRequested)
        {
            _error = Ui.Describe(e, "How it is shown on other sites");
        }
    }

    /// <summary>Somebody else saved: what was not touched here follows; what was is compared when it is saved.</summary>
    private async Task FollowAsync()
    {
        if (_end.IsCancellationRequested || _edit.Row is not { } shown || _edit.Stale is not null)
        {
            return;
        }

        try
        {
            var stored = await Embeds.GetAsync(Detail.Assistant.Id, _environment, _end.Token);
            if (stored.RowVersion != _edit.Row?.RowVersion && ReferenceEquals(shown, _edit.Row))
            {
                _edit.Follow(stored);
            }
        }
        catch (Exception)
        {
            // Saving says what is wrong.
        }

        StateHasChanged();
    }

    private async Task ChooseAsync(ChangeEventArgs chosen)
    {
        _choice++; // The list shows what holds, also where the person stays.
        if (_edit.IsDirty && !await Confirm.AskAsync(new() { Title = "Leave without saving?", Consequences = [$"The settings for {_environment.Word()} have changes that are not saved. Going to another environment drops them."], Confirm = "Drop the changes", Keep = "Keep editing" }))
        {
            return;
        }

        _environment = Enum.Parse<StudioEnvironment>((string)chosen.Value!);
        _errors.Clear();
        await LoadAsync();
    }

    private async Task SaveAsync()
    {
        var isFirst = _edit.Row!.PublicKey is null;
        _edit.Show(await Embeds.SetAsync(Detail.Assistant.Id, _environment, _edit.Draft.Input() with { RowVersion = _edit.Row.RowVersion }, CancellationToken.None));
        Toasts.Success("Saved", !_edit.Row.Enabled ? "It is switched off: pages show no button." : isFirst ? "Copy the line beside it into your pages." : "Pages that are open show it when they are loaded again.");
    }

    private async Task RotateAsync()
    {
        var asked = await Confirm.AskAsync(new()
        {
            Title = "Make a new public key?",
            Consequences =
            [
                "Every page with the present line stops showing the assistant, at once.",
                "Conversations of visitors that are going on end for them; what was said is kept here.",
                "It works again on a page when the new line stands in it.",
            ],
            Confirm = "Make a new key",
            Keep = "Keep the key",
        });
        if (asked && await Ui.RunAsync(async () => _edit.Follow(await Embeds.RotateKeyAsync(Detail.Assistant.Id, _environment, CancellationToken.None)), failed: "No new key was made"))
        {
            Toasts.Success("New key", "Put the new line into your pages.");
        }
    }
}
