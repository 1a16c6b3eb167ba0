using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

public enum ModelPlanAction
{
    Create,
    Update,

    /// <summary>Known like this already.</summary>
    Same,

    /// <summary>Somebody of the organisation wrote it; a list does not write over it unless it is told to.</summary>
    Keep,

    Refused,
}

/// <summary>What would happen with one entry of a list.</summary>
/// <param name="Name">As the list has it.</param>
/// <param name="Model">As it is kept.</param>
public sealed record ModelPlanLine(string Name, string Model, ProviderKind? Kind, ModelPlanAction Action, string Reason);

public sealed record ModelPlan(IReadOnlyList<ModelPlanLine> Lines)
{
    public int Creates => Count(ModelPlanAction.Create);

    public int Updates => Count(ModelPlanAction.Update);

    public int Same => Count(ModelPlanAction.Same);

    public int Kept => Count(ModelPlanAction.Keep);

    public int Refused => Count(ModelPlanAction.Refused);

    private int Count(ModelPlanAction action) => Lines.Count(l => l.Action == action);
}

/// <summary>A line with what it would write; null where it writes nothing.</summary>
internal sealed record PlannedModel(ModelPlanLine Line, ModelInfo? Model)
{
    public void WriteInto(ModelEntry entry, ModelSource source, Access access, DateTime now)
    {
        entry.Vendor = Model!.Vendor;
        entry.Capabilities = Model.Capabilities;
        entry.ContextWindow = Model.ContextWindow;
        entry.MaxOutput = Model.MaxOutput;
        entry.Dimensions = Model.Dimensions;
        entry.ShutdownDate = Model.ShutdownDate;
        entry.Prices = Model.Prices;
        entry.Source = source;
        (entry.UpdatedAt, entry.UpdatedBy) = (now, access.Grant.ActorName);
    }
}
