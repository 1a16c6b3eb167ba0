using AssistantStudio.Core.Data;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Something that looks into a source.</summary>
/// <param name="Name">Null: the caller may not see it.</param>
public sealed record KnowledgeUser(Guid Id, string? Name);

/// <summary>Asked before a source is deleted. Whoever refers to sources registers one.</summary>
public interface IKnowledgeUsers
{
    Task<IReadOnlyList<KnowledgeUser>> UsersOfAsync(StudioDbContext context, Guid sourceId, CancellationToken ct);
}
