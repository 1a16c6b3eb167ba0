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
public sealed class CircuitAccess : ServerAuthenticationStateProvider, IDisposable
{
    private static readonly TimeSpan s_recheck = TimeSpan.FromSeconds(30);

    private readonly Access _access;
    private readonly SessionService _sessions;
    private readonly ILogger<CircuitAccess> _log;
    private readonly IDisposable _subscription;
    private readonly Timer _timer;
    private readonly CancellationTokenSource _end = new();
    private Guid? _session;

    public CircuitAccess(Access access, SessionService sessions, ChangeFeed feed, ILogger<CircuitAccess> log)
    {
        (_access, _sessions, _log) = (access, sessions, log);
        _subscription = feed.SubscribeAll(SessionService.AccessTopic, c => { if (c.Id is null || c.Id == _access.UserId) { Recheck(null); } });
        _timer = new Timer(Recheck, null, s_recheck, s_recheck);
    }

    /// <summary>Fills the Access for the first time, before anything is drawn. False: nobody is signed in.</summary>
    public async Task<bool> OpenAsync()
    {
        _session = Authentication.SessionOf((await GetAuthenticationStateAsync()).User);
        return await RefreshAsync();
    }

    public void Dispose()
    {
        _end.Cancel();
        _subscription.Dispose();
        _timer.Dispose();
        _end.Dispose();
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
            HostingLog.RecheckFailed(_log, e); // The rights stay as they were; the next look comes in half a minute.
        }
    }

    private async Task<bool> RefreshAsync()
    {
        var grant = _session is { } id ? await _sessions.ResolveAsync(id, _end.Token) : null;
        if (!ReferenceEquals(grant, _access.Grant))
        {
            _access.Become(grant ?? Grant.None);
        }

        return grant is not null;
    }
}
