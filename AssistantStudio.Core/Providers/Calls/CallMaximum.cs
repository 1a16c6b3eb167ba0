using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>The most that a call can cost. <paramref name="Cost"/> is null where the model has no price.</summary>
internal sealed record CallMaximum(CallUsage Usage, long? Cost)
{
    /// <summary>Where nobody says how long an answer may be.</summary>
    private const int UsualOutput = 8_192;

    private const long Million = 1_000_000;

    public static CallMaximum Of(ModelTarget target, IReadOnlyList<ChatMessage> messages, ChatOptions? options, DateTime at)
    {
        var (input, images) = CallEstimate.AtMost(messages, options);
        return Of(target, input, OutputOf(target, options), images, at, ServiceTiers.Of(options));
    }

    public static CallMaximum Of(ModelTarget target, IReadOnlyList<string> texts, DateTime at) => Of(target, CallEstimate.AtMost(texts), 0, 0, at);

    /// <summary>How many tokens of input may cost so much at most. Null: as many as there are, or nobody knows.</summary>
    public static long? InputFor(ModelTarget target, long cost, DateTime at) =>
        Of(target, Million, 0, 0, at).Cost is > 0 and var ofMillion ? (long)((decimal)cost * Million / ofMillion) : null;

    /// <summary>What has to be imposed so that it is the most.</summary>
    public static int OutputOf(ModelTarget target, ChatOptions? options) =>
        options?.MaxOutputTokens ?? (int)Math.Min(UsualOutput, ModelPrices.Find(target)?.MaxOutput ?? UsualOutput);

    private static CallMaximum Of(ModelTarget target, long input, int output, int images, DateTime at, string? serviceTier = null) => new(
        new() { Input = input, Output = output, InputImages = images },
        target.Account.Kind.IsFree ? 0 : ModelPrices.PriceOf(target, at) is { } price ? CallCost.AtMost(input, output, price, images, serviceTier: serviceTier)?.NanoDollars : null);
}
