using System.Collections.Concurrent;

namespace AssistantStudio.Core.Providers;

/// <summary>One gate for each provider of this process.</summary>
internal sealed class ProviderGates(TimeProvider clock)
{
    private readonly ConcurrentDictionary<Guid, ProviderGate> _gates = new();

    /// <summary>How much a provider has to do: calls on their way and waiting. The most there is while it is left alone.</summary>
    public int LoadOf(Guid providerId) => _gates.TryGetValue(providerId, out var gate) ? gate.Load() : 0;

    /// <summary>The last that was asked of it failed, and it was its own fault.</summary>
    public bool HasFailed(Guid providerId) => _gates.TryGetValue(providerId, out var gate) && gate.HasFailed();

    /// <summary>What is tried before it is stored has no past.</summary>
    public ProviderGate Of(ModelTarget target) => target.ProviderId is { } id ? _gates.GetOrAdd(id, _ => new(clock)) : new(clock);
}
