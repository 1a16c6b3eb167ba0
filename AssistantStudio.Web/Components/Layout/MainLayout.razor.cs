using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace AssistantStudio.Web.Components.Layout;

/// <summary>The frame of every page behind the sign-in: navigation, top bar, palette, dialogs and toasts.</summary>
public sealed partial class MainLayout : IAsyncDisposable
{
    private DotNetObjectReference<MainLayout>? _self;
    private ElementReference _drawer;
    private CommandPalette? _palette;
    private ShortcutsDialog? _shortcuts;
    private string _page = "";
    private Grant _drawn = Grant.None;
    private int _rights;
    private bool _drawerOpen;
    private bool _ready;

    [Inject] public required StudioJs Js { get; init; }

    [Inject] public required BrowserTime Time { get; init; }

    [Inject] public required ThemeChoice Themes { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [JSInvokable]
    public Task OpenPaletteAsync() => _palette?.OpenAsync() ?? Task.CompletedTask;

    [JSInvokable]
    public Task OpenShortcutsAsync() => _shortcuts?.OpenAsync() ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= Follow;
        Access.Changed -= FollowRights;
        await Js.CallAsync("stop");
        _self?.Dispose();
    }

    /// <summary>The page waits for the browser's time zone: one call while the frame is drawn, and no time is drawn twice.</summary>
    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += Follow;
        Access.Changed += FollowRights;
        _drawn = Access.Grant;
        _page = PathOf(Navigation.Uri);
        if (RendererInfo.IsInteractive)
        {
            _self = DotNetObjectReference.Create(this);
            var browser = await Js.CallAsync<Browser>("start", _self);
            Time.Use(browser?.Zone);
            Themes.Use(browser?.Theme);
            _ready = true;
        }
    }

    private async Task OpenMenuAsync()
    {
        _drawerOpen = true;
        StateHasChanged();
        await Js.CallAsync("openDialog", _drawer);
    }

    private async Task CloseMenuAsync()
    {
        _drawerOpen = false;
        await Js.CallAsync("closeDialog", _drawer);
    }

    /// <summary>A page that failed must not keep the next one from showing.</summary>
    private void Follow(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(async () =>
    {
        var page = PathOf(e.Location);
        if (page != _page)
        {
            _page = page;
            if (_drawerOpen)
            {
                await CloseMenuAsync();
            }

            StateHasChanged();
        }
    });

    /// <summary>
    /// A page without parameters is not drawn again by itself, so it starts anew when its person may do more or less than
    /// before. The grant is replaced every half minute; as long as it says the same, what was typed stays.
    /// </summary>
    private void FollowRights() => _ = InvokeAsync(() =>
    {
        var (before, now) = (_drawn, Access.Grant);
        _drawn = now;
        if (before.OrganizationId != now.OrganizationId || !before.Permissions.SetEquals(now.Permissions))
        {
            _rights++;
            StateHasChanged();
        }
    });

    private sealed record Browser(string? Zone, string? Theme);

    private string PathOf(string uri) => Navigation.ToAbsoluteUri(uri).AbsolutePath;
}
