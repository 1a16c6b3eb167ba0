using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Prompts.Templates;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>From a type or a template to a working assistant. Going back keeps everything that was typed.</summary>
public sealed partial class NewAssistantPage
{
    private const int TemplatesShown = 12;

    private static readonly Crumb[] s_trail = [new("Assistants", "/assistants")];

    private readonly FieldErrors _errors = new();
    private readonly NewAssistant _draft = new();
    private IReadOnlyList<AssistantRow> _templates = [];
    private WizardStep _step;
    private string? _focus;
    private bool _busy;
    private bool _isMade;

    /// <summary>The short name of a template to begin with.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "from")] public string? From { get; set; }

    [Inject] public required AssistantService Assistants { get; init; }

    [Inject] public required AssistantFamilyService Family { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    [Inject] public required StudioJs Js { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>A template has its instructions: there is no such step.</summary>
    private WizardStep[] Steps => _draft.Template is null
        ? [WizardStep.Type, WizardStep.Basics, WizardStep.Instructions, WizardStep.Review]
        : [WizardStep.Type, WizardStep.Basics, WizardStep.Review];

    private string[] StepNames => [.. Steps.Select(s => s.ToString())];

    private int Number => Array.IndexOf(Steps, _step) + 1;

    private string NextText => _busy ? "Creating" : _step == WizardStep.Review ? "Create assistant" : $"Next: {Steps[Number].ToString().ToLowerInvariant()}";

    protected override async Task OnInitializedAsync()
    {
        await Ui.RunAsync(async () =>
        {
            _templates = (await Assistants.ListAsync(new AssistantListQuery { Templates = true, Sort = "name", PageSize = TemplatesShown }, CancellationToken.None)).Items;
            if (From is not null && (await Assistants.GetAsync(From, CancellationToken.None)).Assistant is { IsTemplate: true } template)
            {
                _templates = _templates.Any(t => t.Id == template.Id) ? _templates : [template, .. _templates];
                _draft.Choose(template);
            }
        }, failed: "The templates could not be loaded");
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus is { } id)
        {
            _focus = null;
            await Js.CallAsync("focusId", id);
        }
    }

    private async Task SubmitAsync()
    {
        if (_busy)
        {
            return;
        }

        if (_step == WizardStep.Review)
        {
            await CreateAsync();
            return;
        }

        if (await Ui.RunAsync(CheckAsync, _errors))
        {
            await GoToAsync(Steps[Number]);
        }
        else
        {
            FocusFirstError();
        }
    }

    private Task BackAsync() => GoToAsync(Steps[Number - 2]);

    private Task GoToAsync(WizardStep step)
    {
        _step = step;
        _focus = step switch
        {
            WizardStep.Type => "type-" + (_draft.Template?.Slug ?? _draft.Type.ToString()),
            WizardStep.Basics => "f-name",
            WizardStep.Instructions => "f-instructions",
            _ => "wizard-next",
        };
        return Task.CompletedTask;
    }

    /// <summary>What can be known before the last step is said at once; the service has the last word.</summary>
    private async Task CheckAsync()
    {
        var errors = new Validator();
        if (_step == WizardStep.Basics)
        {
            errors.Text(_draft.Name, "name", "a name", AssistantLimits.NameLength);
            if (_draft.Slug is { Length: > 0 } slug)
            {
                errors.Check(Slug.IsValid(slug), "slug", "Use lower-case letters, digits and single hyphens, like delivery-tracker.");
                errors.Check(!await IsTakenAsync(slug), "slug", $"“{slug}” is taken. Leave the field empty to get one that is free.");
            }
        }

        if (_step == WizardStep.Instructions && PromptTemplate.Parse(_draft.Prompt).Errors is [var first, ..])
        {
            errors.Check(false, "content", $"{first.Message} (line {Format.Number(first.Position.Line)}, column {Format.Number(first.Position.Column)})");
        }

        errors.ThrowIfAny();
    }

    private async Task<bool> IsTakenAsync(string slug)
    {
        try
        {
            await Assistants.IdOfAsync(slug, CancellationToken.None);
            return true;
        }
        catch (NotFoundException)
        {
            return false;
        }
    }

    private async Task CreateAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        StateHasChanged();
        AssistantDetail? made = null;
        try
        {
            if (await Ui.RunAsync(async () => made = await MakeAsync(), _errors, "No assistant was created") && made is not null)
            {
                Toasts.Success("Assistant created", "It is a draft. Try its prompts, save a version, then activate it.");

                // Nothing is lost any more. The guard must know before the page is left, and hears of it only when this event has yielded.
                _isMade = true;
                StateHasChanged();
                await Task.Yield();
                Navigation.NavigateTo(AssistantPage.Href(made.Assistant.Slug));
                return;
            }
        }
        finally
        {
            // A second press that waited for this one finds the work done.
            _busy = _isMade;
        }

        FocusFirstError();
    }

    private Task<AssistantDetail> MakeAsync() => _draft.Template is { } template
        ? Family.CloneAsync(template.Id, _draft.ToClone(), CancellationToken.None)
        : Assistants.CreateAsync(_draft.ToInput(), _draft.Prompt.Trim().Length == 0 ? null : _draft.Prompt, CancellationToken.None);

    /// <summary>To the step that has the field.</summary>
    private void FocusFirstError()
    {
        (WizardStep Step, string Field)[] fields =
        [
            (WizardStep.Basics, "name"), (WizardStep.Basics, "slug"), (WizardStep.Basics, "description"), (WizardStep.Basics, "tags"), (WizardStep.Basics, "visibility"),
            (WizardStep.Instructions, "instructions"), (WizardStep.Instructions, "content"), (WizardStep.Instructions, "greeting"), (WizardStep.Instructions, "traits"),
        ];
        if (fields.FirstOrDefault(f => _errors.For(f.Field) is not null) is { Field: { } field, Step: var step } && Steps.Contains(step))
        {
            (_step, _focus) = (step, "f-" + field);
        }
    }
}
