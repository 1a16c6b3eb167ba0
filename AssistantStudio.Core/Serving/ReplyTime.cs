using System.Globalization;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Providers;

namespace AssistantStudio.Core.Serving;

/// <summary>How long a reply may take, from the moment it has its place: looking into the knowledge counts as much as writing.</summary>
internal sealed class ReplyTime : IDisposable
{
    /// <summary>After its time is up, for the caller to be told so.</summary>
    private static readonly TimeSpan s_toBeTold = TimeSpan.FromSeconds(2);

    private readonly int _seconds;
    private readonly CancellationTokenSource _up;
    private readonly CancellationTokenSource _late;

    public ReplyTime(LiveDeployment live, TimeProvider clock)
    {
        _seconds = live.Resources.TimeoutSeconds;
        (_up, _late) = (new(TimeSpan.FromSeconds(_seconds), clock), new(TimeSpan.FromSeconds(_seconds) + s_toBeTold, clock));
    }

    public CancellationToken Up => _up.Token;

    public CancellationToken Late => _late.Token;

    public bool IsUp => _up.IsCancellationRequested;

    public ModelCallException Fault() => new(
        ProviderFault.TimedOut, string.Create(CultureInfo.InvariantCulture, $"The reply took longer than the {_seconds} seconds that it may take, and was broken off."));

    public void Dispose()
    {
        _up.Dispose();
        _late.Dispose();
    }
}
