using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Where a version of the assistant stands.</summary>
/// <param name="Status">In a word.</param>
public sealed record DeployedState(StudioEnvironment Environment, int Version, string Status, bool Answers);

internal static class DeployedStates
{
    /// <summary>An environment's place among the bits of <see cref="Assistant.DeployedIn"/>.</summary>
    public static int Bit(StudioEnvironment environment) => 1 << (int)environment;

    /// <summary>Beside the row's version: whoever is editing has not been overtaken.</summary>
    public static Task SetDeployedAsync(this StudioDbContext context, Guid assistantId, IReadOnlyList<DeployedState> states, CancellationToken ct)
    {
        var (json, bits) = (StoredJson.Write(states), states.Where(s => s.Answers).Aggregate(0, (sum, s) => sum | Bit(s.Environment)));
        return context.Set<Assistant>().Where(a => a.Id == assistantId).ExecuteUpdateAsync(set => set.SetProperty(a => a.DeployedJson, json).SetProperty(a => a.DeployedIn, bits), ct);
    }
}
