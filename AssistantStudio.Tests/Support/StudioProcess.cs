using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AssistantStudio.Tests.Support;

/// <summary>The program itself in a process of its own, as an administrator starts it.</summary>
internal sealed class StudioProcess : IAsyncDisposable
{
    public const string ApiKey = "as_0123456789abcdefghijklmnop";

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = [];
    private readonly ConcurrentQueue<string> _errors = [];

    private StudioProcess(Process process, int port)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
        Client.DefaultRequestHeaders.Authorization = new("Bearer", ApiKey);
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public HttpClient Client { get; }

    public int Id => _process.Id;

    /// <summary>Starts it; <paramref name="before"/> is a shell line carried out first, where the program then runs in its place.</summary>
    public static StudioProcess Start(string dataFolder, int? port = null, string? before = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        port ??= FreePort();
        string[] program = [Path.Combine(AppContext.BaseDirectory, "AssistantStudio.Web"), "--urls", $"http://127.0.0.1:{port}"];
        var start = before is null
            ? new ProcessStartInfo(program[0], program[1..])
            : new ProcessStartInfo("unshare", ["-rm", "sh", "-c", before + " && exec \"$0\" \"$@\"", .. program]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["AssistantStudio__DataDirectory"] = dataFolder;
        start.Environment["AssistantStudio__Setup__AdminEmail"] = "admin@tarnwick.example";
        start.Environment["AssistantStudio__Setup__AdminPassword"] = "a long enough phrase";
        start.Environment["AssistantStudio__Setup__ApiKey"] = ApiKey;
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        return new(Process.Start(start)!, port.Value);
    }

    public async Task ReadyAsync() => await Eventually.GetAsync(ReadinessAsync, status => status == HttpStatusCode.OK);

    public async Task<HttpStatusCode?> ReadinessAsync()
    {
        try
        {
            using var reply = await Client.GetAsync("/health/ready");
            return reply.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Waits until it has ended by itself: its exit code and what it said on the error stream.</summary>
    public async Task<(int Code, string Errors)> EndAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, string.Join('\n', _errors).Trim());
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
