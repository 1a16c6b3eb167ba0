using System.Security.Claims;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace AssistantStudio.Web.Hosting;

/// <summary>
/// Gives a circuit its Access and takes it away again. A circuit outlives its request by hours: rights are read again
/// when they change, and every half minute in case the change came by a way that nobody heard of.
/// </summary>
public sealed class CircuitAccess(Access access, SessionService sessions, ChangeFeed feed, TimeProvider clock, ILogger<CircuitAccess> log)
    : ServerAuthenticationStateProvider, IDisposable
{
    private static readonly TimeSpan s_recheck = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _end = new();
    private IDisposable? _subscription;
    private ITimer? _timer;
    private Guid? _session;
    private string? _remoteAddress;
    private Grant? _resolved;
    private bool _disposed;

    /// <summary>Fills the Access for the first time, before anything is drawn, and watches from then on. False: nobody is signed in.</summary>
    public async Task<bool> OpenAsync(string? remoteAddress)
    {
        _remoteAddress = remoteAddress;
        _session = Authentication.SessionOf((await GetAuthenticationStateAsync()).User);
        if (!await RefreshAsync())
        {
            return false;
        }

        _subscription = feed.SubscribeAll(SessionService.AccessTopic, change =>
        {
            if (change.Id is null || change.Id == access.UserId)
            {
                Recheck(null);
            }
        });
        _timer = clock.CreateTimer(Recheck, null, s_recheck, s_recheck);
        if (_disposed)
        {
            Stop(); // The browser went away while its rights were being read.
        }

        return true;
    }

    /// <summary>The container knows this object under two names and disposes it for each.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _end.Cancel();
        Stop();
        _end.Dispose();
    }

    private void Stop()
    {
        _subscription?.Dispose();
        _timer?.Dispose();
    }

    private void Recheck(object? state) => _ = RecheckAsync();

    private async Task RecheckAsync()
    {
        try
        {
            if (_session is not null && !await RefreshAsync())
            {
                SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The circuit ended while its rights were being read.
        }
        catch (Exception e)
        {
            HostingLog.RecheckFailed(log, e); // The rights stay as they were; the next look comes in half a minute.
        }
    }

    private async Task<bool> RefreshAsync()
    {
        var grant = _session is { } id ? await sessions.ResolveAsync(id, _end.Token) : null;
        if (!ReferenceEquals(grant, _resolved) || grant is null)
        {
            _resolved = grant;
            access.Become(grant is null ? Grant.None : grant with { RemoteAddress = _remoteAddress });
        }

        return grant is not null;
    }
}
