using AssistantStudio.Core.Agents;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>The tools that there are, and which of them an assistant has.</summary>
public sealed partial class AssistantTools
{
    private readonly FieldErrors _errors = new();
    private Edit<AssistantDetail, ToolsDraft> _edit = null!;
    private IReadOnlyList<ToolDefinition> _tools = [];

    [Parameter, EditorRequired] public required AssistantDetail Detail { get; set; }

    [Parameter] public bool ReadOnly { get; set; }

    /// <summary>Gets what was stored.</summary>
    [Parameter] public EventCallback<AssistantDetail> OnStored { get; set; }

    [Inject] public required ToolCatalog Catalog { get; init; }

    [Inject] public required AssistantService Assistants { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    protected override void OnInitialized()
    {
        _tools = [.. Catalog.All.OrderBy(t => t.Title, StringComparer.OrdinalIgnoreCase)];
        _edit = new(ToolsDraft.FieldsFor(_tools), detail => new((detail ?? Detail).Content))
        {
            Read = ct => Assistants.GetAsync(Detail.Assistant.Id.ToString(), ct),
            ChangeOf = detail => new(detail.Assistant.UpdatedBy, detail.Assistant.UpdatedAt),
        };
        _edit.Show(Detail);
    }

    private async Task SaveAsync()
    {
        var stored = await Assistants.ChangeAsync(
            Detail.Assistant.Id, new() { Tools = _edit.Draft.Tools, RowVersion = _edit.Row?.Assistant.RowVersion ?? Detail.Assistant.RowVersion }, CancellationToken.None);
        _edit.Show(stored);
        Toasts.Success("Saved", "What it may use is part of its next version.");
        await OnStored.InvokeAsync(stored);
    }
}
