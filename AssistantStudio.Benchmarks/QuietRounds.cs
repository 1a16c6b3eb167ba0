using System.Diagnostics;
using System.Globalization;

namespace AssistantStudio.Benchmarks;

/// <summary>What was measured in the rounds that count.</summary>
/// <param name="Disturbed">Rounds that do not.</param>
internal sealed record Measured(List<double> Values, int Rounds, int Disturbed)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rounds} rounds, {Disturbed} disturbed");
}

/// <summary>
/// Measures in short rounds, and leaves those out in which a virtual machine's host gave the processors to others: they tell
/// of the neighbours and not of the program. How many they were is told.
/// </summary>
internal static class QuietRounds
{
    private const double MostStolen = 0.01;
    private const int MostDisturbed = 60;

    public static async Task<Measured> TakeAsync(int rounds, int timesEach, Func<int, Task<double>> measure)
    {
        var (kept, quiet, disturbed, number) = (new List<double>(), 0, 0, 0);
        while (quiet < rounds)
        {
            var round = new List<double>(timesEach);
            var (began, stolen) = (Stopwatch.GetTimestamp(), Stolen());
            for (var i = 0; i < timesEach; i++)
            {
                round.Add(await measure(number++));
            }

            var share = (Stolen() - stolen) / Stopwatch.GetElapsedTime(began).TotalSeconds / Environment.ProcessorCount;
            if (share > MostStolen && disturbed < MostDisturbed)
            {
                disturbed++;
                continue;
            }

            quiet++;
            kept.AddRange(round);
        }

        return new(kept, quiet, disturbed);
    }

    /// <summary>Seconds of processor time that the host gave to others; 0 where the system does not tell.</summary>
    private static double Stolen()
    {
        const int Place = 8; // Of "steal" among the numbers of the first line.
        const double TicksPerSecond = 100;
        try
        {
            var first = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return double.Parse(first[Place], CultureInfo.InvariantCulture) / TicksPerSecond;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
