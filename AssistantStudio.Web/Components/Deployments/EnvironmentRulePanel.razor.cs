using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>Changes what one environment asks of a deployment.</summary>
public sealed partial class EnvironmentRulePanel
{
    private readonly FieldErrors _errors = new();
    private Edit<EnvironmentRuleRow, EnvironmentRuleDraft> _edit = null!;

    [Parameter, EditorRequired] public required EnvironmentRuleRow Rule { get; set; }

    /// <summary>Those that can be chosen.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<IntegrationRow> Providers { get; set; }

    [Inject] public required EnvironmentRuleService Rules { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    private string DeployersHelp => Rule.Environment == StudioEnvironment.Production
        ? "Of those whose role lets them deploy to production at all." : "Of those whose role lets them deploy at all.";

    private string ProvidersHelp => Chatting.Count > 1
        ? "A release names who answers. In this environment somebody else can be asked in their place: a test account, for instance."
        : "A release names who answers. Add a second AI provider, and another one can be asked in its place here.";

    protected override void OnInitialized()
    {
        _edit = new(EnvironmentRuleDraft.FieldsOf(Rule, NameOf), row => new(row, NameOf))
        {
            Read = async ct => (await Rules.ListAsync(ct)).Single(r => r.Environment == Rule.Environment),
            ChangeOf = row => row.UpdatedAt is { } at ? new(row.UpdatedBy, at) : null,
        };
        _edit.Show(Rule);
    }

    private string NameOf(Guid id) => Providers.FirstOrDefault(p => p.Id == id)?.Name ?? EnvironmentRuleText.GoneProvider;

    private IReadOnlyList<IntegrationRow> Chatting => [.. Providers.Where(p => ProviderKinds.Of(p.Kind).Chats)];

    /// <summary>What can be chosen, and what is chosen already.</summary>
    /// <param name="asked">Who is asked must be switched on; a release may name somebody who is not.</param>
    private RenderFragment Options(Guid? chosen, bool asked) => builder =>
    {
        builder.OpenElement(0, "option");
        builder.AddAttribute(1, "value", "");
        builder.AddContent(2, "Choose a provider");
        builder.CloseElement();
        foreach (var (id, name) in Providers.Where(p => p.Id == chosen || (ProviderKinds.Of(p.Kind).Chats && (p.Active || !asked))).Select(p => (p.Id, p.Name))
            .Concat(chosen is { } gone && Providers.All(p => p.Id != gone) ? [(gone, Format.UpperFirst(EnvironmentRuleText.GoneProvider))] : []))
        {
            builder.OpenElement(3, "option");
            builder.SetKey(id);
            builder.AddAttribute(4, "value", id.ToString());
            builder.AddContent(5, name);
            builder.CloseElement();
        }
    };

    private async Task SaveAsync()
    {
        await Rules.SetAsync(Rule.Environment, _edit.Draft.Input() with { RowVersion = _edit.Row!.RowVersion }, CancellationToken.None);
        Toasts.Success("Saved", $"The rules of {Rule.Environment.Word()} hold for the next deployment; providers at once.");
        Drawers.Close(true);
    }
}
