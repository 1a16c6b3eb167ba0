using System.Globalization;
using System.Numerics.Tensors;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>What to do about a failure.</summary>
internal enum FaultReach
{
    /// <summary>It comes from a text: the others are asked without it.</summary>
    Text,

    /// <summary>It may be over soon.</summary>
    Passing,

    /// <summary>It would meet every text.</summary>
    Run,
}

/// <summary>What keeps a text from having a vector.</summary>
internal static class EmbeddingFaults
{
    public const string WrongDimensions = "wrong_dimensions";

    public static EmbeddingFault Stopped { get; } = new("stopped", "The run was stopped before this text had its turn.");

    private static readonly EmbeddingFault s_empty = new("empty_text", "There is nothing to embed: the text is empty, or nobody could see it.");

    private static readonly EmbeddingFault s_broken = new("invalid_text", "The text has a character with code 0 or half of a character in it.");

    private static readonly EmbeddingFault s_long = new("text_too_long", string.Create(
        CultureInfo.InvariantCulture, $"The text has more than {LocalEmbeddingLimits.TextLength:#,0} characters. Cut it into pieces."));

    private static readonly EmbeddingFault s_none = new("unreadable", "The model sent a vector that cannot be read.");

    private static readonly EmbeddingFault s_noNumber = new("not_a_number", "The model sent a vector with something in it that is no number.");

    /// <summary>Known without a call. Null: it can be asked for.</summary>
    public static EmbeddingFault? Of(string? text) =>
        text is null || !PlainText.IsVisible(text) ? s_empty
        : text.Length > LocalEmbeddingLimits.TextLength ? s_long
        : PlainText.IsStorable(text) ? null : s_broken;

    /// <summary>It lies in the text, and was known without a call.</summary>
    public static bool IsOfText(EmbeddingFault fault) => ReferenceEquals(fault, s_empty) || ReferenceEquals(fault, s_broken) || ReferenceEquals(fault, s_long);

    /// <summary>Null: it is a vector.</summary>
    public static EmbeddingFault? Of(ReadOnlySpan<float> vector) => vector.IsEmpty ? s_none : TensorPrimitives.IsFiniteAll(vector) ? null : s_noNumber;

    public static EmbeddingFault OfLength(int length, int expected) => new(WrongDimensions, string.Create(
        CultureInfo.InvariantCulture, $"The vector has {length:#,0} dimensions where the others have {expected:#,0}."));

    public static EmbeddingFault Of(StudioException e) => new(e is ModelCallException call ? call.Fault.Code() : e.Code, e.Message);

    /// <summary>Whoever was asked does not take one of the texts. Where it stands is told as of a batch, which the caller does not know.</summary>
    public static bool IsOfText(StudioException e) => e is ValidationException wrong && wrong.Errors.Keys.All(k => k.StartsWith("texts", StringComparison.Ordinal));

    public static FaultReach ReachOf(StudioException e) => e switch
    {
        ModelCallException { MayRetry: true, RetryAfter: var pause } => pause > EmbeddingRunLimits.LongestPause ? FaultReach.Run : FaultReach.Passing,

        // A server that answers for fewer texts than it was asked about takes fewer at once.
        ModelCallException { Fault: ProviderFault.ContextTooLong or ProviderFault.ContentRefused or ProviderFault.BadRequest or ProviderFault.Unreadable } => FaultReach.Text,
        ModelCallException { Fault: ProviderFault.BrokenOff } => FaultReach.Passing,
        ValidationException when IsOfText(e) => FaultReach.Text,
        _ => FaultReach.Run,
    };
}
