using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Sources of knowledge and how they stand.</summary>
public sealed class SourceService(Access access, StudioDb db, KnowledgeFolders folders, JobRunService jobs, IEnumerable<IKnowledgeUsers> users, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>Of the change feed: a source, one of its runs or what it holds has changed.</summary>
    public const string Topic = "knowledge";

    internal const string What = "The source";

    private static readonly SortMap<IngestionRun> s_runSorts = new SortMap<IngestionRun>()
        .Add("-startedAt", q => q.OrderBy(r => r.StartedAt).ThenBy(r => r.Id), q => q.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id));

    private static readonly SortMap<IngestionFailure> s_failureSorts = new SortMap<IngestionFailure>()
        .Add("externalId", q => q.OrderBy(f => f.ExternalId), q => q.OrderByDescending(f => f.ExternalId));

    /// <summary>By name; there are few.</summary>
    public async Task<IReadOnlyList<SourceRow>> ListAsync(CancellationToken ct)
    {
        access.Require(Permission.KnowledgeView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await RowsAsync(context, await context.Set<KnowledgeSource>().AsNoTracking().OrderBy(s => s.Name).ToListAsync(ct).ConfigureAwait(false), ct).ConfigureAwait(false);
        }
    }

    public async Task<SourceRow> GetAsync(Guid id, CancellationToken ct)
    {
        access.Require(Permission.KnowledgeView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return (await RowsAsync(context, [await FindAsync(context, id, ct).ConfigureAwait(false)], ct).ConfigureAwait(false))[0];
        }
    }

    public async Task<SourceRow> CreateAsync(SourceInput input, CancellationToken ct)
    {
        access.Require(Permission.KnowledgeManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var source = new KnowledgeSource { OrganizationId = access.OrganizationId, Name = "", Kind = input.Kind, CreatedAt = clock.GetUtcNow().UtcDateTime };
            SourceRules.Take(source, input, folders, await ConnectionAsync(context, input, ct).ConfigureAwait(false));
            if (await context.Set<KnowledgeSource>().CountAsync(ct).ConfigureAwait(false) >= KnowledgeLimits.SourcesPerOrganization)
            {
                throw new LimitExceededException($"An organisation has at most {KnowledgeLimits.SourcesPerOrganization} sources. Delete some first.");
            }

            context.Add(source);
            return await SaveAsync(context, source, "source.created", source.IsActive && source.Kind is not (SourceKind.Upload or SourceKind.Records), ct).ConfigureAwait(false);
        }
    }

    public async Task<SourceRow> ChangeAsync(Guid id, SourceInput input, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.KnowledgeManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var source = await FindAsync(context, id, ct).ConfigureAwait(false);
            source.ExpectVersion(rowVersion, What);
            var before = (source.Settings, source.ProviderId);
            SourceRules.Take(source, input, folders, await ConnectionAsync(context, input, ct).ConfigureAwait(false));
            return await SaveAsync(context, source, "source.changed", source.IsActive && (source.Settings, source.ProviderId) != before, ct).ConfigureAwait(false);
        }
    }

    /// <summary>What looks into it, and will find nothing there when it is deleted.</summary>
    public async Task<IReadOnlyList<KnowledgeUser>> UsersOfAsync(Guid id, CancellationToken ct)
    {
        access.Require(Permission.KnowledgeManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var found = new List<KnowledgeUser>();
            foreach (var one in users)
            {
                found.AddRange(await one.UsersOfAsync(context, id, ct).ConfigureAwait(false));
            }

            return found;
        }
    }

    /// <summary>With all its documents, in every revision.</summary>
    public async Task DeleteAsync(Guid id, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.KnowledgeManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var source = await FindAsync(context, id, ct).ConfigureAwait(false);
            source.ExpectVersion(rowVersion, What);
            context.Remove(source);
            context.RecordRow(access.Grant, clock.GetUtcNow().UtcDateTime, "source.deleted", source, source.Id, source.Name);
            await context.SaveOrStaleAsync(What, ct).ConfigureAwait(false);
            feed.Publish(new(Topic, access.OrganizationId, id));
        }
    }

    /// <summary>Has it looked through now, or right after what is being looked through. Null: all that are active.</summary>
    public async Task IngestAsync(Guid? id, CancellationToken ct)
    {
        access.Require(Permission.KnowledgeManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var sources = await context.Set<KnowledgeSource>().AsNoTracking().Where(s => id == null ? s.IsActive : s.Id == id).ToListAsync(ct).ConfigureAwait(false);
            if (sources.Count == 0)
            {
                throw id is null ? new ConflictException("There is no active source yet.") : new NotFoundException(What);
            }

            if (sources.Any(s => !s.IsActive))
            {
                throw new ConflictException("This source is switched off. Switch it on first.");
            }

            var now = clock.GetUtcNow().UtcDateTime;
            foreach (var source in sources)
            {
                context.RecordRow(access.Grant, now, "source.ingested", source, source.Id, source.Name);
            }

            var changes = await IngestionJob.AskForAsync(context, [.. sources.Select(s => s.Id)], access.Grant, now, ct).ConfigureAwait(false);
            await context.SaveAsync(What, ct).ConfigureAwait(false);
            Publish(changes, id);
        }
    }

    public async Task<Page<RunRow>> RunsAsync(RunListQuery query, CancellationToken ct)
    {
        access.Require(Permission.KnowledgeView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            if (query.SourceId is { } source)
            {
                await FindAsync(context, source, ct).ConfigureAwait(false);
            }

            var page = await context.PageAsync(
                context.Set<IngestionRun>().Where(r => query.SourceId == null || r.SourceId == query.SourceId), query, s_runSorts, r => r, ct).ConfigureAwait(false);
            return new([.. page.Items.Select(RunRow.Of)], page.PageNumber, page.PageSize, page.Total);
        }
    }

    public async Task<Page<FailureRow>> FailuresAsync(Guid runId, ListQuery query, CancellationToken ct)
    {
        access.Require(Permission.KnowledgeView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            // The names of items may say as much as their texts.
            var audiences = Audiences.SeenBy(access);
            if (!await context.Set<IngestionRun>().AnyAsync(r => r.Id == runId && context.Set<KnowledgeSource>().Any(s => s.Id == r.SourceId && audiences.Contains(s.Audience)), ct).ConfigureAwait(false))
            {
                throw new NotFoundException("The run");
            }

            return await context.Set<IngestionFailure>().Where(f => f.RunId == runId)
                .ToPageOfPartsAsync(query, s_failureSorts, f => new FailureRow(f.ExternalId, f.Reason, f.Attempts, f.At), ct).ConfigureAwait(false);
        }
    }

    private static async Task<DataConnection?> ConnectionAsync(StudioDbContext context, SourceInput input, CancellationToken ct) =>
        input.ProviderId is { } id && SourceConnection.KindFor(input.Kind) is not null ? await context.DataConnectionAsync(id, ct).ConfigureAwait(false) : null;

    internal static async Task<KnowledgeSource> FindAsync(StudioDbContext context, Guid id, CancellationToken ct) =>
        await context.Set<KnowledgeSource>().SingleOrDefaultAsync(s => s.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException(What);

    private async Task<SourceRow> SaveAsync(StudioDbContext context, KnowledgeSource source, string action, bool ingest, CancellationToken ct)
    {
        (source.UpdatedAt, source.UpdatedBy) = (clock.GetUtcNow().UtcDateTime, access.Grant.ActorName);
        context.RecordRow(access.Grant, source.UpdatedAt, action, source, source.Id, source.Name);
        var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await context.SaveOrStaleAsync(
                What, taken => taken is KnowledgeSource ? new ValidationException("name", "Another source has this name. Choose a different one.") : null, ct).ConfigureAwait(false);
            var changes = ingest ? await IngestionJob.AskForAsync(context, [source.Id], access.Grant, source.UpdatedAt, ct).ConfigureAwait(false) : [];
            await transaction.CommitAsync(ct).ConfigureAwait(false);
            Publish(changes, source.Id);
        }

        return (await RowsAsync(context, [source], ct).ConfigureAwait(false))[0];
    }

    private void Publish(IReadOnlyList<Change> changes, Guid? id)
    {
        foreach (var change in changes.Append(new(Topic, access.OrganizationId, id)))
        {
            feed.Publish(change);
        }
    }

    private async Task<IReadOnlyList<SourceRow>> RowsAsync(StudioDbContext context, IReadOnlyList<KnowledgeSource> sources, CancellationToken ct)
    {
        if (sources.Count == 0)
        {
            return [];
        }

        var ids = sources.Select(s => s.Id).ToArray();
        var last = (await context.Set<IngestionRun>().AsNoTracking()
            .Where(r => ids.Contains(r.SourceId) && r.StartedAt == context.Set<IngestionRun>().Where(o => o.SourceId == r.SourceId).Max(o => o.StartedAt))
            .ToListAsync(ct).ConfigureAwait(false)).GroupBy(r => r.SourceId).ToDictionary(g => g.Key, g => g.MaxBy(r => r.Id)!);
        var open = await jobs.OpenAsync(IngestionJob.Definition.Key, ct).ConfigureAwait(false);
        var waiting = open.SelectMany(r => IngestionJob.SourcesOf(r.Parameters)).ToHashSet();
        return [.. sources.Select(s =>
        {
            var run = last.GetValueOrDefault(s.Id);
            var job = run is null ? null : open.FirstOrDefault(o => o.Run.Id == run.JobRunId)?.Run;
            var progress = run is { State: IngestionState.Running } ? job : null;
            return new SourceRow(
                s.Id, s.Name, s.Kind, StoredJson.Read<SourceSettings>(s.Settings), s.ProviderId, s.Licence, s.Audience, s.EveryHours, s.MaxAgeDays, s.IsActive, s.Revision, s.Documents, s.Chunks,
                run is null ? null : RunRow.Of(run), SourceRules.NextAt(s, run?.StartedAt), waiting.Contains(s.Id) && (job is null || job.Status == JobRunStatus.Queued), progress,
                s.CreatedAt, s.UpdatedAt, s.UpdatedBy, s.RowVersion);
        })];
    }
}
