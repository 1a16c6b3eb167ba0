using System.Collections.Concurrent;

namespace AssistantStudio.Core.Providers;

/// <summary>Which fields a model has refused, so that it is asked the wrong way once only. For the life of the process.</summary>
public sealed class WireMemory
{
    private const int MaxModels = 2_000;

    private readonly ConcurrentDictionary<(string Host, string Model), IReadOnlySet<string>> _refused = new();

    public IReadOnlySet<string> RefusedBy(string host, string model) =>
        _refused.TryGetValue((host, model), out var fields) ? fields : s_none;

    public void Remember(string host, string model, string field)
    {
        // Names come from outside: whoever makes up models must not fill the memory.
        if (_refused.Count < MaxModels || _refused.ContainsKey((host, model)))
        {
            _refused.AddOrUpdate((host, model), _ => new HashSet<string> { field }, (_, known) => new HashSet<string>(known) { field });
        }
    }

    private static readonly IReadOnlySet<string> s_none = new HashSet<string>();
}
