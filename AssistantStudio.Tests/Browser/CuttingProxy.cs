using System.Net;
using System.Net.Sockets;

namespace AssistantStudio.Tests.Browser;

/// <summary>Stands between a browser and the program and cuts the line when a test says so.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _lines = [];
    private readonly Lock _gate = new();
    private readonly int _target;
    private bool _cut;

    public CuttingProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public void Cut()
    {
        lock (_gate)
        {
            _cut = true;
            _lines.ForEach(l => l.Dispose());
            _lines.Clear();
        }
    }

    public void Open()
    {
        lock (_gate)
        {
            _cut = false;
        }
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        Cut();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ConnectAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ConnectAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            lock (_gate)
            {
                if (_cut)
                {
                    return;
                }

                _lines.Add(near);
                _lines.Add(far);
            }

            try
            {
                await far.ConnectAsync(IPAddress.Loopback, _target);
                await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Cut, as it should be.
            }
        }
    }
}
