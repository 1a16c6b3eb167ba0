using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Prompts.Templates;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Prompts;

/// <summary>The text as it comes out, with values that begin as the examples.</summary>
public sealed partial class PreviewCard
{
    private const int MostErrors = 5;

    private static readonly FieldErrors s_none = new();

    private readonly Dictionary<string, string> _typed = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, EnvironmentValue> _values = new Dictionary<string, EnvironmentValue>();
    private StudioEnvironment _environment = StudioEnvironment.Development;
    private bool _environmentRead;
    private PromptPreview _preview = new();

    [Parameter, EditorRequired] public required PromptTemplate Template { get; set; }

    [Parameter, EditorRequired] public required IReadOnlyList<PromptVariable> Variables { get; set; }

    [Inject] public required EnvironmentService Environments { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    private bool NeedsEnvironment => Variables.Any(v => v.Type == PromptVariableType.Environment);

    private string Note => _preview.Errors.Count > 0 ? "" : $"about {Format.Count(_preview.Tokens, "token")}";

    protected override async Task OnParametersSetAsync()
    {
        Render();
        if (NeedsEnvironment && !_environmentRead && Access.Can(Permission.EnvironmentsView))
        {
            _environmentRead = true;
            await ReadEnvironmentAsync();
        }
    }

    private void Render()
    {
        var values = Variables.Where(v => v.Name.Length > 0).DistinctBy(v => v.Name).ToDictionary(v => v.Name, v => ValueOf(v) ?? "", StringComparer.Ordinal);
        _preview = PromptPreview.Of(Template, Variables, values, _values);
    }

    private string? ValueOf(PromptVariable variable) => _typed.TryGetValue(variable.Name, out var typed) ? typed : variable.Example;

    private string EmptyOf(PromptVariable variable) => VariableText.Value(variable, variable.Default) is { } text ? $"Default: {text}"
        : variable.Type is PromptVariableType.Boolean or PromptVariableType.Enum ? "No value" : "";

    private string? EnvironmentValueOf(PromptVariable variable) =>
        _values.TryGetValue(variable.EnvironmentName ?? "", out var found) && !found.IsSecret ? found.Value : variable.Default;

    private string? ErrorOf(PromptVariable variable) => _preview.ValueErrors.GetValueOrDefault(variable.Name);

    private string? HelpOf(PromptVariable variable) => variable.Type != PromptVariableType.Environment ? variable.Description
        : !Access.Can(Permission.EnvironmentsView) ? $"{variable.EnvironmentName} of the environment, which your role does not show. The default stands in."
        : _values.ContainsKey(variable.EnvironmentName ?? "") ? $"{variable.EnvironmentName} in {_environment.ToString().ToLowerInvariant()}"
        : $"There is no {variable.EnvironmentName} in {_environment.ToString().ToLowerInvariant()}.";

    private void Type(PromptVariable variable, string? value)
    {
        _typed[variable.Name] = value ?? "";
        Render();
    }

    private void UseExamples()
    {
        _typed.Clear();
        Render();
    }

    private Task ChooseEnvironmentAsync(ChangeEventArgs e)
    {
        _environment = Enum.TryParse<StudioEnvironment>(e.Value as string, out var environment) ? environment : StudioEnvironment.Development;
        return ReadEnvironmentAsync();
    }

    private async Task ReadEnvironmentAsync()
    {
        if (await Ui.RunAsync(async () => _values = await Environments.ValuesAsync(_environment, CancellationToken.None), failed: "The environment could not be read"))
        {
            Render();
        }
    }
}
