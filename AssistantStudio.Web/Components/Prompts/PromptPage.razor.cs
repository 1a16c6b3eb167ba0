using System.Globalization;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Prompts;

/// <summary>One prompt: what is in all its tabs, and that follows what others do to it.</summary>
public sealed partial class PromptPage : IDisposable
{
    private const int UsersNamed = 8;

    private static readonly Crumb[] s_trail = [new("Prompts", "/prompts")];

    private readonly CancellationTokenSource _end = new();
    private readonly CancellationSeries _loads = new();
    private IDisposable? _subscription;
    private PromptDetail? _detail;
    private UiError? _error;
    private bool _isGone;
    private bool _isMissing;
    private bool _isLeaving;
    private bool _reloadsSoon;

    /// <summary>The key, or the id.</summary>
    [Parameter] public required string PromptKey { get; set; }

    /// <summary>The version to look at; without it the newest.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "version")] public string? Version { get; set; }

    /// <summary>Begin a new version from it at once.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "edit")] public string? Edit { get; set; }

    [Inject] public required PromptService Prompts { get; init; }

    [Inject] public required PromptLinkService Links { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>No version has the number 0: an address that names none leads to "not found".</summary>
    private int? VersionNumber => string.IsNullOrEmpty(Version) ? null : int.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>As Core decides it: whoever may change prompts, besides those who read the whole log.</summary>
    private bool CanReadHistory => Access.Can(Permission.PromptsManage) || Access.Can(Permission.AuditView);

    private string Tab => new Uri(Navigation.Uri).AbsolutePath.TrimEnd('/').Split('/') is [_, _, _, var tab] ? tab : "";

    public static string Href(string key) => "/prompts/" + Uri.EscapeDataString(key);

    public void Dispose()
    {
        _subscription?.Dispose();
        _loads.Dispose();
        _end.Cancel();
        _end.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        _subscription = Feed.Subscribe(Access.OrganizationId, PromptService.Topic, change =>
        {
            if (_detail is null || change.Id is null || change.Id == _detail.Prompt.Id)
            {
                _ = InvokeAsync(ReloadSoonAsync);
            }
        });
        return LoadAsync();
    }

    private List<TabLink> Tabs(PromptDetail detail)
    {
        var href = Href(PromptKey);
        List<TabLink> tabs = [new("Editor", href, Exact: true), new("Versions", href + "/versions", detail.Prompt.LatestVersion)];
        if (Access.Can(Permission.AssistantsView))
        {
            tabs.Add(new("Used by", href + "/assistants"));
        }

        if (CanReadHistory)
        {
            tabs.Add(new("History", href + "/history"));
        }

        return tabs;
    }

    private async Task LoadAsync()
    {
        var token = _loads.Next();
        try
        {
            // By id once it is known: the key may have been changed by somebody.
            var detail = await Prompts.GetAsync(_detail?.Prompt.Id.ToString() ?? PromptKey, token);
            if (!token.IsCancellationRequested)
            {
                (_detail, _error) = (detail, null);
            }
        }
        catch (Exception e) when (token.IsCancellationRequested || StudioJs.IsGone(e))
        {
            // Superseded or closed.
        }
        catch (NotFoundException)
        {
            (_isGone, _isMissing) = (_detail is not null, _detail is null);
        }
        catch (Exception e)
        {
            _error = Ui.Describe(e, "The prompt");
        }

        StateHasChanged();
    }

    /// <summary>A burst of changes is one read.</summary>
    private async Task ReloadSoonAsync()
    {
        if (_reloadsSoon)
        {
            return;
        }

        _reloadsSoon = true;
        await Task.Delay(ShellLimits.LiveReloadPause, Clock, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _reloadsSoon = false;
        if (!_end.IsCancellationRequested && !_isGone)
        {
            await LoadAsync();
        }
    }

    private async Task EditDetailsAsync()
    {
        var answer = await Drawers.OpenAsync<PromptDetailsPanel>("Details of the prompt", new Dictionary<string, object?> { [nameof(PromptDetailsPanel.Prompt)] = _detail!.Prompt }, "40rem");
        if (answer is PromptDetail changed)
        {
            _detail = changed;
            if (changed.Prompt.Key != PromptKey)
            {
                Navigation.NavigateTo(Href(changed.Prompt.Key), replace: true);
            }
        }
    }

    /// <summary>What assistants use cannot be deleted: says which, and leads there.</summary>
    private async Task<bool> IsUsedAsync(PromptRow prompt)
    {
        PromptUses uses = new([], 0);
        if (Access.Can(Permission.AssistantsView) && !await Ui.RunAsync(async () => uses = await Links.UsersOfAsync(prompt.Id, CancellationToken.None), failed: "Not deleted"))
        {
            return true;
        }

        if (uses.Assistants == 0)
        {
            return false;
        }

        var names = uses.Items.DistinctBy(u => u.AssistantId).Take(UsersNamed).Select(u => u.Name).ToArray();
        if (await Confirm.AskAsync(new ConfirmRequest
        {
            Title = $"“{prompt.Title}” is used and cannot be deleted",
            Consequences =
            [
                new(Format.Count(uses.Assistants, "assistant uses it:", "assistants use it:"), string.Join(", ", names) + (uses.Assistants > names.Length ? $" and {Format.Number(uses.Assistants - names.Length)} more" : "")),
                "Unlink it there first",
                "To offer a version no more and keep what runs, deprecate it under Versions",
            ],
            Confirm = "Show where it is used",
            Keep = "Keep the prompt",
            IsDestructive = false,
        }))
        {
            Navigation.NavigateTo(Href(prompt.Key) + "/assistants");
        }

        return true;
    }

    private async Task DeleteAsync()
    {
        var (prompt, labels) = (_detail!.Prompt, _detail.Labels);
        if (await IsUsedAsync(prompt))
        {
            return;
        }

        List<Consequence> lost = [new(Format.Count(prompt.LatestVersion, "version"), prompt.LatestVersion == 1 ? "is deleted with its text and variables" : "are deleted with their texts and variables")];
        if (labels.Count > 0)
        {
            lost.Add(new(Format.Count(labels.Count, "label"), $"{(labels.Count == 1 ? "goes" : "go")} with {(prompt.LatestVersion == 1 ? "it" : "them")}: {string.Join(", ", labels.Select(l => l.Label))}"));
        }

        lost.Add($"Programs that ask for {prompt.Key} get an error");
        lost.Add("No assistant links it now; versions of assistants that remember it cannot bring it back");
        lost.Add("The audit log keeps what was done; the text itself cannot be brought back");
        if (await Confirm.AskAsync(new ConfirmRequest
        {
            Title = $"Delete the prompt “{prompt.Title}”?",
            Consequences = lost,
            Confirm = "Delete the prompt",
            Keep = "Keep the prompt",
            TypeToConfirm = prompt.Key,
        }) && await Ui.RunAsync(() => Prompts.DeleteAsync(prompt.Id, null, CancellationToken.None), failed: "Not deleted"))
        {
            // What was typed into the editor goes with the prompt: nothing to ask about.
            _subscription?.Dispose();
            _isLeaving = true;
            StateHasChanged();
            Toasts.Success("Deleted", $"“{prompt.Title}” is gone with all its versions.");
            Navigation.NavigateTo("/prompts");
        }
    }
}
