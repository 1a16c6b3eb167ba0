using Microsoft.AspNetCore.Components;
using Radzen;

namespace AssistantStudio.Web.Shell;

/// <summary>Looks closer without leaving the page: from the right, on a phone from below.</summary>
public sealed class Drawers(DialogService dialogs)
{
    /// <summary>Waits until the drawer is closed; the answer is what <see cref="Close"/> was given.</summary>
    public async Task<object?> OpenAsync<T>(string title, IDictionary<string, object?>? parameters = null, string width = "30rem")
        where T : ComponentBase =>
        await dialogs.OpenSideAsync<T>(
            title,
            parameters is null ? null : new Dictionary<string, object?>(parameters),
            new SideDialogOptions
            {
                Width = width,
                CloseDialogOnOverlayClick = true,
                Position = DialogPosition.Right,
                ShowMask = true,
                CloseAriaLabel = "Close panel",
                CssClass = "studio-drawer",
            });

    /// <summary>Returns at once: who has nothing to do with the answer must not look busy while the drawer is open.</summary>
    public void Open<T>(string title, IDictionary<string, object?>? parameters = null, string width = "30rem")
        where T : ComponentBase =>
        _ = OpenAsync<T>(title, parameters, width);

    public void Close(object? answer = null) => dialogs.CloseSide(answer);
}
