using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AssistantStudio.Tests.Support;

/// <summary>An SMTP server that keeps what it is given, or refuses every recipient.</summary>
internal sealed class FakeMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly bool _refuses;
    private readonly Task _serving;

    public FakeMailServer(bool refuses = false)
    {
        _refuses = refuses;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whole messages: headers, an empty line, the text as it was encoded.</summary>
    public ConcurrentQueue<string> Messages { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await TalkAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    /// <summary><c>EHLO x → 250, MAIL FROM → 250, RCPT TO → 250, DATA → 354 … . → 250, QUIT → 221</c></summary>
    private async Task TalkAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 fake");
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
            {
                await writer.WriteLineAsync("354 go on");
                var message = new StringBuilder();
                while (await reader.ReadLineAsync() is { } text && text != ".")
                {
                    message.Append(text).Append('\n');
                }

                Messages.Enqueue(message.ToString());
            }

            var refused = _refuses && line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase);
            await writer.WriteLineAsync(refused ? "550 no such mailbox" : line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase) ? "221 bye" : "250 ok");
        }
    }
}
