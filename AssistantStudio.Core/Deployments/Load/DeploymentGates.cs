using System.Collections.Concurrent;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Deployments;

/// <summary>One gate for each deployment that this process answers for.</summary>
internal sealed class DeploymentGates(TimeProvider clock)
{
    private readonly ConcurrentDictionary<Guid, DeploymentGate> _gates = new();

    /// <exception cref="Shared.LimitExceededException">It has as much to do as it may have.</exception>
    public async ValueTask<DeploymentPlace> EnterAsync(LiveDeployment live, CancellationToken ct)
    {
        var gate = _gates.GetOrAdd(live.Id, _ => new(clock));
        await gate.EnterAsync(live.Resources, ct).ConfigureAwait(false);
        return new(gate);
    }

    public DeploymentLoad LoadOf(Guid deploymentId) => _gates.TryGetValue(deploymentId, out var gate) ? gate.Load() : DeploymentLoad.None;

    /// <summary>Who waits already need not wait for the next request to come.</summary>
    public void Scale(Guid deploymentId, DeploymentResources resources)
    {
        if (_gates.TryGetValue(deploymentId, out var gate))
        {
            gate.Use(resources);
        }
    }
}

/// <summary>A place among the replies that a deployment writes at a time, until it is given back.</summary>
internal sealed class DeploymentPlace(DeploymentGate gate) : IDisposable
{
    private int _isGivenBack;

    /// <summary>Gives it back, with what the reply used.</summary>
    public void Leave(IReadOnlyList<UsageDraft> used)
    {
        if (Interlocked.Exchange(ref _isGivenBack, 1) == 0)
        {
            gate.Leave(used.Sum(u => u.Usage.Input + u.Usage.Output));
        }
    }

    public void Dispose() => Leave([]);
}
