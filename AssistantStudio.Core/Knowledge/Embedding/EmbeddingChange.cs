using AssistantStudio.Core.Jobs;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Vectors of one model, and how many of the passages that somebody reads have one: the current ones, and those of earlier revisions that deployments stand on.</summary>
/// <param name="ProviderId">Null: the built-in embeddings.</param>
/// <param name="Dimensions">0: nothing is embedded yet.</param>
/// <param name="RetiredAt">Since when another one serves.</param>
public sealed record SpaceView(Guid Id, Guid? ProviderId, string ProviderName, string Model, int Dimensions, int Passages, int WithVector, DateTime CreatedAt, DateTime? RetiredAt)
{
    public int Missing => Passages - WithVector;
}

/// <summary>What making vectors would take.</summary>
/// <param name="Tokens">About, as the program counts them.</param>
/// <param name="Cost">In nano-dollars at today's price; null: the model has no price here.</param>
/// <param name="Seconds">At the speed of the last thirty days; null: the model has not been asked in that time.</param>
public sealed record WorkEstimate(int Passages, long Tokens, long? Cost, bool IsFree, double? Seconds);

/// <summary>The model that the organisation has chosen, where its vectors neither serve nor are being made.</summary>
public sealed record ChosenEmbedding(Guid? ProviderId, string ProviderName, string Model, WorkEstimate? Estimate, string? Problem);

/// <summary>How a change of the embedding model stands.</summary>
/// <param name="Building">Its vectors are being made beside those that serve.</param>
/// <param name="Previous">Served before; one can still go back to it.</param>
/// <param name="Chosen">Null: it serves, or is being made.</param>
public sealed record EmbeddingChange(SpaceView Serving, SpaceView? Building, SpaceView? Previous, ChosenEmbedding? Chosen, JobRunRow? Running);

/// <summary>How the vectors that serve and those that are being made did with the test questions.</summary>
public sealed record SpaceComparison(string ServingModel, WayResult Serving, string BuildingModel, WayResult Building);
