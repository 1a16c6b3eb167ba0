using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Test questions, and how ways of looking do with them.</summary>
public sealed class QuestionService
{
    private const string What = "The test question";

    private readonly Access _access;
    private readonly StudioDb _db;
    private readonly RetrievalService _retrieval;
    private readonly ChangeFeed _feed;
    private readonly TimeProvider _clock;

    internal QuestionService(Access access, StudioDb db, RetrievalService retrieval, ChangeFeed feed, TimeProvider clock) =>
        (_access, _db, _retrieval, _feed, _clock) = (access, db, retrieval, feed, clock);

    /// <summary>The latest first; there are few.</summary>
    public async Task<IReadOnlyList<QuestionRow>> ListAsync(CancellationToken ct)
    {
        _access.Require(Permission.KnowledgeView);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return [.. (await context.Set<KnowledgeQuestion>().AsNoTracking().OrderByDescending(q => q.Id).ToListAsync(ct).ConfigureAwait(false)).Select(RowOf)];
        }
    }

    /// <summary>A question that is there already gets the passages in addition.</summary>
    public async Task<QuestionRow> AddAsync(QuestionInput input, CancellationToken ct)
    {
        _access.Require(Permission.KnowledgeManage);
        var errors = new Validator();
        var text = errors.Text(input.Text?.ReplaceLineEndings(" "), "text", "a question", RetrievalLimits.QueryLength);
        var passages = (input.Passages ?? []).Distinct().ToArray();
        errors.Check(passages.Length <= QuestionLimits.RightPassages, "passages", $"At most {QuestionLimits.RightPassages} passages.")
            .Check(
                passages.All(p => p is { DocumentExternalId.Length: > 0 and <= KnowledgeLimits.ExternalIdLength, Heading.Length: <= KnowledgeLimits.HeadingLength } && PlainText.IsStorable(p.DocumentExternalId) && PlainText.IsStorable(p.Heading)),
                "passages", "A passage is named by its source, its document and its heading.");
        errors.ThrowIfAny();
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            foreach (var source in passages.Select(p => p.SourceId).Distinct())
            {
                await SourceService.FindAsync(context, source, ct).ConfigureAwait(false);
            }

            var now = _clock.GetUtcNow().UtcDateTime;
            var question = await context.Set<KnowledgeQuestion>().FirstOrDefaultAsync(q => q.Text == text, ct).ConfigureAwait(false);
            if (question is not null)
            {
                // Another passage that answers it, too.
                RightPassage[] all = [.. StoredJson.Read<RightPassage[]>(question.Passages).Union(passages)];
                new Validator().Check(all.Length <= QuestionLimits.RightPassages, "passages", $"A question has at most {QuestionLimits.RightPassages} right passages.").ThrowIfAny();
                question.Passages = StoredJson.Write(all);
                context.RecordRow(_access.Grant, now, "question.changed", question, question.Id, PlainText.Cut(text, KnowledgeLimits.NameLength));
            }
            else if (await context.Set<KnowledgeQuestion>().CountAsync(ct).ConfigureAwait(false) >= QuestionLimits.PerOrganization)
            {
                throw new LimitExceededException($"An organisation has at most {QuestionLimits.PerOrganization} test questions. Delete some first.");
            }
            else
            {
                question = new() { OrganizationId = _access.OrganizationId, Text = text, Passages = StoredJson.Write(passages), CreatedAt = now, CreatedBy = _access.Grant.ActorName };
                context.Add(question);
                context.RecordRow(_access.Grant, now, "question.created", question, question.Id, PlainText.Cut(text, KnowledgeLimits.NameLength));
            }

            await context.SaveAsync(What, ct).ConfigureAwait(false);
            _feed.Publish(new(SourceService.Topic, _access.OrganizationId));
            return RowOf(question);
        }
    }

    public async Task DeleteAsync(Guid id, CancellationToken ct)
    {
        _access.Require(Permission.KnowledgeManage);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var question = await context.Set<KnowledgeQuestion>().SingleOrDefaultAsync(q => q.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException(What);
            context.Remove(question);
            context.RecordRow(_access.Grant, _clock.GetUtcNow().UtcDateTime, "question.deleted", question, id, PlainText.Cut(question.Text, KnowledgeLimits.NameLength));
            await context.SaveOrStaleAsync(What, ct).ConfigureAwait(false);
            _feed.Publish(new(SourceService.Topic, _access.OrganizationId));
        }
    }

    /// <summary>Asks all questions in each of these ways.</summary>
    /// <param name="progress">Questions that were asked, all ways together.</param>
    public async Task<IReadOnlyList<WayResult>> CompareAsync(IReadOnlyList<RetrievalSettings> ways, IReadOnlyList<Guid>? sourceIds, IProgress<int>? progress, CancellationToken ct)
    {
        _access.Require(Permission.KnowledgeView);
        new Validator().Check(ways.Count is >= 1 and <= QuestionLimits.Compared, "ways", $"Between 1 and {QuestionLimits.Compared} ways of looking.").Check(ways.All(w => w is not null), "ways", "An entry of the list is empty.").ThrowIfAny();
        var questions = await ListAsync(ct).ConfigureAwait(false);
        var results = new List<WayResult>();
        foreach (var settings in ways)
        {
            results.Add(await AskAllAsync(questions, q => _retrieval.SearchAsync(new() { Query = q, SourceIds = sourceIds, Settings = settings }, ct), Onward.After(results.Count * questions.Count, progress), ct).ConfigureAwait(false));
        }

        return results;
    }

    /// <summary>Asks all questions of the vectors of one space.</summary>
    internal async Task<WayResult> AskAsync(VectorSpace space, RetrievalSettings settings, IProgress<int>? progress, CancellationToken ct) =>
        await AskAllAsync(await ListAsync(ct).ConfigureAwait(false), q => _retrieval.SearchAsync(new() { Query = q, Settings = settings }, space, ct), progress, ct).ConfigureAwait(false);

    private static async Task<WayResult> AskAllAsync(IReadOnlyList<QuestionRow> questions, Func<string, Task<RetrievalResult>> ask, IProgress<int>? progress, CancellationToken ct)
    {
        var outcomes = new List<QuestionOutcome>(questions.Count);
        foreach (var question in questions)
        {
            ct.ThrowIfCancellationRequested();
            outcomes.Add(OutcomeOf(question, await ask(question.Text).ConfigureAwait(false)));
            progress?.Report(outcomes.Count);
        }

        return WayResult.Of(outcomes);
    }

    private static QuestionOutcome OutcomeOf(QuestionRow question, RetrievalResult found)
    {
        var place = question.Passages.Count == 0 ? (found.Items.Count > 0 ? 0 : -1) : found.Items.ToList().FindIndex(p => question.Passages.Any(r => r.Is(p)));
        return new(question.Id, place < 0 ? null : place + 1, found.Items.Count, question.Passages.Count, found.TotalMs, found.MeaningProblem ?? found.ModelProblem);
    }

    private static QuestionRow RowOf(KnowledgeQuestion q) => new(q.Id, q.Text, StoredJson.Read<RightPassage[]>(q.Passages), q.CreatedAt, q.CreatedBy);
}
