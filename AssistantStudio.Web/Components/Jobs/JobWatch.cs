using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Jobs;

/// <summary>
/// Tells a screen that jobs moved on, at most once per <see cref="ShellLimits.LiveReloadPause"/>: those of the organisation,
/// and those of the installation for who may see them.
/// </summary>
internal sealed class JobWatch : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly List<IDisposable> _subscriptions = [];
    private readonly TimeProvider _clock;
    private readonly Func<Task> _refreshAsync;
    private readonly Guid? _run;
    private int _pending;

    /// <param name="run">Only this run; null for all.</param>
    public JobWatch(ChangeFeed feed, Access access, TimeProvider clock, Func<Task> refreshAsync, Guid? run = null)
    {
        (_clock, _refreshAsync, _run) = (clock, refreshAsync, run);
        _subscriptions.Add(feed.Subscribe(access.OrganizationId, JobService.Topic, Hear));
        if (access.OrganizationId != Guid.Empty && access.Can(Permission.SiteManage))
        {
            _subscriptions.Add(feed.Subscribe(Guid.Empty, JobService.Topic, Hear));
        }
    }

    public void Dispose()
    {
        _subscriptions.ForEach(s => s.Dispose());
        _end.Cancel();
        _end.Dispose();
    }

    private void Hear(Change change)
    {
        if ((_run is null || change.Id == _run) && Interlocked.Exchange(ref _pending, 1) == 0)
        {
            _ = RefreshSoonAsync(_end.Token);
        }
    }

    private async Task RefreshSoonAsync(CancellationToken ended)
    {
        await Task.Delay(ShellLimits.LiveReloadPause, _clock, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Exchange(ref _pending, 0); // Before the read: what changes while it goes on is read again.
        if (!ended.IsCancellationRequested)
        {
            await _refreshAsync();
        }
    }
}
