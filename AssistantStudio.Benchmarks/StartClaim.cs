using System.Diagnostics;
using System.Globalization;

namespace AssistantStudio.Benchmarks;

/// <summary>Ready within 3 s of the start with an existing database; idle in less than 250 MB.</summary>
internal static class StartClaim
{
    private const int Starts = 5;
    private const double LimitSeconds = 3;
    private const long LimitBytes = 250L << 20;
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(20);

    public static async Task<IReadOnlyList<Figure>> RunAsync(string? published)
    {
        var data = PublishedProgram.NewDataFolder();
        await (await PublishedProgram.StartAsync(published, data)).DisposeAsync(); // Makes the database.
        var times = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            await using var again = await PublishedProgram.StartAsync(published, data);
            times.Add(again.ReadyAfter.TotalSeconds);
        }

        times.Sort();
        var baseline = Baseline();
        await using var idle = await PublishedProgram.StartAsync(published, data);
        await Task.Delay(s_idle);
        var memory = idle.WorkingSet;
        return
        [
            new("ready after the start, slowest of 5", Seconds(times[^1]), Seconds(LimitSeconds), $"{times[^1] / baseline:0.0} x `dotnet --version`", times[^1] < LimitSeconds),
            new("idle working set", $"{memory >> 20} MB", $"{LimitBytes >> 20} MB", "", memory < LimitBytes),
        ];
    }

    /// <summary>What starting any .NET program costs on this machine.</summary>
    private static double Baseline()
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
        process.WaitForExit();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s");
}
