using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Jobs;

/// <summary>Whether this node works on jobs as it should.</summary>
public sealed class JobPulse(IOptions<JobOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private long _lastLook;

    public bool IsEnabled => options.Value.Enabled;

    /// <summary>True while the worker keeps looking for work.</summary>
    public bool IsAlive => clock.GetUtcNow().UtcTicks - Volatile.Read(ref _lastLook) < s_patience.Ticks;

    internal void Beat() => Volatile.Write(ref _lastLook, clock.GetUtcNow().UtcTicks);
}
