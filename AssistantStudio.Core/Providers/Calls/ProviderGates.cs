using System.Collections.Concurrent;

namespace AssistantStudio.Core.Providers;

/// <summary>One gate for each provider of this process.</summary>
internal sealed class ProviderGates(TimeProvider clock)
{
    private readonly ConcurrentDictionary<Guid, ProviderGate> _gates = new();

    public ProviderGate Of(Guid providerId) => _gates.GetOrAdd(providerId, _ => new(clock));
}
