using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace AssistantStudio.Web.Components.Controls;

/// <summary>
/// Tags as chips with an input behind them. Enter, a comma or leaving the input adds what was typed, Backspace in the empty
/// input takes the last one away. The script keeps Enter from submitting the form around it.
/// </summary>
public sealed partial class TagInput : IDisposable
{
    private const int Shown = 8;

    private readonly string _listId = "tags-" + Guid.NewGuid().ToString("N")[..8];
    private readonly CancellationSeries _typing = new();
    private IReadOnlyList<string> _open = [];
    private string _text = "";
    private string? _said;
    private string? _refused;
    private bool _isPending;
    private int _active = -1;

    [Inject] public required TimeProvider Clock { get; init; }

    [Parameter, EditorRequired] public required IReadOnlyList<string> Value { get; set; }

    [Parameter] public EventCallback<IReadOnlyList<string>> ValueChanged { get; set; }

    /// <summary>Tags that fit what is typed; the ones chosen already are left out here.</summary>
    [Parameter] public Func<string, CancellationToken, Task<IReadOnlyList<string>>>? Suggest { get; set; }

    [Parameter] public int MaxTags { get; set; } = 20;

    [Parameter] public int MaxLength { get; set; } = 40;

    [Parameter] public string Placeholder { get; set; } = "Add a tag";

    [Parameter] public bool Disabled { get; set; }

    /// <summary>True while there is text that is no tag yet.</summary>
    [Parameter] public EventCallback<bool> PendingChanged { get; set; }

    /// <summary>Of the field around it: <see cref="FieldInput.Attributes"/>.</summary>
    [Parameter] public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    private bool IsInvalid => _refused is not null || Attributes?.ContainsKey("aria-invalid") == true;

    public void Dispose() => _typing.Dispose();

    private string OptionId(int index) => FormattableString.Invariant($"{_listId}-{index}");

    private async Task TypeAsync(string? typed)
    {
        (_text, _refused) = (typed ?? "", null);
        if (_text.Contains(',', StringComparison.Ordinal))
        {
            // The part behind the last comma is still being typed.
            var parts = _text.Split(',');
            _text = parts[^1].TrimStart();
            await AddAsync(parts[..^1]);
        }

        await TellPendingAsync();
        await SuggestAsync();
    }

    private async Task SuggestAsync()
    {
        var token = _typing.Next();
        if (Suggest is null || _text.Trim().Length == 0)
        {
            Close();
            return;
        }

        await Task.Delay(ShellLimits.PalettePause, Clock, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (token.IsCancellationRequested)
        {
            return;
        }

        try
        {
            var found = await Suggest(_text.Trim(), token);
            if (!token.IsCancellationRequested)
            {
                (_open, _active) = ([.. found.Where(t => !Has(t)).Take(Shown)], -1);
                _said = _open.Count == 0 ? null : Format.Count(_open.Count, "tag in use fits", "tags in use fit");
            }
        }
        catch (Exception e) when (token.IsCancellationRequested || StudioJs.IsGone(e))
        {
            // Superseded: whoever typed on gets other suggestions.
        }
    }

    private async Task PressAsync(KeyboardEventArgs e)
    {
        switch (e.Key)
        {
            case "Enter" when _active >= 0:
                await TakeAsync(_open[_active]);
                break;
            case "Enter":
                await AddTypedAsync();
                break;
            case "Backspace" when _text.Length == 0 && Value.Count > 0 && !Disabled:
                await RemoveAsync(Value[^1]);
                break;
            case "ArrowDown" when _open.Count > 0:
                _active = (_active + 1) % _open.Count;
                break;
            case "ArrowUp" when _open.Count > 0:
                _active = _active <= 0 ? _open.Count - 1 : _active - 1;
                break;
            case "Escape":
                Close();
                break;
        }
    }

    private Task LeaveAsync() => AddTypedAsync();

    private Task TakeAsync(string tag)
    {
        _text = "";
        return AddAsync([tag]);
    }

    private Task AddTypedAsync()
    {
        var typed = _text;
        _text = "";
        return AddAsync(typed.Split(','));
    }

    private async Task AddAsync(IEnumerable<string> tags)
    {
        _typing.Cancel();
        Close();
        var all = Value.ToList();
        var (said, reasons, kept) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var tag in tags.Select(t => t.Trim()).Where(t => t.Length > 0))
        {
            if (all.Contains(tag, StringComparer.OrdinalIgnoreCase))
            {
                said.Add($"{tag} is there already.");
            }
            else if (all.Count >= MaxTags || tag.Length > MaxLength)
            {
                reasons.Add(all.Count >= MaxTags ? $"At most {Format.Number(MaxTags)} tags." : $"A tag has at most {Format.Number(MaxLength)} characters.");
                kept.Add(tag);
            }
            else
            {
                all.Add(tag);
            }
        }

        if (all.Count > Value.Count)
        {
            said.Insert(0, $"Added {string.Join(", ", all.Skip(Value.Count))}.");
            await ValueChanged.InvokeAsync(all);
        }

        if (kept.Count > 0)
        {
            // Stays in the input, so that nothing typed is lost.
            _text = string.Join(", ", _text.Length > 0 ? kept.Append(_text) : kept);
        }

        _refused = reasons.Count == 0 ? null : string.Join(" ", reasons.Distinct());
        _said = said.Count == 0 ? _said : string.Join(" ", said);
        await TellPendingAsync();
    }

    private async Task TellPendingAsync()
    {
        var isPending = _text.Trim().Length > 0;
        if (isPending != _isPending)
        {
            _isPending = isPending;
            await PendingChanged.InvokeAsync(isPending);
        }
    }

    private Task RemoveAsync(string tag)
    {
        _said = $"Removed {tag}.";
        return ValueChanged.InvokeAsync([.. Value.Where(t => t != tag)]);
    }

    private bool Has(string tag) => Value.Contains(tag, StringComparer.OrdinalIgnoreCase);

    private void Close() => (_open, _active) = ([], -1);
}
