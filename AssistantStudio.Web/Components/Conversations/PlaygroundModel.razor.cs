using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Providers;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>Which model answers in a trial.</summary>
public sealed partial class PlaygroundModel
{
    private const string BuiltIn = ChatText.BuiltInModel;

    private IReadOnlyList<AvailableModel> _models = [];

    [Parameter] public ModelRoute? Value { get; set; }

    [Parameter] public EventCallback<ModelRoute?> ValueChanged { get; set; }

    /// <summary>What the assistant has.</summary>
    [Parameter] public ModelRoute? Usual { get; set; }

    [Inject] public required AvailableModelService Available { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    private string? Help => Value switch
    {
        { ProviderId: null, Name: BuiltIn } => "No language model is asked: the passages that fit best are quoted. Free.",
        { } route when _models.FirstOrDefault(m => m.ProviderId == route.ProviderId && m.Name == route.Name) is { } model => model.Free ? "Free." : $"{ModelText.Price(model.PriceToday)} for a million tokens.",
        _ => null,
    };

    protected override async Task OnInitializedAsync()
    {
        if (Access.Can(Permission.ProvidersView))
        {
            await Ui.RunAsync(async () => _models = await Available.ListAsync(ModelCapabilities.Chat, CancellationToken.None), failed: "The models could not be read");
        }
    }

    private static string KeyOf(Guid? provider, string name) => $"{provider}|{name}";

    private Task ChooseAsync(ChangeEventArgs e)
    {
        var value = e.Value as string ?? "";
        var cut = value.IndexOf('|', StringComparison.Ordinal);
        return ValueChanged.InvokeAsync(cut < 0 ? null : new(Guid.TryParse(value[..cut], out var id) ? id : null, value[(cut + 1)..]));
    }
}
