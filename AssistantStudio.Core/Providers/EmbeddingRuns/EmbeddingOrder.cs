using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>Texts that one model is to embed.</summary>
internal sealed record EmbeddingOrder
{
    public required ModelTarget Target { get; init; }

    public required IReadOnlyList<string> Texts { get; init; }

    public required CallPurpose Purpose { get; init; }

    public EmbeddingGenerationOptions? Options { get; init; }

    /// <summary>How long every vector has to be. Null: as long as what was asked for in the options, or else as the first one.</summary>
    public int? Dimensions { get; init; }
}

/// <param name="Done">Texts that have their vector.</param>
/// <param name="Failed">Texts that will have none.</param>
public readonly record struct EmbeddingProgress(int Done, int Failed, int Total);

/// <summary>Why a text has no vector: a code for programs, a sentence for people.</summary>
public sealed record EmbeddingFault(string Code, string Message);

/// <summary>What became of one text: a vector or a fault.</summary>
/// <param name="Vector">Empty after a fault. Identical texts share one.</param>
internal readonly record struct EmbeddedText(ReadOnlyMemory<float> Vector, EmbeddingFault? Fault);

/// <summary>What became of all of them.</summary>
/// <param name="Texts">One for each, in their order.</param>
/// <param name="EndedBy">Null: every text had its turn. Else what ended the run before that.</param>
internal sealed record EmbeddingRunResult(IReadOnlyList<EmbeddedText> Texts, EmbeddingRunUsage Usage, EmbeddingFault? EndedBy)
{
    /// <summary>The failure that first left a text without its vector, for whoever passes it on. Null: there was none, or nobody had to be asked to know.</summary>
    public StudioException? Cause { get; init; }
}

/// <param name="Calls">Each attempt, as the ledger has it.</param>
/// <param name="Cost">In nano-dollars; null: the model has no price here.</param>
/// <param name="IsEstimated">The vendor did not count all of it.</param>
internal sealed record EmbeddingRunUsage(int Calls, long InputTokens, long? Cost, bool IsEstimated);

internal static class EmbeddingRunLimits
{
    /// <summary>Vectors of all of them are in memory at once.</summary>
    public const int Texts = 100_000;

    /// <summary>The first call goes alone: a wrong key is refused once and not by several calls at a time, and the vectors say how long all are.</summary>
    public const int FirstBatch = 16;

    /// <summary>How often a batch is asked for again after all that a single call tries by itself.</summary>
    public const int Tries = 3;

    /// <summary>One after the other, each by itself, with none taken in between: then it is not the texts.</summary>
    public const int RefusedInARow = 25;

    /// <summary>Of an answer on the wire. It is held as text while it is read, for each call on its way.</summary>
    public const int AnswerBytes = 16 * 1024 * 1024;

    /// <summary>"-0.006929283495992422,"</summary>
    public const int BytesPerNumber = 22;

    /// <summary>Where nobody knows how long the vectors of a model are.</summary>
    public const int UsualDimensions = 1_536;

    /// <summary>Between two tries, where the provider says nothing; twice as long the next time.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>A provider that asks for more has had enough for today.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
}
