using AssistantStudio.Core.Providers;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What is looked for, and among what.</summary>
public sealed record RetrievalQuery
{
    public required string Query { get; init; }

    /// <summary>What the same person asked before it, the latest last.</summary>
    public IReadOnlyList<string> Earlier { get; init; } = [];

    /// <summary>Null: all that the caller may see. An empty list finds nothing.</summary>
    public IReadOnlyList<Guid>? SourceIds { get; init; }

    /// <summary>The revisions at which sources are read, and no others are. Null: all at the current ones.</summary>
    internal IReadOnlyDictionary<Guid, int>? Pins { get; init; }

    /// <summary>On whose behalf: what they may not be told is not found. Null: the caller's own.</summary>
    public SourceAudience? SeenBy { get; init; }

    public RetrievalSettings Settings { get; init; } = new();

    /// <summary>For whoever wants to see how it was found: what each way of looking found, with its titles, and the words that were met.</summary>
    public bool WithLegs { get; init; } = true;

    /// <summary>For what and whom models are asked, and who takes what they cost. Null: the caller, for the ledger.</summary>
    internal RetrievalBill? Bill { get; init; }
}

internal sealed record RetrievalBill(CallPurpose Purpose, ICallSink Sink);

/// <summary>What was found, the best first, and how.</summary>
/// <param name="Items">None: there is no good passage.</param>
/// <param name="ByWords">What was found by words, before the two were fused.</param>
/// <param name="ByMeaning">What was found by meaning, before the two were fused.</param>
/// <param name="MeaningProblem">Why nothing was looked for by meaning; null: it was, or nobody wanted it.</param>
/// <param name="Asked">What was looked for, where that is not what was asked.</param>
/// <param name="OrderedBy">The model that put them into this order; null: none did.</param>
/// <param name="ModelProblem">Why a model that was to help did not.</param>
public sealed record RetrievalResult(
    IReadOnlyList<Passage> Items, IReadOnlyList<LegHit> ByWords, IReadOnlyList<LegHit> ByMeaning, double WordsMs, double MeaningMs, double TotalMs, string? MeaningProblem,
    string? Asked = null, string? OrderedBy = null, string? ModelProblem = null)
{
    /// <summary>What was looked into, at which revision.</summary>
    internal IReadOnlyList<SourceRead> Read { get; init; } = [];
}

/// <param name="Current">The revision that others read by now.</param>
internal sealed record SourceRead(Guid Id, string Name, int Revision, int Current);

/// <summary>A hit of one of the two ways of looking.</summary>
public sealed record LegHit(long ChunkId, string Title, string Heading, double Score);

/// <summary>A passage with what it takes to cite it and to open it in its document.</summary>
/// <param name="Start">Where it begins in the document's text.</param>
/// <param name="Score">Fused from both orders; only the order of a search's own scores means something.</param>
/// <param name="Cosine">How alike its meaning is, from -1 to 1; null: it was found by words only.</param>
/// <param name="WordScore">How well its words fit (BM25); null: it was found by meaning only.</param>
/// <param name="WordRank">Its place among what was found by words.</param>
/// <param name="MeaningRank">Its place among what was found by meaning.</param>
/// <param name="Words">Those of the question that it has, as they stand in it.</param>
public sealed record Passage(
    long ChunkId, Guid DocumentId, string DocumentExternalId, Guid SourceId, string SourceName, string Title, string? Address, string Heading, string Text, int Start, int Length, int Tokens,
    double Score, double? Cosine, double? WordScore, int? WordRank, int? MeaningRank, IReadOnlyList<string> Words);

public static class RetrievalLimits
{
    public const int UsualPassages = 6;
    public const int MostPassages = 50;
    public const int QueryLength = 2_000;
    public const int MostTokens = 100_000;

    /// <summary>Fewer would hold no passage.</summary>
    public const int FewestTokens = 50;

    public const int MostWeight = 10;
    public const int Labels = 10;
    public const int LabelLength = 200;

    /// <summary>Questions that were asked before, of which the last few count.</summary>
    public const int Earlier = 20;

    /// <summary>Different words of a question that are looked for.</summary>
    public const int Words = 32;

    /// <summary>A question that words can answer waits so long for its vector, and then does without.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static readonly TimeSpan PatienceAlone = TimeSpan.FromSeconds(15);

    /// <summary>Of each way of looking, before the two are fused.</summary>
    public const int Candidates = 50;

    /// <summary>What only a model's vectors found is no good passage below this.</summary>
    public const double LeastCosine = 0.3;

    /// <summary>
    /// The same for the built-in vectors, which find some letters of any text in any other: of 16 questions that the guide does
    /// not answer they find something for none with 0.35, for one with 0.3 and for four with 0.2.
    /// </summary>
    public const double LeastCosineOfBuiltIn = 0.35;

    /// <summary>
    /// In reciprocal rank fusion, how much being first counts more than being second. With the built-in vectors it matters
    /// little: nDCG@10 of all judged questions is 0.764 with 10, 0.767 with 30 and 0.766 with 60.
    /// </summary>
    public const double RankDamping = 30;
}
