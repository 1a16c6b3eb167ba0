using System.Diagnostics;
using System.Globalization;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Benchmarks;

/// <summary>10,000 deployments of 250 assistants, made as people make them: what one more takes, a way back, and looking at them.</summary>
internal static class DeploymentClaim
{
    private const int Assistants = 250;
    private const int DeploymentsEach = 40;
    private const int Measured = 200;
    private const int Pages = 100;

    private static readonly CancellationToken s_none = CancellationToken.None;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using var studio = await FilledStudio.CreateAsync(0);
        var assistants = new List<Guid>();
        for (var i = 0; i < Assistants; i++)
        {
            assistants.Add(await AnAssistantAsync(studio, i));
        }

        var deployments = studio.Get<DeploymentService>();
        var deploys = new List<double>();
        for (var i = 0; i < Assistants * DeploymentsEach; i++)
        {
            var input = new DeployInput { Environment = StudioEnvironment.Development, Version = 1 + (i / Assistants % 2), Reason = "Benchmark" };
            deploys.Add(await TimeAsync(() => deployments.DeployAsync(assistants[i % Assistants], input, s_none)));
        }

        var rollbacks = new List<double>();
        for (var i = 0; i < Measured; i++)
        {
            rollbacks.Add(await TimeAsync(() => deployments.RollbackAsync(assistants[i % Assistants], new() { Environment = StudioEnvironment.Development, Reason = "Benchmark", SkipRehearsal = true }, s_none)));
        }

        // One row by its key, with nothing of ours around it.
        var bare = await ListClaim.MeasureAsync(() => studio.ScalarAsync("SELECT \"Json\" FROM \"Releases\" ORDER BY \"Id\" LIMIT 1"));
        var list = studio.Get<DeploymentListService>();
        var (pages, ofOne, boards) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 1; i <= Pages; i++)
        {
            pages.Add(await TimeAsync(() => list.ListAsync(new() { Page = i }, s_none)));
            ofOne.Add(await TimeAsync(() => list.ListAsync(new() { AssistantId = assistants[i], Status = DeploymentStatus.Superseded }, s_none)));
            boards.Add(await TimeAsync(() => list.BoardAsync(null, null, s_none)));
        }

        return
        [
            Of("deploy a frozen version, p95 of the last 200", [.. deploys.TakeLast(Measured)], 1_000, bare),
            Of("roll back, p95", rollbacks, 1_000, bare),
            Of("a page of 10,000 deployments, p95", pages, 50, bare),
            Of("a page of one assistant's, by status, p95", ofOne, 50, bare),
            Of("the board of 250 assistants, p95", boards, 50, bare),
        ];
    }

    private static async Task<Guid> AnAssistantAsync(FilledStudio studio, int number)
    {
        var assistants = studio.Get<AssistantService>();
        var name = string.Create(CultureInfo.InvariantCulture, $"Desk {number}");
        var id = (await assistants.CreateAsync(new() { Name = name, Type = AssistantType.Support, Instructions = "First." }, "Answer politely.", s_none)).Assistant.Id;
        await assistants.SetStatusAsync(id, AssistantStatus.Active, null, null, s_none);
        await studio.Get<AssistantVersionService>().SaveAsync(id, null, s_none);
        await assistants.ChangeAsync(id, new() { Instructions = "Second." }, s_none);
        await studio.Get<AssistantVersionService>().SaveAsync(id, null, s_none);
        return id;
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static Figure Of(string what, List<double> times, double limit, double bare)
    {
        double[] sorted = [.. times.Order()];
        var p95 = sorted[(int)(sorted.Length * 0.95)];
        return new(what, ListClaim.Text(p95), ListClaim.Text(limit), string.Create(CultureInfo.InvariantCulture, $"p50 {ListClaim.Text(sorted[sorted.Length / 2])}, {p95 / bare:0} x a bare row"), p95 < limit);
    }
}
