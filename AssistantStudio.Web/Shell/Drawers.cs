using AssistantStudio.Web.Components.Controls;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace AssistantStudio.Web.Shell;

/// <summary>Looks closer without leaving the page: from the right, on a phone from below.</summary>
public sealed class Drawers(DialogService dialogs)
{
    private DrawerFrame? _open;

    /// <summary>
    /// Waits until the drawer is closed; the answer is what <see cref="Close"/> was given. A form in it that has changes asks
    /// before Escape, the cross or a click beside the drawer drops them.
    /// </summary>
    public async Task<object?> OpenAsync<T>(string title, IDictionary<string, object?>? parameters = null, string width = "30rem")
        where T : ComponentBase
    {
        DrawerFrame? frame = null;
        var asking = false;

        async Task<bool> MayCloseAsync()
        {
            if (asking || frame is null)
            {
                return frame is null;
            }

            asking = true;
            try
            {
                return await frame.MayCloseAsync();
            }
            finally
            {
                asking = false;
            }
        }

        return await dialogs.OpenSideAsync<DrawerFrame>(
            title,
            new Dictionary<string, object?>
            {
                [nameof(DrawerFrame.Content)] = typeof(T),
                [nameof(DrawerFrame.Parameters)] = parameters is null ? null : new Dictionary<string, object?>(parameters),
                [nameof(DrawerFrame.OnReady)] = (Action<DrawerFrame>)(opened => _open = frame = opened),
            },
            new SideDialogOptions
            {
                Width = width,
                CloseDialogOnOverlayClick = true,
                CanClose = MayCloseAsync,
                Position = DialogPosition.Right,
                ShowMask = true,
                AutoFocusFirstElement = false, // panels.js is faster.
                CloseAriaLabel = "Close panel",
                CssClass = "studio-drawer",
            });
    }

    /// <summary>Returns at once: who has nothing to do with the answer must not look busy while the drawer is open.</summary>
    public void Open<T>(string title, IDictionary<string, object?>? parameters = null, string width = "30rem")
        where T : ComponentBase =>
        _ = OpenAsync<T>(title, parameters, width);

    /// <summary>Without a question: what was typed is saved, or was dropped on purpose.</summary>
    public void Close(object? answer = null)
    {
        _open?.Release();
        _open = null;
        dialogs.CloseSide(answer);
    }
}
