using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Changes the embedding model: the vectors of the new one are made beside those that serve, compared, and then serve, or
/// are dropped. Until then and while it happens searches use one of the two, never both.
/// </summary>
public sealed class EmbeddingChangeService
{
    private const string What = "The embedding model";

    private readonly Access _access;
    private readonly StudioDb _db;
    private readonly VectorSpaces _spaces;
    private readonly VectorIndexes _indexes;
    private readonly EmbeddingEstimates _estimates;
    private readonly KeptRevisions _kept;
    private readonly QuestionService _questions;
    private readonly JobRunService _jobs;
    private readonly ChangeFeed _feed;
    private readonly TimeProvider _clock;

    internal EmbeddingChangeService(
        Access access, StudioDb db, VectorSpaces spaces, VectorIndexes indexes, EmbeddingEstimates estimates, KeptRevisions kept, QuestionService questions, JobRunService jobs, ChangeFeed feed,
        TimeProvider clock) =>
        (_access, _db, _spaces, _indexes, _estimates, _kept, _questions, _jobs, _feed, _clock) = (access, db, spaces, indexes, estimates, kept, questions, jobs, feed, clock);

    public async Task<EmbeddingChange> GetAsync(CancellationToken ct)
    {
        _access.Require(Permission.KnowledgeView);
        var serving = await _spaces.ActiveAsync(_access, ct).ConfigureAwait(false);
        var chosen = await _spaces.ChosenAsync(_access, ct).ConfigureAwait(false);
        var running = (await _jobs.OpenAsync(BackfillJob.Definition.Key, ct).ConfigureAwait(false)).Select(r => r.Run).FirstOrDefault();
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var building = await BuildingAsync(context, ct).ConfigureAwait(false);
            var previous = await PreviousAsync(context, ct).ConfigureAwait(false);
            var isKnown = VectorSpaces.Serves(serving, chosen) || (building is not null && VectorSpaces.Serves(building, chosen));
            return new(
                await ViewAsync(context, serving, ct).ConfigureAwait(false),
                building is null ? null : await ViewAsync(context, building, ct).ConfigureAwait(false),
                previous is null ? null : await ViewAsync(context, previous, ct).ConfigureAwait(false),
                isKnown ? null : await ChosenAsync(context, VectorSpaces.Of(_access.OrganizationId, chosen, VectorSpaceState.Building, default), ct).ConfigureAwait(false),
                running);
        }
    }

    /// <summary>Begins to make the vectors of the model that the organisation has chosen.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        _access.Require(Permission.KnowledgeManage);
        var serving = await _spaces.ActiveAsync(_access, ct).ConfigureAwait(false);
        var chosen = await _spaces.ChosenAsync(_access, ct).ConfigureAwait(false);
        if (VectorSpaces.Serves(serving, chosen))
        {
            throw new ConflictException("The chosen embedding model serves already. Choose another one under AI configuration first.");
        }

        var now = _clock.GetUtcNow().UtcDateTime;
        var made = VectorSpaces.Of(_access.OrganizationId, chosen, VectorSpaceState.Building, now);
        await _spaces.TargetAsync(_access, made, ct).ConfigureAwait(false); // Says why it cannot be asked, before anything is begun.
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            if (await BuildingAsync(context, ct).ConfigureAwait(false) is { } other)
            {
                throw new ConflictException($"The vectors of {other.Model} are being made already. Switch to them or drop them first.");
            }

            context.Add(made);
            context.RecordRow(_access.Grant, now, "vectors.change_started", made, made.Id, made.Model);
            await context.SaveOrStaleAsync(What, taken => taken is VectorSpace ? new ConflictException("Somebody else has begun this in the same moment.") : null, ct).ConfigureAwait(false);
            await AskForVectorsAsync(context, now, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Asks the test questions of both.</summary>
    /// <param name="progress">Questions that were asked, of both together.</param>
    public async Task<SpaceComparison> CompareAsync(IProgress<int>? progress, CancellationToken ct)
    {
        _access.Require(Permission.KnowledgeView);
        var serving = await _spaces.ActiveAsync(_access, ct).ConfigureAwait(false);
        var building = await RequireBuildingAsync(ct).ConfigureAwait(false);
        var settings = new RetrievalSettings();
        var now = await _questions.AskAsync(serving, settings, progress, ct).ConfigureAwait(false);
        return new(serving.Model, now, building.Model, await _questions.AskAsync(building, settings, Onward.After(now.Outcomes.Count, progress), ct).ConfigureAwait(false));
    }

    /// <summary>From now on searches use the new vectors.</summary>
    public async Task SwitchAsync(CancellationToken ct)
    {
        _access.Require(Permission.KnowledgeManage);
        await ServeAsync(await RequireBuildingAsync(ct).ConfigureAwait(false), "vectors.switched", ct).ConfigureAwait(false);
    }

    /// <summary>To the vectors that served before.</summary>
    public async Task GoBackAsync(CancellationToken ct)
    {
        _access.Require(Permission.KnowledgeManage);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        VectorSpace? previous;
        await using (context.ConfigureAwait(false))
        {
            previous = await PreviousAsync(context, ct).ConfigureAwait(false);
        }

        if (previous is null)
        {
            throw new ConflictException("There are no earlier vectors to go back to.");
        }

        await _spaces.TargetAsync(_access, previous, ct).ConfigureAwait(false); // Without its provider no question could be asked.
        await ServeAsync(previous, "vectors.went_back", ct).ConfigureAwait(false);
    }

    /// <summary>Gives up the vectors that are being made.</summary>
    public async Task DropAsync(CancellationToken ct)
    {
        _access.Require(Permission.KnowledgeManage);
        var building = await RequireBuildingAsync(ct).ConfigureAwait(false);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var id = building.Id;
                if (await context.Set<VectorSpace>().Where(s => s.Id == id && s.State == VectorSpaceState.Building).ExecuteUpdateAsync(set => set.SetProperty(s => s.State, VectorSpaceState.Dropped), ct).ConfigureAwait(false) == 0)
                {
                    throw TakenMeanwhile();
                }

                context.Record(_access.Grant, _clock.GetUtcNow().UtcDateTime, "vectors.dropped", id.ToString(), building.Model);
                await context.SaveAsync(What, ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }

            _indexes.Drop(building.Id);
            _feed.Publish(new(SourceService.Topic, _access.OrganizationId));
        }
    }

    private async Task ServeAsync(VectorSpace next, string action, CancellationToken ct)
    {
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            // Whoever searches right after the change should not wait for the index to be loaded.
            await _indexes.LoadAsync(context, next, ct).ConfigureAwait(false);
            var missing = await _kept.CountWithoutVectorAsync(context, next.Id, ct).ConfigureAwait(false);
            if (action == "vectors.switched" && missing > 0)
            {
                throw new ConflictException($"{missing} passages have no vector of {next.Model} yet. Wait until all have one.");
            }

            var now = _clock.GetUtcNow().UtcDateTime;
            var (from, id) = (next.State, next.Id);
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                // In this order: at most one may serve.
                var retired = await context.Set<VectorSpace>().Where(s => s.State == VectorSpaceState.Active)
                    .ExecuteUpdateAsync(set => set.SetProperty(s => s.State, VectorSpaceState.Retired).SetProperty(s => s.RetiredAt, now), ct).ConfigureAwait(false);
                var served = await context.Set<VectorSpace>().Where(s => s.Id == id && s.State == from)
                    .ExecuteUpdateAsync(set => set.SetProperty(s => s.State, VectorSpaceState.Active).SetProperty(s => s.RetiredAt, (DateTime?)null), ct).ConfigureAwait(false);
                if (retired != 1 || served != 1)
                {
                    throw TakenMeanwhile();
                }

                context.Record(_access.Grant, now, action, id.ToString(), next.Model);
                await context.SaveAsync(What, ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }

            // What was brought in meanwhile has its vector in the other space only.
            await AskForVectorsAsync(context, now, ct).ConfigureAwait(false);
        }
    }

    private static ConflictException TakenMeanwhile() => new("Somebody else has changed the embedding model in the same moment. Look again.");

    private async Task AskForVectorsAsync(StudioDbContext context, DateTime now, CancellationToken ct)
    {
        foreach (var change in (await BackfillJob.AskForAsync(context, _access.Grant, now, ct).ConfigureAwait(false)).Append(new(SourceService.Topic, _access.OrganizationId)))
        {
            _feed.Publish(change);
        }
    }

    private async Task<VectorSpace> RequireBuildingAsync(CancellationToken ct)
    {
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await BuildingAsync(context, ct).ConfigureAwait(false) ?? throw new ConflictException("No other vectors are being made.");
        }
    }

    private static Task<VectorSpace?> BuildingAsync(StudioDbContext context, CancellationToken ct) =>
        context.Set<VectorSpace>().AsNoTracking().SingleOrDefaultAsync(s => s.State == VectorSpaceState.Building, ct);

    private static Task<VectorSpace?> PreviousAsync(StudioDbContext context, CancellationToken ct) =>
        context.Set<VectorSpace>().AsNoTracking().Where(s => s.State == VectorSpaceState.Retired).OrderByDescending(s => s.RetiredAt).FirstOrDefaultAsync(ct);

    private async Task<SpaceView> ViewAsync(StudioDbContext context, VectorSpace space, CancellationToken ct)
    {
        var passages = 0;
        foreach (var part in await _kept.PassagesAsync(context, ct).ConfigureAwait(false))
        {
            passages += await part.CountAsync(ct).ConfigureAwait(false);
        }

        var missing = await _kept.CountWithoutVectorAsync(context, space.Id, ct).ConfigureAwait(false);
        return new(space.Id, space.ProviderId, await NameAsync(context, space.ProviderId, ct).ConfigureAwait(false), space.Model, space.Dimensions, passages, passages - missing, space.CreatedAt, space.RetiredAt);
    }

    private async Task<ChosenEmbedding> ChosenAsync(StudioDbContext context, VectorSpace wanted, CancellationToken ct)
    {
        var name = await NameAsync(context, wanted.ProviderId, ct).ConfigureAwait(false);
        try
        {
            return new(wanted.ProviderId, name, wanted.Model, await _estimates.OfAsync(_access, context, wanted, ct).ConfigureAwait(false), null);
        }
        catch (StudioException e)
        {
            return new(wanted.ProviderId, name, wanted.Model, null, e.Message);
        }
    }

    private static async Task<string> NameAsync(StudioDbContext context, Guid? providerId, CancellationToken ct) =>
        providerId is { } id ? (await context.ProviderNamesAsync([id], ct).ConfigureAwait(false)).GetValueOrDefault(id, "A deleted provider") : ProviderKinds.Of(ProviderKind.BuiltIn).Title;
}
