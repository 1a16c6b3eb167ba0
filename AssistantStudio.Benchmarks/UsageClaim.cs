using System.Diagnostics;
using System.Globalization;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Benchmarks;

/// <summary>The ledger takes 5,000 calls a second that each wait for their commit, and adds up a million in less than 200 ms.</summary>
internal static class UsageClaim
{
    private const int Records = 1_000_000;
    private const int Callers = 256;
    private const double WritesLimit = 5_000;
    private const double SumLimitMilliseconds = 200;

    private static readonly TimeSpan s_writing = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using var studio = await FilledStudio.CreateAsync(Records, typeof(UsageLoad));
        var usage = studio.Get<UsageService>();
        var baseline = await ListClaim.MeasureAsync(() => studio.ScalarAsync("""SELECT COUNT(*) FROM "UsageRollups" """));
        var figures = new List<Figure>();
        foreach (var days in new[] { 1, 7, 30, 90 })
        {
            await AddAsync(Format($"sums of {days} days"), () => usage.SummaryAsync(days, CancellationToken.None));
        }

        await AddAsync("calls, first page", () => usage.ListAsync(new(), CancellationToken.None));
        await AddAsync("calls, failed ones of a model", () => usage.ListAsync(new() { Outcome = UsageOutcome.Failed, Model = "gpt-5.5" }, CancellationToken.None));
        await AddAsync("calls of 30 days, last page", () => usage.ListAsync(new() { From = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-30), Page = 6_000 }, CancellationToken.None));
        figures.Add(await WhatIfAsync(studio));
        var (plain, grouped) = (await PlainAsync(studio), await WriteAsync(studio));
        figures.Add(new(
            Format($"writes to the ledger a second, {Callers} callers"), Format($"{grouped:#,0}/s"), Format($"{WritesLimit:#,0}/s"),
            Format($"{grouped / plain:0} x one after the other"), grouped >= WritesLimit));
        return figures;

        async Task AddAsync<T>(string what, Func<Task<T>> work)
        {
            var p95 = await ListClaim.MeasureAsync(work);
            figures.Add(new(what, ListClaim.Text(p95), ListClaim.Text(SumLimitMilliseconds), Format($"{p95 / baseline:0.0} x counting the rollups"), p95 < SumLimitMilliseconds));
        }
    }

    /// <summary>About as many calls as it takes at most, each priced by itself on two other models. Somebody waits for it once: it has no limit.</summary>
    private static async Task<Figure> WhatIfAsync(FilledStudio studio)
    {
        const int Days = 40;
        var whatIf = studio.Get<WhatIfService>();
        var began = Stopwatch.GetTimestamp();
        var result = await whatIf.AskAsync(new() { Days = Days, Models = ["claude-sonnet-4-5", "gpt-4.1-nano"] }, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return new(Format($"what {result.Calls:#,0} calls would cost on two other models"), ListClaim.Text(took), "", Format($"{result.Calls / took:0} calls a millisecond"), true);
    }

    /// <summary>Many callers, each waiting until its own call is stored before it makes the next.</summary>
    private static async Task<double> WriteAsync(FilledStudio studio)
    {
        var began = Stopwatch.GetTimestamp();
        var written = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(studio, began))));
        return written.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>What one caller alone reaches, a transaction for each call.</summary>
    private static async Task<double> PlainAsync(FilledStudio studio)
    {
        var began = Stopwatch.GetTimestamp();
        return await CallAsync(studio, began) / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<int> CallAsync(FilledStudio studio, long began)
    {
        var (writer, organization, written) = (studio.Get<UsageWriter>(), studio.Get<Access>().OrganizationId, 0);
        for (; Stopwatch.GetElapsedTime(began) < s_writing; written++)
        {
            await writer.RecordAsync(
                new()
                {
                    OrganizationId = organization,
                    At = TimeProvider.System.GetUtcNow().UtcDateTime,
                    Operation = UsageOperation.Chat,
                    Outcome = UsageOutcome.Succeeded,
                    ProviderName = "Ours",
                    Model = "gpt-5.5",
                    Usage = new() { Input = 900, Output = 120 },
                    Cost = 1_234_567,
                },
                CancellationToken.None);
        }

        return written;
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
