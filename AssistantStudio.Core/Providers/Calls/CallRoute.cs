namespace AssistantStudio.Core.Providers;

/// <summary>Why one of several models was asked.</summary>
/// <param name="Reason">"simple: a few words".</param>
/// <param name="Otherwise">Who would have been asked if every question were taken for a hard one.</param>
internal sealed record CallRoute(string Reason, ModelTarget Otherwise)
{
    /// <summary>In nano-dollars. Less than 0: the model that was chosen is the dearer one. Null: a price is missing, or there was nothing to save.</summary>
    public long? SavedBy(ModelTarget asked, CallUsage usage, long? cost, DateTime at) =>
        asked.Model == Otherwise.Model && asked.ProviderId == Otherwise.ProviderId ? null : ModelPrices.CostOf(Otherwise, usage, at, null) - cost;
}
