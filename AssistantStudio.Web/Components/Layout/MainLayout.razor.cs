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
    private Grant _drawn = Grant.None;
    private int _rights;
    private bool _drawerOpen;
    private bool _ready;

    [Inject] public required StudioJs Js { get; init; }

    [Inject] public required BrowserTime Time { get; init; }

    [Inject] public required ThemeChoice Themes { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>
    /// A page that failed must not keep the next one from showing. Read from the address while the layout is drawn with the
    /// page: were it set when the address has changed, each page would be made twice, and what was typed meanwhile be lost.
    /// </summary>
    private string Page => Navigation.ToAbsoluteUri(Navigation.Uri).AbsolutePath;

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

    private void Follow(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(async () =>
    {
        if (_drawerOpen)
        {
            await CloseMenuAsync();
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
}
