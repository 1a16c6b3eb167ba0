using AssistantStudio.Core.Data;

namespace AssistantStudio.Core.Providers;

/// <summary>Tells who uses a model, so that its end is announced to them. Whoever refers to models registers one.</summary>
public interface IModelUsers
{
    /// <param name="isMeant">Of the names that are used, those that are asked about.</param>
    Task<IReadOnlyList<ModelUser>> ModelUsersAsync(StudioDbContext context, Func<string, bool> isMeant, CancellationToken ct);
}
