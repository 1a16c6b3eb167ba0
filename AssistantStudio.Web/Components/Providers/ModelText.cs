using System.Globalization;
using AssistantStudio.Core.Providers;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Providers;

/// <summary>Models in words.</summary>
internal static class ModelText
{
    public static string Of(ModelCapabilities one) => one switch
    {
        ModelCapabilities.Chat => "Chat",
        ModelCapabilities.Embedding => "Embeddings",
        ModelCapabilities.Vision => "Sees pictures",
        ModelCapabilities.Tools => "Uses tools",
        ModelCapabilities.Json => "Answers in JSON",
        ModelCapabilities.Reasoning => "Thinks first",
        ModelCapabilities.ImageOutput => "Makes pictures",
        _ => throw new ArgumentOutOfRangeException(nameof(one), one, "Give the new capability its words."),
    };

    public static IReadOnlyList<ModelCapabilities> Each { get; } = [.. Enum.GetValues<ModelCapabilities>().Where(c => c != ModelCapabilities.None)];

    /// <summary>Chat, sees pictures, uses tools.</summary>
    public static string All(ModelCapabilities all)
    {
        var words = string.Join(", ", Each.Where(c => all.HasFlag(c)).Select((c, i) => i == 0 ? Of(c) : Format.LowerFirst(Of(c))));
        return words.Length == 0 ? Format.Unknown : words;
    }

    public static string Of(ModelSource source) => source switch
    {
        ModelSource.Shipped => "Comes with the program",
        ModelSource.Imported => "Imported",
        ModelSource.Edited => "Edited here",
        ModelSource.Discovered => "Told by a provider",
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "Give the new source its words."),
    };

    public static (Tone Tone, string Text) Of(ModelPlanAction action) => action switch
    {
        ModelPlanAction.Create => (Tone.Good, "New"),
        ModelPlanAction.Update => (Tone.Info, "Changes"),
        ModelPlanAction.Same => (Tone.Neutral, "Same"),
        ModelPlanAction.Keep => (Tone.Neutral, "Stays"),
        ModelPlanAction.Refused => (Tone.Bad, "Left out"),
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Give the new action its words."),
    };

    /// <summary>$0.15, $2, $1,200: as exact as it was entered.</summary>
    public static string Dollars(decimal rate) => "$" + rate.ToString("#,0.#########", CultureInfo.InvariantCulture);

    /// <summary>$5 in, $30 out; for a million tokens.</summary>
    public static string Price(ModelPrice? price)
    {
        if (price is null)
        {
            return Format.Unpriced;
        }

        if (price.IsFree)
        {
            return "free";
        }

        var rates = price.Base;
        string?[] parts =
        [
            rates.Input is { } input ? $"{Dollars(input)} in" : null, rates.Output is { } output and > 0 ? $"{Dollars(output)} out" : null,
            price.PerOutputImage is { } picture ? $"{Dollars(picture)} a picture" : null, price.PerRequest is { } request ? $"{Dollars(request)} a request" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    /// <summary>"until 30 Nov 2026, then $4 in, $20 out".</summary>
    public static string? Validity(ModelRow model)
    {
        if (model.PriceToday is not { } today)
        {
            return model.Prices.Count == 0 ? null : "not priced today";
        }

        var next = model.Prices.Where(p => p.ValidFrom > (today.ValidFrom ?? DateOnly.MinValue)).MinBy(p => p.ValidFrom);
        return today.ValidTo is not { } end ? null
            : $"until {Day(end)}" + (next is null ? ", then unpriced" : $", then {Price(next)}");
    }

    /// <summary>Null: it stays for a long time.</summary>
    public static (Tone Tone, string Text)? Shutdown(DateOnly? date, DateOnly today) => date switch
    {
        null => null,
        { } gone when gone <= today => (Tone.Bad, $"gone since {Day(gone)}"),
        { } soon when soon <= today.AddDays(ModelLimits.ShutdownWarningDays) => (Tone.Warning, $"goes on {Day(soon)}"),
        { } later => (Tone.Neutral, $"goes on {Day(later)}"),
    };

    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
