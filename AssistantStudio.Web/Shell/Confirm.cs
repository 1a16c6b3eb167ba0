using AssistantStudio.Web.Components.Controls;
using Radzen;

namespace AssistantStudio.Web.Shell;

/// <summary>One line of what happens, its weight in front: "2,508 documents" "are removed".</summary>
public sealed record Consequence(string Strong, string Rest)
{
    public static implicit operator Consequence(string sentence) => new("", sentence);
}

/// <summary>A question before something that is lost. Both buttons say what they do.</summary>
public sealed record ConfirmRequest
{
    /// <summary>Delete the source "Claims project"?</summary>
    public required string Title { get; init; }

    /// <summary>What is lost and what is not, counts first.</summary>
    public IReadOnlyList<Consequence> Consequences { get; init; } = [];

    /// <summary>"Delete the source"</summary>
    public required string Confirm { get; init; }

    /// <summary>"Keep the source"</summary>
    public required string Keep { get; init; }

    /// <summary>Only when it cannot be undone: the name that has to be typed.</summary>
    public string? TypeToConfirm { get; init; }

    /// <summary>Why it cannot be done now: stands in front of the consequences, and the button is off.</summary>
    public string? Refused { get; init; }

    /// <summary>False for a question where nothing is destroyed.</summary>
    public bool IsDestructive { get; init; } = true;
}

/// <summary>Asks, and waits for the answer. Closing the dialog in any way keeps things as they are.</summary>
public sealed class Confirm(DialogService dialogs)
{
    private int _open;

    /// <summary>A question was opened or answered.</summary>
    public event Action? Changed;

    /// <summary>While somebody thinks about it, nothing is being done yet.</summary>
    public bool IsAsking => _open > 0;

    public async Task<bool> AskAsync(ConfirmRequest request)
    {
        Count(1);
        try
        {
            return await OpenAsync(request) is true;
        }
        finally
        {
            Count(-1);
        }
    }

    private void Count(int by)
    {
        _open += by;
        Changed?.Invoke();
    }

    private async Task<object?> OpenAsync(ConfirmRequest request) => await dialogs.OpenAsync<ConfirmDialog>(
            request.Title,
            new Dictionary<string, object?> { [nameof(ConfirmDialog.Request)] = request },
            new DialogOptions
            {
                ShowTitle = false,
                ShowClose = false,
                AriaLabel = request.Title,
                CloseDialogOnEsc = true,
                CloseDialogOnOverlayClick = false,
                AutoFocusFirstElement = false, // panels.js is faster.
                Width = "35rem",
                CssClass = "studio-dialog studio-confirm",
            });
}
