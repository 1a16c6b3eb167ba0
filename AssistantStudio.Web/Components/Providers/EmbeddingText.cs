using System.Globalization;
using AssistantStudio.Core.Providers;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Providers;

/// <summary>Embedding models and what a check of one has shown, in words.</summary>
internal static class EmbeddingText
{
    /// <summary>What a shop's helpdesk hears: some mean the same in other words, most do not.</summary>
    public static IReadOnlyList<string> SampleLines { get; } =
    [
        "Where is my parcel?",
        "My order has not arrived yet. When will it be here?",
        "The tracking page has said the same for three days.",
        "I want to send the shoes back because they are too small.",
        "How do I return an article?",
        "How long does it take until I get my money back?",
        "I forgot my password.",
        "I cannot sign in to my account.",
        "Please change the delivery address of order 4711.",
        "Do you also deliver to Norway?",
        "The lamp arrived broken.",
        "Can I pay by invoice?",
    ];

    /// <summary>On this machine, Sent to api.openai.com.</summary>
    public static string Where(EmbeddingModel model) => model.Host is { } host ? $"Sent to {host}" : "On this machine";

    /// <summary>Whose it is, and what lies in a folder: "Sentence encoder, 87 MB".</summary>
    public static string Sub(EmbeddingModel model) => model switch
    {
        { Kind: ProviderKind.BuiltIn } => "Built-in, needs no key and no file",
        { Local: { } local } => $"{model.ProviderName}, {Of(local.Kind)}, {Format.Bytes(local.WeightBytes)}",
        _ => model.ProviderName,
    };

    public static (StatusShape Shape, string Text) Of(EmbeddingModelState state) => state switch
    {
        EmbeddingModelState.Ready => (StatusShape.Good, "Ready"),
        EmbeddingModelState.NotChecked => (StatusShape.Off, "Not checked"),
        EmbeddingModelState.NotTried => (StatusShape.Off, "Not tried yet"),
        EmbeddingModelState.NotOffered => (StatusShape.Off, "No provider offers it"),
        EmbeddingModelState.SwitchedOff => (StatusShape.Off, "Switched off"),
        EmbeddingModelState.Failed => (StatusShape.Failed, "Failed"),
        EmbeddingModelState.NotAllowed => (StatusShape.Off, "Not allowed here"),
        EmbeddingModelState.Gone => (StatusShape.Failed, "Shut down"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Give the new state its words."),
    };

    /// <summary>$0.02, free, unpriced.</summary>
    public static string Price(EmbeddingModel model) =>
        model.Free ? "free" : model.PriceToday?.Base.Input is { } input ? ModelText.Dollars(input) : model.PriceToday is { } other ? ModelText.Price(other) : Format.Unpriced;

    /// <summary>As lists of choices call it.</summary>
    public static string Name(EmbeddingModel model) => $"{model.Name}, {model.ProviderName}";

    public static (Tone Tone, string Text) Of(EmbeddingQuality quality) => quality.Verdict switch
    {
        EmbeddingVerdict.TooFew => (Tone.Info, $"Too few different texts to judge the vectors: {Format.Number(quality.Vectors)} of {Format.Number(EmbeddingQuality.FewestVectors)}."),
        EmbeddingVerdict.Good => (Tone.Good, "Nothing speaks against these vectors."),
        EmbeddingVerdict.Fair => (Tone.Warning, "The vectors can be used, with something to look at."),
        EmbeddingVerdict.Poor => (Tone.Bad, "A search over these vectors would find little."),
        _ => throw new ArgumentOutOfRangeException(nameof(quality), quality.Verdict, "Give the new verdict its words."),
    };

    public static string Of(EmbeddingFinding finding, EmbeddingQuality quality) => finding switch
    {
        EmbeddingFinding.ZeroVectors => $"{Format.Count(quality.ZeroVectors, "text means", "texts mean")} nothing to this model: a search never finds {(quality.ZeroVectors == 1 ? "it" : "them")}.",
        EmbeddingFinding.SameVectors => $"{Format.Count(quality.SameVectors, "text has", "texts have")} the vector of another text ({Format.Percent(quality.SameShare)}): nothing tells them apart.",
        EmbeddingFinding.AllAlike => $"Any two texts are alike by {Likeness(quality.RandomSimilarity)}: the model hardly tells them apart.",
        EmbeddingFinding.LengthsDiffer => "The vectors are of different lengths. A search compares directions alone, so that does no harm there.",
        _ => throw new ArgumentOutOfRangeException(nameof(finding), finding, "Give the new finding its words."),
    };

    /// <summary>1 where the model normalises, or "12.4, give or take 0.8".</summary>
    public static string Length(EmbeddingQuality quality) => quality is not { MeanLength: { } mean, LengthDeviation: { } deviation } ? Format.Unknown
        : deviation < 0.0005 ? Likeness(mean) : $"{Likeness(mean)}, give or take {Likeness(deviation)}";

    public static string Likeness(double? value) => value is { } v ? (Math.Round(v, 3) + 0.0).ToString("0.###;\u22120.###", CultureInfo.InvariantCulture) : Format.Unknown; // −0 has no sign.

    /// <summary>1,240, or 0.4 where it is slow.</summary>
    public static string Speed(double? perSecond) => perSecond is { } speed ? speed.ToString(speed < 10 ? "0.0" : "#,0", CultureInfo.InvariantCulture) : Format.Unknown;

    private static string Of(LocalModelKind kind) => kind switch
    {
        LocalModelKind.StaticEmbeddings => "static word vectors",
        LocalModelKind.SentenceEncoder => "sentence encoder",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Give the new kind its words."),
    };
}
