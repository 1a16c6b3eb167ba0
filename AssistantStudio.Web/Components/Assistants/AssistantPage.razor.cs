using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>One assistant: what is in all its tabs, who else is here, and what others do to it.</summary>
public sealed partial class AssistantPage : IDisposable
{
    private static readonly Crumb[] s_trail = [new("Assistants", "/assistants")];

    private readonly CancellationTokenSource _end = new();
    private readonly CancellationSeries _loads = new();
    private IDisposable? _subscription;
    private PagePresence.Visit? _visit;
    private IReadOnlyList<PresentPerson> _others = [];
    private AssistantEditor? _editor;
    private AssistantDetail? _detail;
    private UiError? _error;
    private int _reads;
    private bool _isGone;
    private bool _isMissing;
    private bool _isLeaving;
    private bool _reloadsSoon;

    /// <summary>The short name, or the id.</summary>
    [Parameter] public required string AssistantKey { get; set; }

    /// <summary>A trial in the playground that was begun before.</summary>
    [SupplyParameterFromQuery] public Guid? Conversation { get; set; }

    [Inject] public required AssistantService Assistants { get; init; }

    [Inject] public required AssistantActions Actions { get; init; }

    [Inject] public required PagePresence Presence { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>Only while it is on the screen: a reference outlives its component.</summary>
    private AssistantEditor? Editor => Tab.Length == 0 ? _editor : null;

    private bool CanManage => Access.Can(Permission.AssistantsManage);

    /// <summary>As Core decides it: whoever may change it, besides those who read the whole log.</summary>
    private bool CanReadHistory => CanManage || Access.Can(Permission.AuditView);

    private bool CanTry => Access.Can(Permission.AssistantsTry) && Access.Can(Permission.Chat);

    private bool CanSeeDeployments => Access.Can(Permission.DeploymentsView);

    private bool CanSeeKnowledge => Access.Can(Permission.KnowledgeView);

    private bool CanEdit => CanManage && !_isGone && _detail is { } d && AssistantLifecycle.Of(d.Assistant.Status).CanEdit;

    private string Tab => new Uri(Navigation.Uri).AbsolutePath.TrimEnd('/').Split('/') is [_, _, _, var tab] ? tab : "";

    public static string Href(string slug) => "/assistants/" + Uri.EscapeDataString(slug);

    public void Dispose()
    {
        _visit?.Dispose();
        _subscription?.Dispose();
        _loads.Dispose();
        _end.Cancel();
        _end.Dispose();
    }

    /// <summary>Another address is another page: the layout begins anew.</summary>
    protected override Task OnInitializedAsync()
    {
        _subscription = Feed.Subscribe(Access.OrganizationId, AssistantService.Topic, change =>
        {
            if (_detail is null || change.Id is null || change.Id == _detail.Assistant.Id)
            {
                _ = InvokeAsync(ReloadSoonAsync);
            }
        });
        return LoadAsync();
    }

    private static string VersionFacts(AssistantDetail detail) => detail.Assistant.LatestVersion switch
    {
        0 => "No version saved yet",
        var latest when detail.Unsaved => $"Changed since version {Format.Number(latest)}",
        var latest => $"Nothing changed since version {Format.Number(latest)}",
    };

    private TabLink[] Tabs(AssistantDetail detail)
    {
        var href = Href(detail.Assistant.Slug);
        TabLink[] knowledge = CanSeeKnowledge ? [new("Knowledge", href + "/knowledge", detail.Content.KnowledgeSources.Count)] : [];
        TabLink[] playground = CanTry ? [new("Playground", href + "/playground")] : [];
        TabLink[] deployments = CanSeeDeployments ? [new("Deployments", href + "/deployments"), new("Other sites", href + "/embed")] : [];
        TabLink[] tabs = [new("Overview", href, Exact: true), .. playground, new("Prompts", href + "/prompts"), .. knowledge, new("Tools", href + "/tools", detail.Content.Tools.Count), .. deployments, new("Versions", href + "/versions", detail.Assistant.LatestVersion)];
        return CanReadHistory ? [.. tabs, new("History", href + "/history")] : tabs;
    }

    private async Task LoadAsync()
    {
        var token = _loads.Next();
        try
        {
            // By id once it is known: the short name may have been changed by somebody.
            var detail = await Assistants.GetAsync(_detail?.Assistant.Id.ToString() ?? AssistantKey, token);
            if (!token.IsCancellationRequested)
            {
                _error = null;
                Take(detail);
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
            _error = Ui.Describe(e, "The assistant");
        }

        StateHasChanged();
    }

    /// <summary>What was read or stored; an older answer that comes late changes nothing.</summary>
    private void Take(AssistantDetail detail)
    {
        if (_detail is { } known && known.Assistant.RowVersion > detail.Assistant.RowVersion)
        {
            return;
        }

        _detail = detail;
        _reads++;
        Meet(detail.Assistant.Id);
        if (!detail.Assistant.Slug.Equals(AssistantKey, StringComparison.Ordinal) && !Guid.TryParse(AssistantKey, out _))
        {
            Navigation.NavigateTo(Href(detail.Assistant.Slug) + (Tab.Length > 0 ? "/" + Tab : ""), replace: true);
        }
    }

    private void Meet(Guid id)
    {
        if (_visit is null)
        {
            _visit = Presence.Enter(id, Access.UserId, Access.Grant.ActorName, () => _ = InvokeAsync(() =>
            {
                _others = _visit is null ? [] : Presence.Others(_visit);
                StateHasChanged();
            }));
            _others = Presence.Others(_visit);
        }
    }

    private void Edits(bool isEditing) => _visit?.Edits(isEditing);

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
        if (!_end.IsCancellationRequested && !_isGone && _detail is not null)
        {
            await LoadAsync();
        }
    }

    private async Task SaveVersionAsync()
    {
        if (Editor is not null && !await Editor.RequireStoredAsync())
        {
            return;
        }

        if (_detail!.Unsaved)
        {
            SaveVersionPanel.Show(Drawers, _detail.Assistant);
        }
        else
        {
            Toasts.Info("Nothing to save", $"Nothing has changed since version {Format.Number(_detail.Assistant.LatestVersion)}.");
        }
    }

    private async Task MoveAsync(AssistantStatus to)
    {
        if ((Editor is null || await Editor.RequireStoredAsync()) && await Actions.MoveAsync([_detail!.Assistant], to))
        {
            await LoadAsync();
        }
    }

    // What was typed goes with the assistant: nothing to ask about.
    private Task DeleteAsync() => Actions.DeleteAsync(_detail!.Assistant, () =>
    {
        _subscription?.Dispose();
        _isLeaving = true;
        StateHasChanged();
    });
}
