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

    internal RetrievalService(Access access, StudioDb db, VectorSpaces spaces, VectorIndexes indexes, ChunkEmbedder embedder) =>
        (_access, _db, _spaces, _indexes, _embedder) = (access, db, spaces, indexes, embedder);

    public async Task<RetrievalResult> SearchAsync(RetrievalQuery query, CancellationToken ct)
    {
        _access.Require(Permission.KnowledgeView);
        Check(query);
        var began = Stopwatch.GetTimestamp();
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var sources = await SourcesAsync(context, query, ct).ConfigureAwait(false);
            if (sources.Count == 0)
            {
                return new([], [], [], 0, 0, Since(began), null);
            }

            var words = WordLeg.WordsOf(query.Query);
            var byWords = query.Mode == RetrievalMode.Vector ? [] : await WordLeg.FindAsync(context, words, [.. sources.Keys], RetrievalLimits.Candidates, ct).ConfigureAwait(false);
            var wordsMs = Since(began);
            var meant = Stopwatch.GetTimestamp();
            var (space, byMeaning, problem) = query.Mode == RetrievalMode.Text ? (null, [], null) : await ByMeaningAsync(query.Query, [.. sources.Keys], ct).ConfigureAwait(false);
            var meaningMs = query.Mode == RetrievalMode.Text ? 0 : Since(meant);
            var isBuiltIn = space?.Model == HashedEmbeddingGenerator.ModelId;
            var fused = Fusion.Of(byWords, byMeaning, isBuiltIn ? FusionWeights.OfBuiltIn : FusionWeights.OfModel)
                .Where(h => h.WordRank is not null || h.Cosine >= (isBuiltIn ? RetrievalLimits.LeastCosineOfBuiltIn : RetrievalLimits.LeastCosine)).ToList();
            var texts = await TextsAsync(context, [.. fused.Select(h => h.ChunkId), .. byWords.Select(h => h.ChunkId), .. byMeaning.Select(h => h.ChunkId)], ct).ConfigureAwait(false);
            var chosen = await ChooseAsync(context, [.. fused.Where(h => texts.ContainsKey(h.ChunkId))], texts, space, query, ct).ConfigureAwait(false);
            return new(
                [.. chosen.Select(h => PassageOf(h, texts[h.ChunkId], sources, words))], LegOf(byWords, texts), LegOf(byMeaning, texts), wordsMs, meaningMs, Since(began), problem);
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
            var space = await _spaces.ActiveAsync(_access, ct).ConfigureAwait(false);
            var sources = await SourcesAsync(context, new() { Query = "" }, ct).ConfigureAwait(false);
            var chunk = await context.Set<KnowledgeChunk>().Where(c => c.Id == chunkId).Select(c => new { c.SourceId, c.Hash }).SingleOrDefaultAsync(ct).ConfigureAwait(false);
            if (chunk is null || !sources.ContainsKey(chunk.SourceId))
            {
                throw new NotFoundException("The passage");
            }

            var vector = await context.Set<StoredVector>().Where(v => v.SpaceId == space.Id && v.Hash == chunk.Hash).Select(v => v.Numbers).SingleOrDefaultAsync(ct).ConfigureAwait(false)
                ?? throw new ConflictException("This passage has no vector yet.");
            var count = Math.Clamp(limit, 1, RetrievalLimits.MostPassages);
            var near = (await _indexes.SearchAsync(_access, space, MemoryMarshal.Cast<byte, float>(vector).ToArray(), [.. sources.Keys], count + 1, ct).ConfigureAwait(false)).Where(h => h.ChunkId != chunkId).Take(count).ToList();
            var texts = await TextsAsync(context, [.. near.Select(h => h.ChunkId)], ct).ConfigureAwait(false);
            return new(
                [.. Fusion.Of([], near, FusionWeights.OfModel).Where(h => texts.ContainsKey(h.ChunkId)).Select(h => PassageOf(h, texts[h.ChunkId], sources, []))],
                [], LegOf(near, texts), 0, Since(began), Since(began), null);
        }
    }

    private static double Since(long began) => Stopwatch.GetElapsedTime(began).TotalMilliseconds;

    private static void Check(RetrievalQuery query) => new Validator()
        .Check(PlainText.IsVisible(query.Query), "query", "Enter a question or some words.")
        .Long(query.Query, "query", RetrievalLimits.QueryLength)
        .Check(query.Limit is >= 1 and <= RetrievalLimits.MostPassages, "limit", $"Between 1 and {RetrievalLimits.MostPassages} passages.")
        .Check(query.SourceIds.Count <= KnowledgeLimits.SourcesPerOrganization, "sourceIds", $"At most {KnowledgeLimits.SourcesPerOrganization} sources.")
        .Check(query.TokenBudget is null or (>= 1 and <= RetrievalLimits.MostTokens), "tokenBudget", string.Create(CultureInfo.InvariantCulture, $"Between 1 and {RetrievalLimits.MostTokens:#,0} tokens."))
        .Check(query.Diversity is >= 0 and <= 1, "diversity", "Between 0 and 1.")
        .ThrowIfAny();

    /// <summary>Nobody finds more on somebody else's behalf than they may see themselves.</summary>
    private async Task<Dictionary<Guid, string>> SourcesAsync(StudioDbContext context, RetrievalQuery query, CancellationToken ct)
    {
        var own = _access.Can(Permission.KnowledgeManage) ? SourceAudience.Editors : SourceAudience.Members;
        var until = query.SeenBy is { } other && other < own ? other : own;
        SourceAudience[] audiences = [.. Enum.GetValues<SourceAudience>().Where(a => a <= until)];
        var ids = query.SourceIds.ToArray();
        return await context.Set<KnowledgeSource>().Where(s => s.Revision > 0 && audiences.Contains(s.Audience) && (ids.Length == 0 || ids.Contains(s.Id)))
            .Select(s => new { s.Id, s.Name }).ToDictionaryAsync(s => s.Id, s => s.Name, ct).ConfigureAwait(false);
    }

    /// <summary>Words alone will do when the model does not answer; whoever asked is told.</summary>
    private async Task<(VectorSpace? Space, IReadOnlyList<ChunkHit> Hits, string? Problem)> ByMeaningAsync(string question, IReadOnlyList<Guid> sources, CancellationToken ct)
    {
        try
        {
            var space = await _spaces.ActiveAsync(_access, ct).ConfigureAwait(false);
            var vector = await _embedder.EmbedQuestionAsync(_access, space, question, ct).ConfigureAwait(false);
            return (space, await _indexes.SearchAsync(_access, space, vector, sources, RetrievalLimits.Candidates, ct).ConfigureAwait(false), null);
        }
        catch (StudioException e) when (!ct.IsCancellationRequested)
        {
            return (null, [], e.Message);
        }
    }

    private static async Task<Dictionary<long, ChunkText>> TextsAsync(StudioDbContext context, IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var wanted = ids.Distinct().ToArray();
        return await context.Set<KnowledgeChunk>().Where(c => wanted.Contains(c.Id))
            .Join(context.Set<KnowledgeDocument>(), c => c.DocumentId, d => d.Id, (c, d) =>
                new ChunkText(c.Id, c.DocumentId, d.ExternalId, c.SourceId, d.Title, d.Address, c.Heading, c.Text, c.Start, c.Length, c.Tokens, c.Hash))
            .ToDictionaryAsync(c => c.Id, ct).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<FusedHit>> ChooseAsync(
        StudioDbContext context, IReadOnlyList<FusedHit> fused, Dictionary<long, ChunkText> texts, VectorSpace? space, RetrievalQuery query, CancellationToken ct)
    {
        var vectors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        if (query.Diversity > 0 && space is not null)
        {
            var hashes = fused.Select(h => texts[h.ChunkId].Hash).ToArray();
            foreach (var row in await context.Set<StoredVector>().Where(v => v.SpaceId == space.Id && hashes.Contains(v.Hash)).Select(v => new { v.Hash, v.Numbers }).ToListAsync(ct).ConfigureAwait(false))
            {
                vectors[Convert.ToHexString(row.Hash)] = MemoryMarshal.Cast<byte, float>(row.Numbers).ToArray();
            }
        }

        var chosen = Selection.Diverse(fused, h => h.Score, h => vectors.GetValueOrDefault(Convert.ToHexString(texts[h.ChunkId].Hash)), query.Limit, query.Diversity);
        return Selection.Fitting(chosen, h => texts[h.ChunkId].Tokens, query.TokenBudget);
    }

    private static IReadOnlyList<LegHit> LegOf(IReadOnlyList<ChunkHit> hits, Dictionary<long, ChunkText> texts) =>
        [.. hits.Where(h => texts.ContainsKey(h.ChunkId)).Select(h => new LegHit(h.ChunkId, texts[h.ChunkId].Title, texts[h.ChunkId].Heading, h.Score))];

    private static Passage PassageOf(FusedHit hit, ChunkText text, Dictionary<Guid, string> sources, IReadOnlyList<string> words) => new(
        text.Id, text.DocumentId, text.ExternalId, text.SourceId, sources.GetValueOrDefault(text.SourceId, ""), text.Title, text.Address, text.Heading, text.Text, text.Start, text.Length, text.Tokens,
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
}
