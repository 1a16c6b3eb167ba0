using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AssistantStudio.Benchmarks;

/// <summary>The published program, started as an administrator starts it, on a data folder of its own.</summary>
internal sealed class PublishedProgram : IAsyncDisposable
{
    /// <summary>The key that calls the program over HTTP.</summary>
    public const string ApiKey = "as_benchmarkbenchmarkbenchmark";

    private const int PatienceSeconds = 60;

    private readonly string _data;
    private readonly Process _process;

    private PublishedProgram(Process process, string data, string address, TimeSpan readyAfter)
    {
        _process = process;
        _data = data;
        Address = address;
        ReadyAfter = readyAfter;
    }

    public string Address { get; }

    public TimeSpan ReadyAfter { get; }

    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>What it has had of the processors since it began.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static string NewDataFolder() => Directory.CreateTempSubdirectory("studio-bench-").FullName;

    public static async Task<PublishedProgram> StartAsync(string? published, string data, IReadOnlyDictionary<string, string>? settings = null)
    {
        var program = Path.Combine(published ?? throw new ArgumentException("Name the folder that `dotnet publish AssistantStudio.Web -o FOLDER` wrote."), "AssistantStudio.Web");
        var address = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo(program, $"--urls {address}") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AssistantStudio__DataDirectory"] = data;
        start.Environment["AssistantStudio__Setup__AdminEmail"] = "admin@bench.example";
        start.Environment["AssistantStudio__Setup__AdminPassword"] = "a phrase that is long";
        start.Environment["AssistantStudio__Setup__ApiKey"] = ApiKey;
        start.Environment["AssistantStudio__Web__ApiPerMinute"] = "1000000";
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        var began = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < PatienceSeconds && !process.HasExited)
        {
            try
            {
                using var reply = await client.GetAsync(address + "/health/ready");
                if (reply.StatusCode == HttpStatusCode.OK)
                {
                    return new(process, data, address, Stopwatch.GetElapsedTime(began));
                }
            }
            catch (HttpRequestException)
            {
                // Nobody listens yet.
            }

            await Task.Delay(10);
        }

        throw new InvalidOperationException("The program did not get ready.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public void DeleteData() => Directory.Delete(_data, recursive: true);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
