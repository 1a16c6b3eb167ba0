using System.Threading.Channels;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Organizations;

/// <summary>
/// Hands the stored networks to the guard: before anything else starts, and again whenever this node or another changed
/// them. A read that fails is repeated, because the guard would keep a network open that was closed.
/// </summary>
public sealed class AllowedNetworkLoader(StudioDb db, AllowedNetworks networks, ChangeFeed feed, TimeProvider clock, ILogger<AllowedNetworkLoader> log)
    : BackgroundService
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private IDisposable? _subscription;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = feed.SubscribeAll(AllowedNetworkService.Topic, _ => _wanted.Writer.TryWrite(true));
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One at a time, so that an older read never replaces a newer one.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            var context = await db.OpenAsync(new Access(), ct).ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                var stored = await context.Set<AllowedNetwork>().Select(n => n.Network).ToListAsync(ct).ConfigureAwait(false);
                networks.ReplaceFromSettings(stored.Where(IsReadable));
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public override void Dispose()
    {
        _subscription?.Dispose();
        _one.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in _wanted.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await LoadAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                OrganizationsLog.NetworksNotRead(log, e, (int)s_again.TotalSeconds);
                _wanted.Writer.TryWrite(true);
                await Task.Delay(s_again, clock, stoppingToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A row written by hand or under older rules must not close all the others.</summary>
    private bool IsReadable(string network)
    {
        var readable = NetworkText.TryParse(network, out _, out _);
        if (!readable)
        {
            OrganizationsLog.NetworkSkipped(log, network);
        }

        return readable;
    }
}
