using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>How much of what is known is found by its meaning, too.</summary>
/// <param name="Model">That makes the vectors.</param>
/// <param name="Dimensions">0: nothing is embedded yet.</param>
/// <param name="IndexBytes">Of the index in the memory of this process; 0: nobody has searched yet.</param>
public sealed record Coverage(string Model, Guid? ProviderId, int Dimensions, int Chunks, int WithVector, long IndexBytes, IReadOnlyList<SourceCoverage> Sources)
{
    public int Missing => Chunks - WithVector;
}

public sealed record SourceCoverage(Guid SourceId, string Name, int Chunks, int WithVector);

/// <summary>What the backfill would do, and how it stands.</summary>
/// <param name="Cost">In nano-dollars at today's price; null: the model has no price here, or cannot be asked.</param>
/// <param name="Seconds">At the speed of the last thirty days; null: nobody knows.</param>
/// <param name="Running">Null: none is queued or going on.</param>
public sealed record BackfillState(int Missing, long Tokens, long? Cost, double? Seconds, JobRunRow? Running);

/// <summary>Vectors that are missing, and making them.</summary>
public sealed class CoverageService
{
    private readonly Access _access;
    private readonly StudioDb _db;
    private readonly VectorSpaces _spaces;
    private readonly VectorIndexes _indexes;
    private readonly EmbeddingEstimates _estimates;
    private readonly KeptRevisions _kept;
    private readonly JobRunService _jobs;
    private readonly ChangeFeed _feed;
    private readonly TimeProvider _clock;

    internal CoverageService(Access access, StudioDb db, VectorSpaces spaces, VectorIndexes indexes, EmbeddingEstimates estimates, KeptRevisions kept, JobRunService jobs, ChangeFeed feed, TimeProvider clock) =>
        (_access, _db, _spaces, _indexes, _estimates, _kept, _jobs, _feed, _clock) = (access, db, spaces, indexes, estimates, kept, jobs, feed, clock);

    public async Task<Coverage> GetAsync(CancellationToken ct)
    {
        _access.Require(Permission.KnowledgeView);
        var space = await _spaces.ActiveAsync(_access, ct).ConfigureAwait(false);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var vectors = context.Set<StoredVector>().Where(v => v.SpaceId == space.Id);
            var counts = await MissingVectors.Current(context).GroupBy(c => c.SourceId)
                .Select(g => new { g.Key, Chunks = g.Count(), WithVector = g.Count(c => vectors.Any(v => v.Hash == c.Hash)) }).ToDictionaryAsync(g => g.Key, ct).ConfigureAwait(false);
            var names = await context.Set<KnowledgeSource>().OrderBy(s => s.Name).Select(s => new { s.Id, s.Name }).ToListAsync(ct).ConfigureAwait(false);
            return new(
                space.Model, space.ProviderId, space.Dimensions, counts.Values.Sum(c => c.Chunks), counts.Values.Sum(c => c.WithVector), _indexes.BytesOf(space.Id),
                [.. names.Select(n => counts.TryGetValue(n.Id, out var c) ? new SourceCoverage(n.Id, n.Name, c.Chunks, c.WithVector) : new(n.Id, n.Name, 0, 0))]);
        }
    }

    /// <summary>How many passages have no vector, about how many tokens they have, and whether somebody is at it.</summary>
    public async Task<BackfillState> BackfillAsync(CancellationToken ct)
    {
        _access.Require(Permission.KnowledgeView);
        var space = await _spaces.ActiveAsync(_access, ct).ConfigureAwait(false);
        var running = (await _jobs.OpenAsync(BackfillJob.Definition.Key, ct).ConfigureAwait(false)).Select(r => r.Run).FirstOrDefault();
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var missing = await _kept.CountWithoutVectorAsync(context, space.Id, ct).ConfigureAwait(false);
            if (missing == 0)
            {
                return new(0, 0, 0, 0, running);
            }

            try
            {
                var work = await _estimates.OfAsync(_access, context, space, ct).ConfigureAwait(false);
                return new(work.Passages, work.Tokens, work.Cost, work.Seconds, running);
            }
            catch (StudioException) when (!ct.IsCancellationRequested)
            {
                return new(missing, 0, null, null, running); // The model cannot be asked now; trying says why.
            }
        }
    }

    public async Task StartBackfillAsync(CancellationToken ct)
    {
        _access.Require(Permission.KnowledgeManage);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var changes = await BackfillJob.AskForAsync(context, _access.Grant, _clock.GetUtcNow().UtcDateTime, ct).ConfigureAwait(false);
            foreach (var change in changes.Append(new(SourceService.Topic, _access.OrganizationId)))
            {
                _feed.Publish(change);
            }
        }
    }
}
