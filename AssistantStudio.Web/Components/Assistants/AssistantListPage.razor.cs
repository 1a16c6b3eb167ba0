using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>All assistants that a person sees: find, choose several, act on them.</summary>
public sealed partial class AssistantListPage
{
    private const string Me = "me";

    private static readonly IReadOnlyList<FilterOption> s_types = FilterOption.Of<AssistantType>(AssistantText.Of);
    private static readonly IReadOnlyList<FilterOption> s_environments = FilterOption.Of<StudioEnvironment>(e => e.ToString());
    private static readonly IReadOnlyList<FilterOption> s_statuses = FilterOption.Of<AssistantStatus>(AssistantText.Of);
    private static readonly IReadOnlyList<FilterOption> s_me = [new(Me, "me")];

    private readonly ListState _state = new() { FilterNames = ["type", "status", "tag", "owner"], DefaultSort = "-updatedAt", RanksSearch = true };
    private readonly AssistantSelection _selected = new();
    private IReadOnlyList<AssistantRow> _shown = [];
    private IReadOnlyList<FilterOption> _tags = [];
    private string? _ownerName;

    /// <summary>Read from the address itself; here so that the page is drawn anew when it changes.</summary>
    [Parameter, SupplyParameterFromQuery(Name = AssistantViews.ViewKey)] public string? ViewName { get; set; }

    [Parameter, SupplyParameterFromQuery(Name = AssistantViews.LayoutKey)] public string? LayoutName { get; set; }

    [Inject] public required AssistantService Assistants { get; init; }

    [Inject] public required AssistantActions Actions { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private bool CanManage => Access.Can(Permission.AssistantsManage);

    private AssistantView View => AssistantViews.Of(Navigation.Uri);

    private bool AsCards => AssistantViews.AsCards(Navigation.Uri);

    private bool AllSelected => _shown.Count > 0 && _shown.All(r => _selected.Has(r.Id));

    private string EmptyTitle => View switch
    {
        AssistantView.Mine => "You own no assistant",
        AssistantView.Drafts => "No drafts",
        AssistantView.Templates => "No templates",
        _ => "Nothing is archived",
    };

    private string EmptyText => View switch
    {
        AssistantView.Mine => "What you make is yours until you hand it over.",
        AssistantView.Drafts => "A new assistant is a draft until it is activated.",
        AssistantView.Templates => "Mark an assistant as a template on its page, and others can begin with it.",
        _ => "An archived assistant is kept as it was and left out of all other lists.",
    };

    private RenderFragment<AssistantRow> CardOf => row => builder =>
    {
        builder.OpenComponent<AssistantCard>(0);
        builder.AddComponentParameter(1, nameof(AssistantCard.Row), row);
        builder.AddComponentParameter(2, nameof(AssistantCard.Selected), _selected.Has(row.Id));
        builder.AddComponentParameter(3, nameof(AssistantCard.OnSelect), CanManage ? EventCallback.Factory.Create<bool>(this, isChosen => Select(row, isChosen)) : default);
        builder.AddComponentParameter(4, nameof(AssistantCard.Menu), (RenderFragment)(menu =>
        {
            menu.OpenComponent<AssistantMenu>(0);
            menu.AddComponentParameter(1, nameof(AssistantMenu.Row), row);
            menu.CloseComponent();
        }));
        builder.CloseComponent();
    };

    private async Task<Page<AssistantRow>> LoadAsync(ListState state, CancellationToken ct)
    {
        var query = state.Apply(new AssistantListQuery
        {
            Type = state.Filter<AssistantType>("type"),
            Status = state.Filter<AssistantStatus>("status"),
            Tag = state["tag"],
            DeployedIn = state.Filter<StudioEnvironment>("deployedIn"),
            OwnerId = OwnerOf(state),
        });
        var page = await Assistants.ListAsync(View.Apply(query, Access.UserId), ct);
        _ownerName = state["owner"] == Me ? Me : OwnerOf(state) is { } owner ? await Assistants.OwnerNameAsync(owner, ct) ?? "somebody who is gone" : null;
        var tags = (await Assistants.TagsAsync(null, ct)).Select(t => t.Tag);

        // What the address filters by stays among the choices, even when nothing has it any more.
        _tags = [.. tags.Union(state["tag"] is { } chosen ? [chosen] : []).Order(StringComparer.OrdinalIgnoreCase).Select(t => new FilterOption(t, t))];
        _shown = page.Items;
        _selected.Refresh(page.Items);
        return page;
    }

    private Guid? OwnerOf(ListState state) => state["owner"] == Me ? Access.UserId ?? Guid.Empty : Guid.TryParse(state["owner"], out var id) ? id : null;

    /// <summary>Whoever looks stands before the others already.</summary>
    private async Task<IReadOnlyList<FilterOption>> FindOwnersAsync(string? name, CancellationToken ct) =>
        [.. (await Assistants.OwnersAsync(name, ct)).Where(o => name is not null || o.Id != Access.UserId).Select(o => new FilterOption(o.Id.ToString(), o.Id == Access.UserId ? $"{o.Name} (you)" : o.Name, Format.Number(o.Assistants)))];

    private string LayoutHref(string? layout) => Navigation.GetUriWithQueryParameter(AssistantViews.LayoutKey, layout);

    private void Select(AssistantRow row, bool isChosen) => Tell(_selected.Select(row, isChosen));

    private void SelectAll(bool isChosen)
    {
        var isRoom = true;
        foreach (var row in _shown)
        {
            isRoom &= _selected.Select(row, isChosen);
        }

        Tell(isRoom);
    }

    private void Tell(bool isRoom)
    {
        if (!isRoom)
        {
            Toasts.Info($"At most {Format.Number(AssistantSelection.Most)} at once", "Finish with those that are selected, then select others.");
        }
    }

    private async Task TagAsync()
    {
        if (await Drawers.OpenAsync<TagPanel>($"Tag {Format.Count(_selected.Count, "assistant")}", new Dictionary<string, object?> { [nameof(TagPanel.Rows)] = _selected.Rows.ToArray(), [nameof(TagPanel.Done)] = (Action<AssistantRow>)Drop }) is true)
        {
            _selected.Clear();
        }
    }

    /// <summary>What a change to several has reached needs it no more; what it has not reached stays selected.</summary>
    private void Drop(AssistantRow row) => _selected.Select(row, false);

    private async Task ArchiveAsync()
    {
        if (await Actions.MoveAsync([.. _selected.Rows.Where(r => r.Status != AssistantStatus.Archived)], AssistantStatus.Archived, Drop))
        {
            _selected.Clear();
        }
    }
}
