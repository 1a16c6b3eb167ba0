using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Finds the passages that answer a question, and tells how it found them.</summary>
public sealed class RetrievalService
{
    private readonly Access _access;
    private readonly StudioDb _db;
    private readonly VectorSpaces _spaces;
    private readonly VectorIndexes _indexes;
    private readonly ChunkEmbedder _embedder;
    private readonly QuestionRewriter _rewriter;
    private readonly Reranker _reranker;
    private readonly TimeProvider _clock;

    internal RetrievalService(Access access, StudioDb db, VectorSpaces spaces, VectorIndexes indexes, ChunkEmbedder embedder, QuestionRewriter rewriter, Reranker reranker, TimeProvider clock) =>
        (_access, _db, _spaces, _indexes, _embedder, _rewriter, _reranker, _clock) = (access, db, spaces, indexes, embedder, rewriter, reranker, clock);

    /// <summary>Up to here both ways together take about as long as another thread may take to wake up.</summary>
    internal int FewPassages { get; set; } = 20_000;

    public async Task<RetrievalResult> SearchAsync(RetrievalQuery query, CancellationToken ct)
    {
        _access.Require(Permission.KnowledgeView);
        var asked = Checked(query);
        if (asked.Settings.AsksModels)
        {
            _access.Require(Permission.KnowledgeManage); // It is billed; whoever only looks does not choose whose model is asked.
        }

        await CheckSourcesAsync(asked.SourceIds ?? [], ct).ConfigureAwait(false);
        return await SearchAsync(asked, space: null, ct).ConfigureAwait(false);
    }

    /// <param name="space">Whose vectors are searched; null: those that serve.</param>
    internal async Task<RetrievalResult> SearchAsync(RetrievalQuery query, VectorSpace? space, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var settings = query.Settings;
        var asked = await _rewriter.RewriteAsync(_access, query, ct).ConfigureAwait(false);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var scope = await ScopeAsync(context, query, ct).ConfigureAwait(false);
            if (scope.Sources.Count == 0)
            {
                return new([], [], [], 0, 0, Since(began), null);
            }

            var words = WordLeg.WordsOf(asked.Text);
            var meaningLeg = MeaningLegAsync(asked.Text, query, scope, space, ct);
            var wordLeg = ByWordsAsync(context, words, query, scope, ct);
            await Task.WhenAll(wordLeg, meaningLeg).ConfigureAwait(false);
            var (byWords, meaning) = (await wordLeg.ConfigureAwait(false), await meaningLeg.ConfigureAwait(false));
            var fused = Fuse(byWords.Hits, meaning, settings);
            var read = fused.Take(Considered(settings)).Select(h => h.ChunkId);
            var texts = await TextsAsync(context, query.WithLegs ? [.. read, .. byWords.Hits.Select(h => h.ChunkId), .. meaning.Hits.Select(h => h.ChunkId)] : [.. read], ct).ConfigureAwait(false);
            var ranked = await RankAsync([.. fused.Where(h => texts.ContainsKey(h.ChunkId))], texts, asked.Text, query, ct).ConfigureAwait(false);
            var chosen = await ChooseAsync(context, ranked, texts, meaning.Space, settings, ct).ConfigureAwait(false);
            return new(
                [.. chosen.Select(h => PassageOf(h, texts[h.ChunkId], scope, query.WithLegs ? words : []))], LegOf(byWords.Hits, texts, query.WithLegs), LegOf(meaning.Hits, texts, query.WithLegs), byWords.Ms, meaning.Ms, Since(began), meaning.Problem,
                asked.Text == query.Query ? null : asked.Text, ranked.By, asked.Problem ?? ranked.Problem)
            {
                Read = [.. scope.Sources.Select(s => new SourceRead(s.Key, s.Value, scope.RevisionOf(s.Key), scope.Revisions[s.Key]))],
            };
        }
    }

    /// <summary>Passages that mean about the same as this one, of the sources that the caller may see.</summary>
    public async Task<RetrievalResult> SimilarAsync(long chunkId, int limit, CancellationToken ct)
    {
        _access.Require(Permission.KnowledgeView);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var began = Stopwatch.GetTimestamp();
            var space = await _spaces.ActiveAsync(context, _access, ct).ConfigureAwait(false);
            var scope = await ScopeAsync(context, new() { Query = "" }, ct).ConfigureAwait(false);
            var chunk = await context.Set<KnowledgeChunk>().Where(c => c.Id == chunkId).Select(c => new { c.SourceId, c.Hash }).SingleOrDefaultAsync(ct).ConfigureAwait(false);
            if (chunk is null || !scope.Sources.ContainsKey(chunk.SourceId))
            {
                throw new NotFoundException("The passage");
            }

            var vector = await context.Set<StoredVector>().Where(v => v.SpaceId == space.Id && v.Hash == chunk.Hash).Select(v => v.Numbers).SingleOrDefaultAsync(ct).ConfigureAwait(false)
                ?? throw new ConflictException("This passage has no vector yet.");
            var count = Math.Clamp(limit, 1, RetrievalLimits.MostPassages);
            var numbers = MemoryMarshal.Cast<byte, float>(vector).ToArray();
            var near = (await _indexes.SearchAsync(context, space, numbers, scope, null, count + 1, ct).ConfigureAwait(false)).Where(h => h.ChunkId != chunkId).Take(count).ToList();
            var texts = await TextsAsync(context, [.. near.Select(h => h.ChunkId)], ct).ConfigureAwait(false);
            return new(
                [.. Fusion.Of([], near, FusionWeights.OfModel).Where(h => texts.ContainsKey(h.ChunkId)).Select(h => PassageOf(h, texts[h.ChunkId], scope, []))],
                [], LegOf(near, texts, withTitles: true), 0, Since(began), Since(began), null);
        }
    }

    private static double Since(long began) => Stopwatch.GetElapsedTime(began).TotalMilliseconds;

    private static RetrievalQuery Checked(RetrievalQuery query)
    {
        var errors = new Validator()
            .Check(PlainText.IsVisible(query.Query), "query", "Enter a question or some words.")
            .Long(query.Query, "query", RetrievalLimits.QueryLength)
            .Check((query.SourceIds ?? []).Count <= KnowledgeLimits.SourcesPerOrganization, "sourceIds", $"At most {KnowledgeLimits.SourcesPerOrganization} sources.")
            .Check(query.Earlier.Count <= RetrievalLimits.Earlier, "earlier", $"At most {RetrievalLimits.Earlier} questions.");
        var settings = query.Settings.Checked(errors);
        errors.ThrowIfAny();
        return query with { Settings = settings };
    }

    /// <summary>What an assistant is bound to may have been deleted since; whoever names a source here should hear that there is none.</summary>
    private async Task CheckSourcesAsync(IReadOnlyCollection<Guid> named, CancellationToken ct)
    {
        if (named.Count == 0)
        {
            return;
        }

        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var ids = named.Distinct().ToArray();
            var known = await context.Set<KnowledgeSource>().CountAsync(s => ids.Contains(s.Id), ct).ConfigureAwait(false);
            new Validator().Check(known == ids.Length, "sourceIds", ids.Length == 1 ? "There is no such source." : "One of these sources is not there.").ThrowIfAny();
        }
    }

    /// <summary>Nobody finds more on somebody else's behalf than they may see themselves.</summary>
    private async Task<SearchScope> ScopeAsync(StudioDbContext context, RetrievalQuery query, CancellationToken ct)
    {
        var audiences = Audiences.SeenBy(_access, query.SeenBy);

        // There are few: with lists in the statement it would be written anew each time, which takes longer than to read them all.
        var all = await context.Set<KnowledgeSource>().Where(s => s.Revision > 0).Select(s => new { s.Id, s.Name, s.Chunks, s.Audience, s.Revision }).ToListAsync(ct).ConfigureAwait(false);
        var sources = all.Where(s => audiences.Contains(s.Audience) && query.SourceIds?.Contains(s.Id) != false && (query.Pins is null || query.Pins.GetValueOrDefault(s.Id) > 0)).ToList();
        return new(
            sources.ToDictionary(s => s.Id, s => s.Name), query.Settings.Labels, sources.Sum(s => s.Chunks), all.ToDictionary(s => s.Id, s => s.Revision),
            query.Pins is { } pins ? sources.ToDictionary(s => s.Id, s => Math.Min(pins[s.Id], s.Revision)) : null);
    }

    /// <summary>
    /// Databases in the process compute on the thread that asks, so among many passages each way has one of its own. Among few both
    /// are done sooner than another thread has woken up. A vendor that is asked for the vector is waited for while words are looked for.
    /// </summary>
    private Task<MeaningHits> MeaningLegAsync(string question, RetrievalQuery query, SearchScope scope, VectorSpace? space, CancellationToken ct) =>
        query.Settings.Mode == RetrievalMode.Text ? Task.FromResult(MeaningHits.None)
        : scope.Passages < FewPassages ? ByMeaningAsync(question, query, scope, space, ct)
        : Task.Run(() => ByMeaningAsync(question, query, scope, space, ct), ct);

    private static async Task<WordHits> ByWordsAsync(StudioDbContext context, IReadOnlyList<string> words, RetrievalQuery query, SearchScope scope, CancellationToken ct)
    {
        if (query.Settings.Mode == RetrievalMode.Vector)
        {
            return WordHits.None;
        }

        var began = Stopwatch.GetTimestamp();
        var hits = await WordLeg.FindAsync(context, words, scope, RetrievalLimits.Candidates, ct).ConfigureAwait(false);
        return new(hits, Since(began));
    }

    /// <summary>Words alone will do when the model does not answer; whoever asked is told.</summary>
    private async Task<MeaningHits> ByMeaningAsync(string question, RetrievalQuery query, SearchScope scope, VectorSpace? wanted, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        using var patience = new CancellationTokenSource(query.Settings.Mode == RetrievalMode.Vector ? RetrievalLimits.PatienceAlone : RetrievalLimits.Patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                var space = wanted ?? await _spaces.ActiveAsync(context, _access, ct).ConfigureAwait(false);
                var vector = await _embedder.EmbedQuestionAsync(_access, space, question, query.Bill, either.Token).ConfigureAwait(false);
                var entries = scope.Labels.Count == 0 ? null : await scope.LabelledAsync(context, ct).ConfigureAwait(false);
                var hits = await _indexes.SearchAsync(context, space, vector, scope, entries, RetrievalLimits.Candidates, ct).ConfigureAwait(false);
                return new(space, hits, null, Since(began));
            }
        }
        catch (StudioException e) when (!ct.IsCancellationRequested)
        {
            return new(null, [], e.Message, Since(began));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(null, [], "The embedding model did not answer in time.", Since(began));
        }
    }

    private static List<FusedHit> Fuse(IReadOnlyList<ChunkHit> byWords, MeaningHits meaning, RetrievalSettings settings)
    {
        var isBuiltIn = meaning.Space?.Model == HashedEmbeddingGenerator.ModelId;
        var weights = isBuiltIn ? FusionWeights.OfBuiltIn : FusionWeights.OfModel;
        var least = settings.MinimumScore > 0 ? settings.MinimumScore : isBuiltIn ? RetrievalLimits.LeastCosineOfBuiltIn : RetrievalLimits.LeastCosine;
        return [.. Fusion.Of(byWords, meaning.Hits, settings.MeaningWeight is { } weight ? weights with { Meaning = weight } : weights).Where(h => h.WordRank is not null || h.Cosine >= least)];
    }

    private async Task<RankedHits> RankAsync(IReadOnlyList<FusedHit> fused, Dictionary<long, ChunkText> texts, string question, RetrievalQuery query, CancellationToken ct)
    {
        if (query.Settings.RerankBy is not { } model || fused.Count < 2)
        {
            return new(fused, null, null);
        }

        FusedHit[] read = [.. fused.Take(Reranker.Read)];
        var (order, problem) = await _reranker.OrderAsync(_access, model, question, [.. read.Select(h => $"{texts[h.ChunkId].Heading}\n{texts[h.ChunkId].Text}")], query.Bill, ct).ConfigureAwait(false);
        return order is null ? new(fused, null, problem) : new([.. order.Select(place => read[place])], model.Name, null);
    }

    private static async Task<Dictionary<long, ChunkText>> TextsAsync(StudioDbContext context, IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        return await context.ChunksOf(ids)
            .Join(context.Set<KnowledgeDocument>(), c => c.DocumentId, d => d.Id, (c, d) =>
                new ChunkText(c.Id, c.DocumentId, d.ExternalId, c.SourceId, d.Title, d.Address, c.Heading, c.Text, c.Start, c.Length, c.Tokens, c.Hash))
            .ToDictionaryAsync(c => c.Id, ct).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<FusedHit>> ChooseAsync(
        StudioDbContext context, RankedHits ranked, Dictionary<long, ChunkText> texts, VectorSpace? space, RetrievalSettings settings, CancellationToken ct)
    {
        var fused = ranked.Hits;
        var vectors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        if (settings.Diversity > 0 && space is not null)
        {
            var rows = context.ChunksOf(fused.Select(h => h.ChunkId)).Join(context.Set<StoredVector>().Where(v => v.SpaceId == space.Id), c => c.Hash, v => v.Hash, (c, v) => new { v.Hash, v.Numbers });
            foreach (var row in await rows.ToListAsync(ct).ConfigureAwait(false))
            {
                vectors[Convert.ToHexString(row.Hash)] = MemoryMarshal.Cast<byte, float>(row.Numbers).ToArray();
            }
        }

        var chosen = Selection.Diverse(fused, ranked.ScoreOf, h => vectors.GetValueOrDefault(Convert.ToHexString(texts[h.ChunkId].Hash)), settings.Passages, settings.Diversity);
        return Selection.Fitting(chosen, h => texts[h.ChunkId].Tokens, settings.TokenBudget);
    }

    /// <summary>From how many, the best first, those that are handed on are chosen: some may be gone since they were found.</summary>
    private static int Considered(RetrievalSettings settings) =>
        settings.Diversity > 0 || settings.TokenBudget is not null ? int.MaxValue : Math.Max(settings.Passages * 2, settings.RerankBy is null ? 0 : Reranker.Read);

    private static IReadOnlyList<LegHit> LegOf(IReadOnlyList<ChunkHit> hits, Dictionary<long, ChunkText> texts, bool withTitles) =>
        !withTitles ? [.. hits.Select(h => new LegHit(h.ChunkId, "", "", h.Score))]
        : [.. hits.Where(h => texts.ContainsKey(h.ChunkId)).Select(h => new LegHit(h.ChunkId, texts[h.ChunkId].Title, texts[h.ChunkId].Heading, h.Score))];

    private static Passage PassageOf(FusedHit hit, ChunkText text, SearchScope scope, IReadOnlyList<string> words) => new(
        text.Id, text.DocumentId, text.ExternalId, text.SourceId, scope.Sources.GetValueOrDefault(text.SourceId, ""), text.Title, text.Address, text.Heading, text.Text, text.Start, text.Length, text.Tokens,
        hit.Score, hit.Cosine, hit.WordScore, hit.WordRank, hit.MeaningRank, WordsIn(text.Text, words));

    /// <summary>As the index does, endings count little: "returned" is marked for "returns".</summary>
    private static IReadOnlyList<string> WordsIn(string text, IReadOnlyList<string> words) => words.Count == 0 ? [] :
    [
        .. SearchTokens.Of(text, indexing: true).Where(t => words.Any(w => IsAbout(t.Text, w))).Select(t => text[t.Start..t.End]).Distinct(StringComparer.OrdinalIgnoreCase).Take(RetrievalLimits.Words),
    ];

    private static bool IsAbout(string token, string word)
    {
        const int ShortestStem = 4;
        var stem = Math.Max(ShortestStem, Math.Min(token.Length, word.Length) - 2);
        return token == word || (token.Length >= stem && word.Length >= stem && Math.Abs(token.Length - word.Length) <= 3 && token.AsSpan(0, stem).SequenceEqual(word.AsSpan(0, stem)));
    }

    private sealed record ChunkText(
        long Id, Guid DocumentId, string ExternalId, Guid SourceId, string Title, string? Address, string Heading, string Text, int Start, int Length, int Tokens, byte[] Hash);

    private sealed record WordHits(IReadOnlyList<ChunkHit> Hits, double Ms)
    {
        public static WordHits None { get; } = new([], 0);
    }

    private sealed record MeaningHits(VectorSpace? Space, IReadOnlyList<ChunkHit> Hits, string? Problem, double Ms)
    {
        public static MeaningHits None { get; } = new(null, [], null, 0);
    }

    /// <param name="By">The model whose order it is; null: fused by rank.</param>
    private sealed record RankedHits(IReadOnlyList<FusedHit> Hits, string? By, string? Problem)
    {
        private readonly Dictionary<long, int> _places = Hits.Select((h, i) => (h.ChunkId, i)).ToDictionary(h => h.ChunkId, h => h.i);

        /// <summary>In a model's order only the places mean something.</summary>
        public double ScoreOf(FusedHit hit) => By is null ? hit.Score : 1 / (RetrievalLimits.RankDamping + _places[hit.ChunkId]);
    }
}
