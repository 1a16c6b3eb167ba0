using AssistantStudio.Core.Data;

namespace AssistantStudio.Core.Providers;

/// <summary>Asked before a provider is deleted. Whoever refers to providers registers one.</summary>
public interface IProviderUsers
{
    Task<IReadOnlyList<ProviderUser>> UsersOfAsync(StudioDbContext context, Guid providerId, CancellationToken ct);

    /// <summary>Everything that used the one uses the other, in the unit of work that deletes the one.</summary>
    Task ReplaceAsync(StudioDbContext context, Guid providerId, Successor by, CancellationToken ct);

    /// <summary>What is about this provider alone, and about no other that takes its place, goes in the same unit of work.</summary>
    Task RemoveOwnAsync(StudioDbContext context, Guid providerId, CancellationToken ct) => Task.CompletedTask;
}
