using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>Links a prompt, or changes how it is linked.</summary>
public sealed partial class LinkPanel
{
    private readonly FieldErrors _errors = new();
    private Edit<PromptLinkRow, LinkDraft> _edit = null!;
    private PromptDetail? _prompt;
    private IReadOnlyList<PromptVersionRow> _versions = [];
    private bool _hasFocused;

    [Parameter, EditorRequired] public Guid AssistantId { get; set; }

    /// <summary>None: a new one.</summary>
    [Parameter] public PromptLinkRow? Link { get; set; }

    /// <summary>What a new link begins as.</summary>
    [Parameter] public PromptRole Role { get; set; } = PromptRole.Secondary;

    /// <summary>What a new link begins with.</summary>
    [Parameter] public Guid? PromptId { get; set; }

    /// <summary>Opened to say when it answers.</summary>
    [Parameter] public bool AddsCondition { get; set; }

    /// <summary>The one that is the primary now: choosing another makes it the first secondary.</summary>
    [Parameter] public PromptLinkRow? Primary { get; set; }

    /// <summary>Names that the assistant's other prompts know.</summary>
    [Parameter] public IReadOnlyList<string> KnownVariables { get; set; } = [];

    [Inject] public required PromptLinkService Links { get; init; }

    [Inject] public required PromptService Prompts { get; init; }

    [Inject] public required PromptVersionService Versions { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    [Inject] public required BrowserTime Time { get; init; }

    [Inject] public required StudioJs Js { get; init; }

    private LinkDraft Draft => _edit.Draft;

    private bool Replaces => Draft is { Role: PromptRole.Primary, Enabled: true } && Primary is { } primary && primary.Id != Link?.Id;

    private Guid? InPlaceOf => Replaces ? Primary!.Id : null;

    private string RoleHelp => Replaces ? $"“{Primary!.PromptTitle}” is the primary now. It becomes the first secondary." : AssistantText.Help(Draft.Role);

    private IReadOnlyList<string> Variables => [.. KnownVariables.Union(_prompt?.Latest.Variables.Select(v => v.Name) ?? [], StringComparer.Ordinal)];

    private string PinHelp => Draft.Pin.Length == 0 ? "Follows the prompt: what is published next answers next." : "Stays on this text until you choose another.";

    private IEnumerable<(string Value, string Text)> Pins
    {
        get
        {
            var labels = (_prompt?.Labels ?? []).Select(l => (LinkDraft.PinOf(null, l.Label), $"Label {l.Label}, now version {Format.Number(l.Version)}"));
            var versions = _versions.Where(v => v.State != PromptVersionState.Draft).Select(v => (LinkDraft.PinOf(v.Number, null), $"Version {Format.Number(v.Number)}{(v.State == PromptVersionState.Deprecated ? ", deprecated" : "")}"));
            var all = labels.Concat(versions).ToList();

            // What is pinned stays a choice, also while nothing has it any more.
            return Draft.Pin.Length == 0 || all.Any(p => p.Item1 == Draft.Pin) ? all : all.Prepend((Draft.Pin, AssistantText.Pin(Link?.Version, Link?.Label)));
        }
    }

    protected override async Task OnInitializedAsync()
    {
        _edit = new(LinkDraft.Fields, row => new(row, Time.ZoneName))
        {
            Read = async ct => (await Links.ListAsync(AssistantId, ct)).FirstOrDefault(l => l.Id == Link!.Id) ?? throw new NotFoundException("The link"),
        };
        _edit.Show(Link);
        if (Link is { } link)
        {
            await ReadAsync(link.PromptId);
        }
        else
        {
            Draft.Role = Role;
            if (PromptId is { } prompt)
            {
                await ReadAsync(prompt);
            }
        }

        if (AddsCondition)
        {
            Add();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (AddsCondition && !_hasFocused && Draft.Conditions.Count > 0)
        {
            _hasFocused = true;
            await Js.CallAsync("focusId", "f-conditions[0].subject");
        }
    }

    private static string Text(ChangeEventArgs e) => e.Value as string ?? "";

    private Task ChooseAsync(Guid promptId)
    {
        Draft.Pin = "";
        _errors.Clear("promptId");
        return ReadAsync(promptId);
    }

    private Task ReadAsync(Guid promptId) => Ui.RunAsync(async () =>
    {
        _prompt = await Prompts.GetAsync(promptId.ToString(), CancellationToken.None);
        _versions = (await Versions.ListAsync(promptId, new ListQuery { PageSize = ListLimits.MaxPageSize }, CancellationToken.None)).Items;
    }, failed: "The prompt could not be read");

    private void Add() => Draft.Conditions = [.. Draft.Conditions, ConditionDraft.New(Time.ZoneName)];

    private void Remove(ConditionDraft condition)
    {
        Draft.Conditions = [.. Draft.Conditions.Where(c => c != condition)];
        _errors.Clear();
    }

    private void Said() => StateHasChanged();

    private async Task SaveAsync()
    {
        if (Link is { } link)
        {
            await Links.ChangeAsync(AssistantId, link.Id, Draft.ToInput(_edit.Row!.RowVersion), InPlaceOf, CancellationToken.None);
            Toasts.Success("Saved", $"“{link.PromptTitle}” answers as you said.");
        }
        else
        {
            var prompt = _prompt?.Prompt ?? throw new ValidationException("promptId", "Choose a prompt.");
            await Links.AddAsync(AssistantId, prompt.Id, Draft.ToInput(null), InPlaceOf, CancellationToken.None);
            Toasts.Success("Linked", $"“{prompt.Title}” is a {AssistantText.Of(Draft.Role).ToLowerInvariant()} prompt of this assistant.");
        }

        // What was typed is stored: the form must know before the drawer closes.
        _edit.Show(null);
        Drawers.Close(true);
    }
}
