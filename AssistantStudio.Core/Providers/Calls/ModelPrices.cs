namespace AssistantStudio.Core.Providers;

/// <summary>What a call of a model costs at the price of its day.</summary>
internal static class ModelPrices
{
    /// <summary>In nano-dollars. Null: the model has no price, which is not the same as costing nothing.</summary>
    public static long? CostOf(ModelTarget target, CallUsage usage, DateTime at, string? serviceTier) =>
        target.Account.Kind.IsFree ? 0 : PriceOf(target, at) is { } price ? CallCost.Of(usage, price, at, serviceTier)?.NanoDollars : null;

    public static ModelPrice? PriceOf(ModelTarget target, DateTime at) => Find(target)?.PriceOn(DateOnly.FromDateTime(at));

    public static ModelInfo? Find(ModelTarget target) => target.Account.Find(target.Model);
}
