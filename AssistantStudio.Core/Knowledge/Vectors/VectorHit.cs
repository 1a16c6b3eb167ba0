namespace AssistantStudio.Core.Knowledge;

/// <summary>An entry that was found, and the cosine of the angle between it and the query.</summary>
internal readonly record struct VectorHit(long Id, float Score);

/// <summary>What a search found, best first; entries of equal score in the order of their ids.</summary>
/// <param name="Loaded">Originals that were read to tell the exact scores.</param>
/// <param name="IsExact">
/// These are provably the best. False only where more entries than <see cref="VectorLimits.MaxLoaded"/> are so alike that
/// their codes cannot tell them apart: then all that were looked at are as good, but others may be better by a hair.
/// </param>
internal sealed record FoundVectors(IReadOnlyList<VectorHit> Hits, int Loaded, bool IsExact);

/// <summary>The vectors as they were embedded, which the index does not keep: a database, as a rule.</summary>
internal interface IVectorOriginals
{
    /// <summary>Ids that are gone are left out. At most <see cref="VectorLimits.LoadedAtOnce"/> are asked for.</summary>
    Task<IReadOnlyDictionary<long, float[]>> LoadAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken);
}
