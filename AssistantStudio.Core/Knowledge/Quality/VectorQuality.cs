namespace AssistantStudio.Core.Knowledge;

/// <summary>What is wrong with a vector.</summary>
public enum VectorFault
{
    /// <summary>It is like nothing: its text is never found by meaning.</summary>
    Zero,

    /// <summary>It has another length than the others and cannot be compared with them.</summary>
    OtherDimensions,

    /// <summary>Another text has the very same one: nothing tells the two apart.</summary>
    Same,

    /// <summary>Its magnitude is far from that of the others.</summary>
    OddMagnitude,
}

/// <summary>A passage whose vector stands out.</summary>
/// <param name="ChunkId">Null: its text is of an earlier state of its document.</param>
public sealed record WorstVector(VectorFault Fault, double Magnitude, long? ChunkId, Guid? DocumentId, string Title, string Heading);

/// <summary>How many vectors are in one part of a range.</summary>
public sealed record HistogramBar(double From, double To, int Count);

/// <summary>How good the vectors of a space are, as far as that shows without knowing what the texts mean.</summary>
/// <param name="Same">Vectors that another text has already.</param>
/// <param name="MeanMagnitude">Of those that are not zero; null: there is none.</param>
/// <param name="MagnitudeSpread">The standard deviation of the same.</param>
/// <param name="MeanSimilarity">Of any two texts, from -1 to 1; null: there are not two.</param>
/// <param name="Magnitudes">From the least to the greatest.</param>
/// <param name="Similarities">Of any two texts.</param>
public sealed record VectorQuality(
    int Vectors, int Dimensions, int OtherDimensions, int Zero, int Same, double? MeanMagnitude, double? MagnitudeSpread, double? MeanSimilarity,
    IReadOnlyList<HistogramBar> Magnitudes, IReadOnlyList<HistogramBar> Similarities, IReadOnlyList<WorstVector> Worst)
{
    /// <summary>From here on vectors are healthy.</summary>
    public const double Healthy = 0.85;

    /// <summary>Nearly any two texts look the same: the model does not fit the texts.</summary>
    public const double TooAlike = 0.9;

    /// <summary>1 without a fault; each vector that is zero, the same as another or of another length takes its share away. Null: there is none.</summary>
    public double? Score => Vectors == 0 ? null : Math.Clamp(1 - ((double)(OtherDimensions + Zero + Same) / Vectors), 0, 1);

    public bool IsHealthy => Score > Healthy && !(MeanSimilarity > TooAlike);
}
