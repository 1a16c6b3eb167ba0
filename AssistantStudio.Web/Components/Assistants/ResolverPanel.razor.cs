using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>Tries a situation: which prompt is chosen, what it says, and why every other was not.</summary>
public sealed partial class ResolverPanel : IDisposable
{
    private readonly FieldErrors _errors = new();
    private readonly CancellationSeries _asks = new();
    private readonly Reading<IReadOnlyList<PromptVariable>> _variables = new("The variables");
    private readonly SituationDraft _situation = new();
    private IReadOnlyList<PromptLinkRow>? _seen;
    private PromptChoice? _choice;
    private bool _isCleared;
    private UiError? _error;

    [Parameter, EditorRequired] public Guid AssistantId { get; set; }

    [Parameter, EditorRequired] public required IReadOnlyList<PromptLinkRow> Links { get; set; }

    [Parameter] public string? Class { get; set; }

    [Inject] public required PromptChoiceService Choices { get; init; }

    [Inject] public required PromptVersionService Versions { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required BrowserTime Time { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    public void Dispose()
    {
        _asks.Dispose();
        _variables.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (!ReferenceEquals(_seen, Links))
        {
            _seen = Links;
            await _variables.ReadAsync(Ui, VariablesAsync);
            await ResolveAsync();
        }
    }

    private static string Text(string? typed) => typed ?? "";

    private static string Text(ChangeEventArgs e) => e.Value as string ?? "";

    /// <summary>The prompts' variables, once each, then those that only conditions look at. Examples stand in until somebody types.</summary>
    private async Task<IReadOnlyList<PromptVariable>> VariablesAsync(CancellationToken ct)
    {
        var (links, found) = (Links, new List<PromptVariable>());
        foreach (var (prompt, version) in links.Where(l => l.UsedVersion is not null).Select(l => (l.PromptId, l.UsedVersion!.Value)).Distinct())
        {
            found.AddRange((await Versions.GetAsync(prompt, version, ct)).Variables.Where(v => v.Type != PromptVariableType.Environment));
        }

        found.AddRange(links.SelectMany(l => l.Conditions).Where(c => c.Subject == ConditionSubject.Variable).Select(c => new PromptVariable { Name = c.Variable }));
        PromptVariable[] variables = [.. found.DistinctBy(v => v.Name)];
        foreach (var variable in variables)
        {
            _situation.Values.TryAdd(variable.Name, _isCleared ? null : variable.Example);
        }

        return variables;
    }

    private bool HasExamples(IReadOnlyList<PromptVariable> variables) =>
        variables.Any(v => !string.IsNullOrEmpty(v.Example) && _situation.Values.GetValueOrDefault(v.Name) == v.Example);

    /// <summary>What somebody typed stays.</summary>
    private void ShowExamples(bool areShown)
    {
        _isCleared = !areShown;
        foreach (var variable in (_variables.Value ?? []).Where(v => !string.IsNullOrEmpty(v.Example)))
        {
            var now = _situation.Values.GetValueOrDefault(variable.Name);
            if (areShown ? string.IsNullOrEmpty(now) : now == variable.Example)
            {
                _situation.Values[variable.Name] = areShown ? variable.Example : null;
            }
        }
    }

    private Task SetAsync(Action set)
    {
        set();
        return ResolveAsync();
    }

    /// <summary>Like a search: asked once the typing pauses.</summary>
    private async Task TypeAsync(Action set)
    {
        set();
        var token = _asks.Next();
        await Task.Delay(ShellLimits.SearchPause, Clock, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!token.IsCancellationRequested)
        {
            await ResolveAsync();
        }
    }

    private async Task ResolveAsync()
    {
        var token = _asks.Next();
        try
        {
            StudioEnvironment? environment = Access.Can(Permission.EnvironmentsView) ? StudioEnvironment.Development : null;
            var choice = await Choices.ResolveAsync(AssistantId, _situation.ToSituation(Clock.GetUtcNow(), Time.Zone), environment, token);
            if (token.IsCancellationRequested)
            {
                return;
            }

            (_choice, _error) = (choice, null);
            _errors.Clear();
            if (choice.Errors.Count > 0)
            {
                _errors.Set(new ValidationException(choice.Errors));
            }
        }
        catch (Exception e) when (token.IsCancellationRequested || StudioJs.IsGone(e))
        {
            // Superseded or closed.
        }
        catch (Exception e)
        {
            _error = Ui.Describe(e, "The choice");
        }
    }
}
