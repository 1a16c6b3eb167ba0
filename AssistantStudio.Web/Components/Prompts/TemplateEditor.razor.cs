using System.Text;
using AssistantStudio.Core.Prompts.Templates;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AssistantStudio.Web.Components.Prompts;

/// <summary>
/// The text of a template with its tags coloured. What is in the textarea belongs to the browser: the text is set once, for
/// another text give the component another <c>@key</c>. The script sends what was typed, see js/template-editor.js.
/// </summary>
public sealed partial class TemplateEditor : IAsyncDisposable
{
    /// <summary>What is longer cannot be saved anyway; the page says so, and the browser keeps the rest.</summary>
    private const int MostTaken = 2 * TemplateLimits.ContentLength;

    private readonly string _id = "tpl-" + Guid.NewGuid().ToString("N")[..8];
    private readonly StringBuilder _incoming = new();
    private DotNetObjectReference<TemplateEditor>? _self;
    private ElementReference _area;
    private ElementReference _layer;
    private string _initial = "";
    private string _marks = "";

    [Inject] public required StudioJs Js { get; init; }

    [Parameter, EditorRequired] public required string Text { get; set; }

    /// <summary>After a pause in typing, and before whatever the person presses next.</summary>
    [Parameter] public EventCallback<string> TextChanged { get; set; }

    [Parameter] public bool ReadOnly { get; set; }

    [Parameter] public IReadOnlyList<TemplateProblem> Problems { get; set; } = [];

    /// <summary>Ctrl+S.</summary>
    [Parameter] public EventCallback OnSave { get; set; }

    /// <summary>Of the field around it: id, name and description.</summary>
    [Parameter] public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    /// <summary>Puts the cursor at a place.</summary>
    public ValueTask GoToAsync(TemplatePosition position) => Js.CallAsync("templateEditor", "goTo", _id, position.Line, position.Column);

    /// <summary>The script's: the whole text in parts, because a message has a limit.</summary>
    [JSInvokable]
    public async Task TakeAsync(string part, bool isFirst, bool isLast)
    {
        if (isFirst)
        {
            _incoming.Clear();
        }

        _incoming.Append(part.AsSpan(0, Math.Min(part.Length, MostTaken - _incoming.Length)));
        if (isLast && !ReadOnly)
        {
            var text = _incoming.ToString();
            _incoming.Clear();
            await TextChanged.InvokeAsync(text);
        }
    }

    [JSInvokable]
    public Task SaveByKeyAsync() => OnSave.InvokeAsync();

    public async ValueTask DisposeAsync()
    {
        await Js.CallAsync("templateEditor", "detach", _id);
        _self?.Dispose();
    }

    protected override void OnInitialized() => _initial = Text;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            await Js.CallAsync("templateEditor", "attach", _id, _area, _layer, _self);
        }

        string[] undeclared = [.. Problems.Where(p => p.Undeclared is not null).Select(p => p.Undeclared!)];
        int[] lines = [.. Problems.Select(p => p.Position.Line).Distinct()];
        var marks = $"{string.Join(' ', undeclared)}|{string.Join(' ', lines)}";
        if (marks != _marks)
        {
            _marks = marks;
            await Js.CallAsync("templateEditor", "mark", _id, undeclared, lines);
        }
    }
}
