using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>The prompts of an assistant in order of choice, and which of them would answer.</summary>
public sealed partial class AssistantPrompts : IDisposable
{
    /// <summary>With fewer, the library may have more to offer.</summary>
    private const int FewLinks = 2;

    private readonly CancellationSeries _loads = new();
    private IReadOnlyList<PromptLinkRow>? _links;
    private PromptVersionDetail? _primaryText;
    private UiError? _error;
    private Guid? _dragged;
    private int? _seen;

    [Parameter, EditorRequired] public required AssistantRow Assistant { get; set; }

    [Parameter] public bool ReadOnly { get; set; }

    /// <summary>Another number: the page heard of a change, and the links are read again.</summary>
    [Parameter] public int Seen { get; set; }

    [Inject] public required PromptLinkService Links { get; init; }

    [Inject] public required PromptVersionService Versions { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    private bool HasPrimary => _links?.Any(l => l is { Role: PromptRole.Primary, Enabled: true }) == true;

    public void Dispose() => _loads.Dispose();

    protected override Task OnParametersSetAsync()
    {
        if (_seen == Seen)
        {
            return Task.CompletedTask;
        }

        _seen = Seen;
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        var token = _loads.Next();
        try
        {
            var links = await Links.ListAsync(Assistant.Id, token);
            var primaryText = await PrimaryTextAsync(links, token);
            if (!token.IsCancellationRequested)
            {
                (_links, _primaryText, _error) = (links, primaryText, null);
            }
        }
        catch (Exception e) when (token.IsCancellationRequested || StudioJs.IsGone(e))
        {
            // Superseded or closed.
        }
        catch (Exception e)
        {
            _error = Ui.Describe(e, "The prompts");
        }
    }

    /// <summary>What the primary prompt says now; null where there is none.</summary>
    private async Task<PromptVersionDetail?> PrimaryTextAsync(IReadOnlyList<PromptLinkRow> links, CancellationToken token)
    {
        try
        {
            return links.FirstOrDefault(l => l is { Role: PromptRole.Primary, Enabled: true }) is { UsedVersion: { } version } primary
                ? await Versions.GetAsync(primary.PromptId, version, token)
                : null;
        }
        catch (StudioException)
        {
            return null; // Gone, or not for this person: the notices then say less.
        }
    }

    private Task LinkAsync(PromptRole role, Guid? prompt = null) => OpenAsync("Link a prompt", null, role, prompt: prompt);

    private Task EditAsync(PromptLinkRow link, bool addsCondition = false) => OpenAsync($"How {link.PromptTitle} is used", link, link.Role, addsCondition);

    /// <summary>Without a primary it answers at once; beside one it has to be said when.</summary>
    private Task LinkSuggestedAsync(PromptSuggestion suggestion) => HasPrimary
        ? LinkAsync(PromptRole.Secondary, suggestion.PromptId)
        : ChangeAsync(
            () => Links.AddAsync(Assistant.Id, suggestion.PromptId, new PromptLinkInput { Role = PromptRole.Primary }, CancellationToken.None),
            $"“{suggestion.Title}” is the primary prompt of this assistant.");

    private async Task OpenAsync(string title, PromptLinkRow? link, PromptRole role, bool addsCondition = false, Guid? prompt = null)
    {
        var answer = await Drawers.OpenAsync<LinkPanel>(title, new Dictionary<string, object?>
        {
            [nameof(LinkPanel.AssistantId)] = Assistant.Id,
            [nameof(LinkPanel.Link)] = link,
            [nameof(LinkPanel.Role)] = role,
            [nameof(LinkPanel.PromptId)] = prompt,
            [nameof(LinkPanel.AddsCondition)] = addsCondition,
            [nameof(LinkPanel.Primary)] = _links!.FirstOrDefault(l => l is { Role: PromptRole.Primary, Enabled: true }),
            [nameof(LinkPanel.KnownVariables)] = _links!.SelectMany(l => l.Conditions).Where(c => c.Subject == ConditionSubject.Variable).Select(c => c.Variable).Distinct().ToArray(),
        }, "42rem");
        if (answer is true)
        {
            await LoadAsync();
        }
    }

    private Task MakePrimaryAsync(PromptLinkRow link) => ChangeAsync(
        () => Links.MakePrimaryAsync(Assistant.Id, link.Id, CancellationToken.None),
        $"“{link.PromptTitle}” is primary now{(_links!.FirstOrDefault(l => l is { Role: PromptRole.Primary, Enabled: true } && l.Id != link.Id) is { } old ? $"; “{old.PromptTitle}” is the first secondary" : "")}.");

    private Task ToggleAsync(PromptLinkRow link) => ChangeAsync(
        () => Links.ChangeAsync(Assistant.Id, link.Id, new PromptLinkInput { Enabled = !link.Enabled, RowVersion = link.RowVersion }, CancellationToken.None),
        $"“{link.PromptTitle}” is {(link.Enabled ? "off" : "on")}.");

    private async Task UnlinkAsync(PromptLinkRow link)
    {
        if (await Confirm.AskAsync(new ConfirmRequest
        {
            Title = $"Unlink “{link.PromptTitle}”?",
            Consequences = ["The assistant does not use it any more", "The prompt stays in the library", "Versions of the assistant remember how it was linked"],
            Confirm = "Unlink the prompt",
            Keep = "Keep the prompt",
        }))
        {
            await ChangeAsync(() => Links.RemoveAsync(Assistant.Id, link.Id, null, CancellationToken.None), $"“{link.PromptTitle}” is not used any more.");
        }
    }

    private async Task DropAsync(PromptLinkRow[] group, int to)
    {
        var from = Array.FindIndex(group, l => l.Id == _dragged);
        _dragged = null;
        if (from >= 0 && from != to)
        {
            await MoveAsync(group, from, to);
        }
    }

    private Task MoveAsync(PromptLinkRow[] group, int from, int to)
    {
        var order = group.ToList();
        order.RemoveAt(from);
        order.Insert(to, group[from]);
        return ChangeAsync(
            () => Links.ReorderAsync(Assistant.Id, [.. order.Select(l => l.Id)], CancellationToken.None),
            $"“{group[from].PromptTitle}” is number {Format.Number(to + 1)} of {Format.Number(group.Length)}.");
    }

    private async Task ChangeAsync(Func<Task> change, string done)
    {
        if (await Ui.RunAsync(change, failed: "Not changed"))
        {
            Toasts.Success("Changed", done);
        }

        await LoadAsync();
    }
}
