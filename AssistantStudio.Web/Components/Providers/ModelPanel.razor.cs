using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Providers;

/// <summary>The form of a model: what it can, until when it is there, and what it costs from which day to which.</summary>
public sealed partial class ModelPanel
{
    private const string Width = "38rem";
    private const int NamesShown = 8;

    private readonly FieldErrors _errors = new();
    private Edit<ModelRow, ModelDraft> _edit = null!;
    private IReadOnlyList<ModelUser> _users = [];

    /// <summary>None: a new one.</summary>
    [Parameter] public ModelRow? Row { get; set; }

    [Inject] public required ModelService Models { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    private ModelDraft Draft => _edit.Draft;

    private bool MayManage => Access.Can(Permission.ProvidersManage);

    private DateOnly Today => DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);

    internal static void Open(Drawers drawers, ModelRow? row) =>
        drawers.Open<ModelPanel>(row?.Name ?? "Add a model", new Dictionary<string, object?> { [nameof(Row)] = row }, Width);

    protected override async Task OnInitializedAsync()
    {
        _edit = new(ModelDraft.Fields, row => new(row))
        {
            Read = ct => Models.GetAsync(Row!.Name, Row.Kind, ct),
            ChangeOf = row => row.UpdatedBy is { } by && row.UpdatedAt is { } at ? new(by, at) : null,
        };
        _edit.Show(Row);
        if (Row is { } shown)
        {
            await Ui.RunAsync(async () => _users = await Models.UsersOfAsync(shown.Name, CancellationToken.None), failed: "Who uses the model could not be read");
        }
    }

    private async Task SaveAsync()
    {
        var saved = await Models.SaveAsync(Draft.ToInput(), _edit.Row?.RowVersion ?? 0, CancellationToken.None);
        Drawers.Close();
        Toasts.Success("Saved", $"{saved.Name}: {ModelText.Price(saved.PriceToday)}. Calls from now on are charged like this.");
    }

    private async Task DeleteAsync()
    {
        var row = _edit.Row!;
        if (await Confirm.AskAsync(new()
        {
            Title = $"Take away what your organisation says of {row.Name}?",
            Consequences = ["What the program knows of it counts again, if it knows it", "Calls that are written down keep their cost"],
            Confirm = "Take the entry away",
            Keep = "Keep the entry",
        }) && await Ui.RunAsync(() => Models.DeleteAsync(row.Id!.Value, row.RowVersion, CancellationToken.None), failed: "Not taken away"))
        {
            Drawers.Close();
            Toasts.Success("Taken away", row.Name);
        }
    }
}
