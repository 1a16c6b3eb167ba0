using System.ComponentModel.DataAnnotations;
using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

internal sealed record VectorCheckParameters
{
    /// <summary>How often this was asked for.</summary>
    [Display(AutoGenerateField = false)]
    public int Requests { get; init; }
}

/// <summary>Goes through all vectors that serve, or are being made, and reports how good they are.</summary>
internal sealed class VectorCheckJob(StudioDb db, ChangeFeed feed, TimeProvider clock) : IStudioJob
{
    private const int VectorsAtOnce = 5_000;

    private const int ReportsKept = 30;

    public static JobDefinition Definition { get; } = new()
    {
        Key = "check-vectors",
        Title = "Check vectors",
        Description = "Looks through the vectors of knowledge for zeros, duplicates, wrong lengths and odd magnitudes, and reports a score. Vectors that have not changed since the last report are not checked again.",
        Scope = JobScope.Organization,
        DefaultTiming = new JobTiming("0 3 * * *"),
        Parameters = new VectorCheckParameters(),
    };

    public static Task<IReadOnlyList<Change>> AskForAsync(StudioDbContext context, Grant grant, DateTime now, CancellationToken ct) =>
        context.AskForRunAsync<VectorCheckParameters>(Definition, grant, now, known => new() { Requests = (known?.Requests ?? 0) + 1 }, ct);

    public async Task RunAsync(JobContext context, CancellationToken ct)
    {
        var rows = await db.OpenAsync(context.Access, ct).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            foreach (var space in await rows.Set<VectorSpace>().AsNoTracking().Where(s => s.State == VectorSpaceState.Active || s.State == VectorSpaceState.Building).OrderBy(s => s.Id).ToListAsync(ct).ConfigureAwait(false))
            {
                var isKnown = await rows.Set<VectorReport>().AnyAsync(r => r.SpaceId == space.Id && r.Batch == space.Batch, ct).ConfigureAwait(false);
                if (isKnown && context.Parameters<VectorCheckParameters>().Requests == 0)
                {
                    continue;
                }

                var quality = await CheckAsync(rows, space, context, ct).ConfigureAwait(false);
                rows.Add(new VectorReport { SpaceId = space.Id, At = clock.GetUtcNow().UtcDateTime, OrganizationId = space.OrganizationId, Batch = space.Batch, Content = StoredJson.Write(quality) });
                await rows.SaveChangesAsync(ct).ConfigureAwait(false);
                await ForgetOldAsync(rows, space.Id, ct).ConfigureAwait(false);
                context.Log(string.Create(CultureInfo.InvariantCulture, $"{space.Model}: vectors {quality.Vectors:#,0}, zero {quality.Zero:#,0}, the same {quality.Same:#,0}, score {quality.Score:0.00}."));
                feed.Publish(new(SourceService.Topic, context.OrganizationId));
            }
        }
    }

    private static async Task<VectorQuality> CheckAsync(StudioDbContext context, VectorSpace space, JobContext job, CancellationToken ct)
    {
        var tally = new VectorTally(space.Dimensions);
        var total = await context.Set<StoredVector>().Where(v => v.SpaceId == space.Id).LongCountAsync(ct).ConfigureAwait(false);
        var vectors = context.Set<StoredVector>().Where(v => v.SpaceId == space.Id).OrderBy(v => v.Batch);
        await foreach (var vector in vectors.Select(v => new { v.Hash, v.Numbers }).AsAsyncEnumerable().WithCancellation(ct).ConfigureAwait(false))
        {
            tally.Add(vector.Hash, vector.Numbers);
            if (tally.Vectors % VectorsAtOnce == 0)
            {
                job.Report(tally.Vectors, total);
            }
        }

        var (quality, worst) = tally.Result();
        return quality with { Worst = await NamedAsync(context, worst, ct).ConfigureAwait(false) };
    }

    private static async Task<IReadOnlyList<WorstVector>> NamedAsync(StudioDbContext context, IReadOnlyList<OddVector> worst, CancellationToken ct)
    {
        var hashes = worst.Select(w => w.Hash).ToArray();
        var passages = (await MissingVectors.Current(context).Where(c => hashes.Contains(c.Hash))
            .Join(context.Set<KnowledgeDocument>(), c => c.DocumentId, d => d.Id, (c, d) => new { c.Hash, c.Id, c.DocumentId, d.Title, c.Heading }).ToListAsync(ct).ConfigureAwait(false))
            .DistinctBy(p => Convert.ToHexString(p.Hash)).ToDictionary(p => Convert.ToHexString(p.Hash), StringComparer.Ordinal);
        return [.. worst.Select(w => passages.TryGetValue(Convert.ToHexString(w.Hash), out var p) ? new WorstVector(w.Fault, w.Magnitude, p.Id, p.DocumentId, p.Title, p.Heading) : new(w.Fault, w.Magnitude, null, null, "", ""))];
    }

    private static async Task ForgetOldAsync(StudioDbContext context, Guid spaceId, CancellationToken ct)
    {
        var reports = context.Set<VectorReport>().Where(r => r.SpaceId == spaceId);
        var oldest = await reports.OrderByDescending(r => r.At).Skip(ReportsKept).Select(r => (DateTime?)r.At).FirstOrDefaultAsync(ct).ConfigureAwait(false);
        if (oldest is { } at)
        {
            await reports.Where(r => r.At <= at).ExecuteDeleteAsync(ct).ConfigureAwait(false);
        }
    }
}
