using System.Collections.Concurrent;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Deployments;

/// <summary>One gate for each deployment that this process answers for.</summary>
internal sealed class DeploymentGates(TrafficBook traffic, TimeProvider clock)
{
    private readonly ConcurrentDictionary<Guid, DeploymentGate> _gates = new();

    /// <exception cref="LimitExceededException">It has as much to do as it may have.</exception>
    public async ValueTask<DeploymentPlace> EnterAsync(LiveDeployment live, CancellationToken ct)
    {
        var gate = _gates.GetOrAdd(live.Id, _ => new(clock) { OrganizationId = live.OrganizationId });
        try
        {
            await gate.EnterAsync(live.Resources, ct).ConfigureAwait(false);
        }
        catch (LimitExceededException)
        {
            traffic.NoteRejected(live.OrganizationId, live.Id);
            throw;
        }

        return new(gate, traffic, live, clock);
    }

    public DeploymentLoad LoadOf(Guid organizationId, Guid deploymentId) =>
        _gates.TryGetValue(deploymentId, out var gate) && gate.OrganizationId == organizationId ? gate.Load() : DeploymentLoad.None;

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
internal sealed class DeploymentPlace(DeploymentGate gate, TrafficBook traffic, LiveDeployment live, TimeProvider clock) : IDisposable
{
    private readonly long _began = clock.GetTimestamp();
    private int _isGivenBack;

    /// <summary>Gives it back, with what the reply used.</summary>
    /// <param name="outcome">Null: whoever asked is to blame, or went; it says nothing of the deployment.</param>
    public void Leave(IReadOnlyList<UsageDraft> used, bool? outcome)
    {
        if (Interlocked.Exchange(ref _isGivenBack, 1) != 0)
        {
            return;
        }

        var tokens = used.Sum(u => u.Usage.Input + u.Usage.Output);
        gate.Leave(tokens);
        if (outcome is { } succeeded)
        {
            traffic.Note(live.OrganizationId, live.Id, clock.GetElapsedTime(_began), !succeeded, tokens);
        }
    }

    public void Dispose() => Leave([], null);
}
