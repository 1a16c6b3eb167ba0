using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace AssistantStudio.Web.Components.Controls;

/// <summary>
/// The list of every feature: search, filters, order and page in the address, rows from the server, five states.
/// A page gives it a <see cref="Load"/> and columns; reloading keeps the rows on the screen until the new ones are there.
/// </summary>
/// <typeparam name="TItem">A row as the service projects it.</typeparam>
public sealed partial class DataList<TItem> : ComponentBase, IDisposable
    where TItem : notnull
{
    private readonly List<DataColumn<TItem>> _columns = [];
    private readonly CancellationSeries _loads = new();
    private readonly CancellationSeries _typing = new();
    private readonly CancellationSeries _live = new();
    private readonly List<string> _going = [];
    private IDisposable? _subscription;
    private Page<TItem>? _page;
    private UiError? _error;
    private string _search = "";
    private string _path = "";
    private bool _loading;
    private bool _slow;
    private bool _reloadsSoon;
    private bool _isTyping;

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required UiErrors Errors { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    /// <summary>What the rows are: "Users". Begins the error's sentence and names the table.</summary>
    [Parameter, EditorRequired] public required string Label { get; set; }

    /// <summary>Reads one page; the token is cancelled when a newer question supersedes this one.</summary>
    [Parameter, EditorRequired] public required Func<ListState, CancellationToken, Task<Page<TItem>>> Load { get; set; }

    /// <summary>Declares filters and the default order. The list without filters needs none.</summary>
    [Parameter] public ListState State { get; set; } = new();

    /// <summary>False for a second list on the same page, or one in a dialog.</summary>
    [Parameter] public bool InAddress { get; set; } = true;

    /// <summary>The topic of the change feed that makes the list read again.</summary>
    [Parameter] public string? Topic { get; set; }

    /// <summary>The rows belong to the installation and to no organisation, and so do their changes.</summary>
    [Parameter] public bool OfInstallation { get; set; }

    [Parameter] public bool Searchable { get; set; } = true;

    /// <summary>"Name or e-mail": says what is searched.</summary>
    [Parameter] public string SearchLabel { get; set; } = "Search";

    [Parameter] public string? Class { get; set; }

    /// <summary>One <see cref="DataColumn{TItem}"/> for each.</summary>
    [Parameter, EditorRequired] public required RenderFragment Columns { get; set; }

    /// <summary>Usually <see cref="FilterSelect"/>.</summary>
    [Parameter] public RenderFragment? Filters { get; set; }

    /// <summary>At the right of the toolbar.</summary>
    [Parameter] public RenderFragment? Tools { get; set; }

    /// <summary>Between the toolbar and the rows: what can be done with the chosen ones.</summary>
    [Parameter] public RenderFragment? Bulk { get; set; }

    /// <summary>Given: the rows are drawn as cards of this kind instead of a table.</summary>
    [Parameter] public RenderFragment<TItem>? Card { get; set; }

    /// <summary>Shown when there is nothing at all: an <see cref="EmptyState"/> with the one action.</summary>
    [Parameter, EditorRequired] public required RenderFragment Empty { get; set; }

    /// <summary>Under "nothing matches": another reason than the filters.</summary>
    [Parameter] public RenderFragment? NoMatchNote { get; set; }

    /// <summary>Explains signs in the rows; in the middle of the pager bar.</summary>
    [Parameter] public RenderFragment? Legend { get; set; }

    /// <summary>After each successful read, for facts that the page shows elsewhere.</summary>
    [Parameter] public EventCallback<Page<TItem>> Loaded { get; set; }

    private string Range
    {
        get
        {
            var first = ((_page!.PageNumber - 1) * _page.PageSize) + 1;
            return $"{Format.Number(first)} to {Format.Number(first + _page.Items.Count - 1)} of {Format.Number(_page.Total)}";
        }
    }

    private string NoMatchTitle => State.Search.Length > 0 ? $"Nothing matches “{State.Search}”" : "Nothing matches the filters";

    private string? NoMatchText => State.Filters.Count == 0 ? null
        : $"The {(State.Filters.Count == 1 ? "filter" : "filters")} {string.Join(", ", State.FilterNames.Where(State.Filters.ContainsKey))} {(State.Filters.Count == 1 ? "is" : "are")} on{(State.Search.Length == 0 ? "" : " as well")}.";

    private string ClearLabel => State.Filters.Count == 0 ? "Clear search" : State.Search.Length == 0 ? "Clear filters" : "Clear search and filters";

    /// <summary>Reads the current page again and keeps what is shown until the answer is there.</summary>
    public async Task ReloadAsync()
    {
        var token = _loads.Next();
        _loading = true;
        _slow = false;
        _ = ShowSkeletonAsync(token);
        try
        {
            var page = await Load(State, token);
            if (token.IsCancellationRequested)
            {
                return;
            }

            _page = page;
            _error = null;
            _loading = false;
            if (page.Items.Count == 0 && page.Total > 0 && State.Page > page.PageCount)
            {
                State.GoTo(page.PageCount);
                return;
            }

            StateHasChanged();
            await Loaded.InvokeAsync(page);
        }
        catch (Exception e) when (token.IsCancellationRequested || e is ObjectDisposedException)
        {
            // Superseded or closed: whoever came later owns the screen.
        }
        catch (Exception e)
        {
            _error = Errors.Describe(e, Label);
            _loading = false;
            StateHasChanged();
        }
    }

    public void Dispose()
    {
        Navigation.LocationChanged -= FollowAddress;
        State.Changed -= Follow;
        _subscription?.Dispose();
        _loads.Dispose();
        _typing.Dispose();
        _live.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _path = PathOf(Navigation.Uri);
        State.Read(InAddress ? Navigation.Uri : "");
        _search = State.Search;
        State.Changed += Follow;
        if (InAddress)
        {
            Navigation.LocationChanged += FollowAddress;
        }

        if (Topic is not null)
        {
            _subscription = Feed.Subscribe(OfInstallation ? Guid.Empty : Access.OrganizationId, Topic, change => InvokeAsync(ReloadSoonAsync));
        }

        await ReloadAsync();
    }

    private async Task ShowSkeletonAsync(CancellationToken token)
    {
        await Task.Delay(ShellLimits.SkeletonDelay, Clock, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!token.IsCancellationRequested && _loading)
        {
            _slow = true;
            StateHasChanged();
        }
    }

    /// <summary>A burst of changes is one read.</summary>
    private async Task ReloadSoonAsync()
    {
        if (_reloadsSoon)
        {
            return; // Not begun anew: a thing that changes all the time would never be read.
        }

        var token = _live.Next();
        _reloadsSoon = true;
        await Task.Delay(ShellLimits.LiveReloadPause, Clock, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _reloadsSoon = false;
        if (!token.IsCancellationRequested)
        {
            await ReloadAsync();
        }
    }

    private void Follow(ListChange change)
    {
        if (_isTyping && change is ListChange.Chosen)
        {
            // Whoever chooses a filter before the search has begun means both.
            StopTyping();
            State.Adopt(_search);
        }

        // What is looked for has no spaces at its ends. The field keeps them: whoever types on would lose what has not arrived yet.
        _search = change is ListChange.Typed ? _search : State.Search;
        if (InAddress)
        {
            var address = _path + State.ToQuery();
            _going.Add(Navigation.ToAbsoluteUri(address).AbsoluteUri);
            Navigation.NavigateTo(address, replace: change is ListChange.Typed);
        }
        else
        {
            _ = InvokeAsync(ReloadAsync);
        }
    }

    private void FollowAddress(object? sender, LocationChangedEventArgs e)
    {
        if (PathOf(e.Location) != _path)
        {
            return;
        }

        _ = InvokeAsync(() =>
        {
            // Addresses that this list wrote come back in their order. Before the last of them the text, and what is looked
            // for, are ahead already. Another view or Back replaces both.
            var place = _going.IndexOf(e.Location);
            if (place >= 0 && place < _going.Count - 1)
            {
                _going.RemoveAt(place);
                return Task.CompletedTask;
            }

            _going.Clear();
            State.Read(e.Location);
            if (place < 0)
            {
                StopTyping();
                _search = State.Search;
            }

            return ReloadAsync();
        });
    }

    private async Task TypeAsync(string? typed)
    {
        _search = typed ?? "";
        _isTyping = true;
        var token = _typing.Next();
        await Task.Delay(ShellLimits.SearchPause, Clock, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!token.IsCancellationRequested)
        {
            Search();
        }
    }

    private void Search()
    {
        StopTyping();
        State.SearchFor(_search);
    }

    private void StopTyping()
    {
        _typing.Cancel();
        _isTyping = false;
    }

    private void Press(KeyboardEventArgs e)
    {
        if (e.Key == "Enter")
        {
            Search();
        }
    }

    private void Clear()
    {
        StopTyping();
        _search = "";
        State.ClearAll();
    }

    private string PathOf(string uri) => Navigation.ToAbsoluteUri(uri).AbsolutePath;
}
