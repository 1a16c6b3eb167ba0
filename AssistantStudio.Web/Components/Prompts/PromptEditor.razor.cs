using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Prompts.Templates;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Prompts;

/// <summary>
/// One version of a prompt: read, or edited when it is the draft on top or the beginning of the next one. What happens to a
/// save is in PromptEditor.Saving.cs.
/// </summary>
public sealed partial class PromptEditor : IDisposable
{
    private const int MostProblems = 5;

    private readonly FieldErrors _errors = new();
    private Autosave _autosave = null!;
    private Edit<EditedVersion, ContentDraft> _edit = null!;
    private ContentDraft _draft = new(null);
    private PromptVersionDetail? _version;
    private PromptTemplate _template = PromptTemplate.Parse("");
    private IReadOnlyList<TemplateProblem> _problems = [];
    private TemplateEditor? _text;
    private UiError? _error;
    private int? _asked;
    private string? _news;
    private bool _isEditing;
    private bool _showsAllProblems;
    private int _textKey;

    [Parameter, EditorRequired] public required PromptDetail Detail { get; set; }

    /// <summary>Which one; null is the newest.</summary>
    [Parameter] public int? Version { get; set; }

    /// <summary>Begin a new version from it at once.</summary>
    [Parameter] public bool StartNew { get; set; }

    /// <summary>The prompt is deleted or left on purpose: nothing to ask about.</summary>
    [Parameter] public bool IsLeaving { get; set; }

    /// <summary>After something was stored: the page reads the prompt again.</summary>
    [Parameter] public EventCallback OnStored { get; set; }

    [Inject] public required PromptService Prompts { get; init; }

    [Inject] public required PromptVersionService Versions { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    [Inject] public required StudioJs Js { get; init; }

    [Inject] public required ILastChanges Changes { get; init; }

    [Inject] public required BrowserTime Time { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private bool CanManage => Access.Can(Permission.PromptsManage);

    private PromptVersionDetail? Shown => _isEditing ? _edit.Row!.Version : _version;

    private IReadOnlyList<TemplateProblem> Undeclared => [.. _problems.Where(p => p.Undeclared is not null)];

    private HashSet<string> Unused => _template.Errors.Count > 0 ? [] : [.. _draft.Variables.Select(v => v.Name).Where(n => n.Length > 0 && !_template.Names.ContainsKey(n))];

    private string TextFacts => $"{Format.Count(_draft.Content.Count(c => c == '\n') + 1, "line")}, about {Format.Count(TokenEstimate.Of(_draft.Content), "token")}";

    private Dictionary<string, object> TextAttributes
    {
        get
        {
            var attributes = new Dictionary<string, object> { ["id"] = "f-content", ["aria-label"] = "Text of the prompt", ["aria-describedby"] = "content-problems" };
            if (_problems.Count > 0)
            {
                attributes["aria-invalid"] = "true";
            }

            return attributes;
        }
    }

    public void Dispose() => _autosave.Dispose();

    protected override void OnInitialized()
    {
        _autosave = new("the prompt", AutosavePause, Clock, Ui, _errors) { Refresh = StateHasChanged };
        _edit = new(ContentDraft.Fields, row => new(row))
        {
            Read = async ct => EditedVersion.Latest(await Prompts.GetAsync(Detail.Prompt.Id.ToString(), ct)),
            ChangeOf = row => new(row.Prompt.UpdatedBy, row.Prompt.UpdatedAt),
        };
    }

    protected override Task OnParametersSetAsync() => FollowAsync();

    /// <summary>Shows what the address asks for. What is being edited is never replaced by what others stored; that is only said.</summary>
    private async Task FollowAsync()
    {
        if (_isEditing && (_asked == Version || _edit.IsDirty))
        {
            _news = NewsOf(_edit.Row!);
            return;
        }

        if (!_isEditing && _asked == Version && _version is { } known && !IsNewer(Detail.Latest, known))
        {
            return; // As it is, or as it was before what was just stored here.
        }

        (_asked, _isEditing, _news) = (Version, false, null);
        try
        {
            _version = Version is { } number && number != Detail.Latest.Version.Number ? await Versions.GetAsync(Detail.Prompt.Id, number, _autosave.End) : Detail.Latest;
            _error = null;
        }
        catch (Exception e) when (!StudioJs.IsGone(e))
        {
            _error = Ui.Describe(e, "The version");
            return;
        }

        var isDraftOnTop = _version.Version.State == PromptVersionState.Draft && _version.Version.Number == Detail.Prompt.LatestVersion;
        if (CanManage && (StartNew || isDraftOnTop))
        {
            Begin(new(Detail.Prompt, _version, IsNew: !isDraftOnTop || StartNew));
        }
        else
        {
            Show(new ContentDraft(new(Detail.Prompt, _version, IsNew: false)));
        }
    }

    private string? NewsOf(EditedVersion mine)
    {
        var latest = Detail.Latest.Version;
        var what = latest.State switch { PromptVersionState.Published => "published", PromptVersionState.Deprecated => "deprecated", _ => "saved" };
        var isNewer = mine.IsNew ? latest.Number > mine.Prompt.LatestVersion : IsNewer(Detail.Latest, mine.Version);
        return isNewer && _edit.Stale is null && !_autosave.IsSaving ? $"{Detail.Prompt.UpdatedBy} {what} version {Format.Number(latest.Number)}." : null;
    }

    private static bool IsNewer(PromptVersionDetail one, PromptVersionDetail other) =>
        one.Version.Number > other.Version.Number || (one.Version.Number == other.Version.Number && one.RowVersion > other.RowVersion);

    private void Begin(EditedVersion row)
    {
        _edit.Show(row);
        (_isEditing, _news) = (true, null);
        _errors.Clear();
        _autosave.Clear();
        Show(_edit.Draft);
    }

    /// <summary>Another text in the editor: a new one, because the browser owns what is in the old.</summary>
    private void Show(ContentDraft draft)
    {
        _draft = draft;
        _textKey++;
        Read();
    }

    private void Read()
    {
        _template = PromptTemplate.Parse(_draft.Content);
        _problems = TemplateProblem.Of(_template, _draft.Variables);
    }

    private Task BeginNewAsync(PromptVersionDetail from)
    {
        Begin(new(Detail.Prompt, from, IsNew: true));
        return Task.CompletedTask;
    }

    private async Task DiscardNewAsync()
    {
        if (_edit.IsDirty && !await Confirm.AskAsync(new ConfirmRequest
        {
            Title = "Discard the new version?",
            Consequences = ["What you typed is lost; the versions that are stored stay as they are"],
            Confirm = "Discard what I typed",
            Keep = "Keep editing",
        }))
        {
            return;
        }

        _isEditing = false;
        _asked = Version;
        if (StartNew || Version is not null)
        {
            Navigation.NavigateTo(PromptPage.Href(Detail.Prompt.Key), replace: true);
        }
        else
        {
            await FollowAsync();
        }
    }

    private void Type(string text)
    {
        _draft.Content = text;
        _errors.Clear("content");
        Read();
        Changed();
    }

    private void Note(ChangeEventArgs e)
    {
        _draft.Note = e.Value as string ?? "";
        Changed();
    }

    private void ChangeVariables(IReadOnlyList<PromptVariable> variables)
    {
        var isOnlyOpened = variables.Count > _draft.Variables.Count && variables[^1].Name.Length == 0;
        _draft.Variables = variables;
        Read();
        if (!isOnlyOpened)
        {
            CheckVariables();
        }

        Changed();
    }

    private void Declare(string name) => ChangeVariables([.. _draft.Variables, new PromptVariable { Name = name }]);

    /// <summary>Beside the fields while they are filled in, before the service says the same.</summary>
    private void CheckVariables()
    {
        var errors = new Validator();
        PromptVariable.Check(_draft.Variables, "variables", errors);
        try
        {
            errors.ThrowIfAny();
            _errors.Clear();
        }
        catch (ValidationException e)
        {
            _errors.Set(e);
        }
    }

    private async Task GoToAsync(TemplatePosition position)
    {
        if (_text is not null)
        {
            await _text.GoToAsync(position);
        }
    }
}
