using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

/// <summary>The sample assistants that are in use answer in production, by way of all environments before it.</summary>
internal sealed class DeploymentSamples(MadeAssistants made, DeploymentService deployments) : ISamplePart
{
    public string Kind => "deployment";

    public async Task<IReadOnlyList<Guid>> AddAsync(CancellationToken ct)
    {
        var added = new List<Guid>();
        foreach (var assistant in made.Take())
        {
            added.AddRange(await DeployAsync(assistant, ct).ConfigureAwait(false));
        }

        return added;
    }

    /// <summary>They go with their assistants.</summary>
    public Task RemoveAsync(Guid rowId, CancellationToken ct) => Task.CompletedTask;

    private async Task<IReadOnlyList<Guid>> DeployAsync(Guid assistant, CancellationToken ct)
    {
        const string Reason = "Part of the sample data";
        try
        {
            var first = await deployments.DeployAsync(assistant, new() { Environment = StudioEnvironment.Development, Version = 1, Reason = Reason }, ct).ConfigureAwait(false);
            List<Guid?> ids = [first.Id];
            for (var from = StudioEnvironment.Development; from < StudioEnvironment.Production; from++)
            {
                ids.Add((await deployments.PromoteAsync(assistant, new() { From = from, Reason = Reason }, ct).ConfigureAwait(false)).Id);
            }

            return [.. ids.OfType<Guid>()];
        }
        catch (NotReadyException)
        {
            return []; // What a sample needs may have been taken away: then it stays as it is.
        }
    }
}
