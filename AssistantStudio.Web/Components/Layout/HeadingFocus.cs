using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace AssistantStudio.Web.Components.Layout;

/// <summary>
/// The heading of a new page takes the focus, so that screen readers begin there. The framework takes it a moment after the page
/// is drawn, also from whoever has pressed a button or begun to type in that moment; the browser's part here leaves it to them.
/// </summary>
public sealed class HeadingFocus : FocusOnNavigate
{
    private Type? _page;
    private bool _isNew;

    [Inject] public required StudioJs Js { get; init; }

    protected override void OnParametersSet()
    {
        base.OnParametersSet();
        _isNew |= RouteData?.PageType != _page;
        _page = RouteData?.PageType;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_isNew)
        {
            _isNew = false;
            await Js.CallAsync("focusHeading", Selector ?? "h1");
        }
    }
}
