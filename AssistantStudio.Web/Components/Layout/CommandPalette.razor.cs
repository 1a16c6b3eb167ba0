using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace AssistantStudio.Web.Components.Layout;

/// <summary>Ctrl+K: everything the person may open or do, found by typing a part of its name.</summary>
public sealed partial class CommandPalette : ComponentBase, IDisposable
{
    private readonly CancellationSeries _searches = new();
    private ElementReference _dialog;
    private IReadOnlyList<CommandHit> _hits = [];
    private Task _search = Task.CompletedTask;
    private string _query = "";
    private string _answered = "";
    private int _active;
    private bool _open;

    [Inject] public required CommandSearch Commands { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required StudioJs Js { get; init; }

    [Inject] public required UiErrors Errors { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    public async Task OpenAsync()
    {
        if (_open)
        {
            return;
        }

        _open = true;
        _query = "";
        StateHasChanged();
        await Js.CallAsync("openDialog", _dialog);
        await SearchAsync(_searches.Next());
    }

    public void Dispose() => _searches.Dispose();

    private static string Heading(CommandGroup group) => group switch
    {
        CommandGroup.Commands => "Commands",
        CommandGroup.GoTo => "Go to",
        _ => "Found",
    };

    /// <summary>The browser closed the dialog: by Esc, by a click beside it, or because we asked it to.</summary>
    private void Forget()
    {
        _open = false;
        _hits = [];
        _answered = "";
        _searches.Cancel();
    }

    private async Task TypeAsync(string? typed)
    {
        _query = typed ?? "";
        var token = _searches.Next();
        _search = SearchSoonAsync(token);
        await _search;
    }

    private async Task SearchSoonAsync(CancellationToken token)
    {
        await Task.Delay(ShellLimits.PalettePause, Clock, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!token.IsCancellationRequested)
        {
            await SearchAsync(token);
        }
    }

    private async Task SearchAsync(CancellationToken token)
    {
        var query = _query.Trim();
        try
        {
            var hits = await Commands.SearchAsync(query, token);
            if (!token.IsCancellationRequested)
            {
                (_hits, _answered, _active) = (hits, query, 0);
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // A newer question was typed.
        }
    }

    private async Task PressAsync(KeyboardEventArgs e)
    {
        switch (e.Key)
        {
            case "ArrowDown" when _hits.Count > 0:
                await MoveToAsync((_active + 1) % _hits.Count);
                break;
            case "ArrowUp" when _hits.Count > 0:
                await MoveToAsync((_active + _hits.Count - 1) % _hits.Count);
                break;
            case "Enter":
                // Whoever types fast presses Enter before the answer is there.
                await _search;
                if (_active < _hits.Count)
                {
                    await RunAsync(_hits[_active]);
                }

                break;
        }
    }

    private async Task MoveToAsync(int index)
    {
        _active = index;
        await Js.CallAsync("reveal", $"palette-{index}");
    }

    private void Point(int index) => _active = index;

    private async Task RunAsync(CommandHit hit)
    {
        await Js.CallAsync("closeDialog", _dialog);
        Forget();
        if (hit.Href is not null)
        {
            Navigation.NavigateTo(hit.Href);
        }
        else if (hit.Run is not null)
        {
            await Errors.RunAsync(hit.Run, failed: $"{hit.Title.TrimEnd('…')} did not work");
        }
    }
}
