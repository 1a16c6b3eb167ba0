using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Benchmarks;

/// <summary>
/// Questions over the product's own guide: words alone find the right section at least as well as Lucene's BM25 does, and
/// words and meaning together at least as well as the better of the two. The odd questions were tuned on, the even ones not.
/// </summary>
internal static class RetrievalClaim
{
    private const int Ranked = 10;

    /// <summary>A way of looking, and the places that it finds for a question.</summary>
    private sealed record Way(string Name, Func<string, Task<IReadOnlyList<Place>>> FindAsync);

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var figures = new List<Figure>();
        await using (var studio = await FilledStudio.CreateAsync(0))
            figures.AddRange(await FiguresAsync(studio, "SQLite"));

        if (PostgresDatabase.IsThere)
        {
            await using var database = await PostgresDatabase.CreateAsync();
            await using var studio = await FilledStudio.CreateAsync(database.Settings, 0);
            figures.AddRange(await FiguresAsync(studio, "PostgreSQL"));
        }

        return figures;
    }

    private static async Task<IReadOnlyList<Figure>> FiguresAsync(FilledStudio studio, string database)
    {
        var questions = GuideQuestions.Read();
        var passages = await BringInAsync(studio, questions);
        var reference = new ReferenceBm25(passages.Select(p => (p.Key, p.Value.Place.Heading, p.Value.Text)));
        Way[] ways =
        [
            new("Lucene-style BM25", q => Task.FromResult<IReadOnlyList<Place>>([.. reference.Find(q).Select(id => passages[id].Place).Distinct().Take(Ranked)])),
            Of(studio, RetrievalMode.Text),
            Of(studio, RetrievalMode.Vector),
            Of(studio, RetrievalMode.Hybrid),
        ];
        var scores = new List<double>();
        var figures = new List<Figure>();
        foreach (var way in ways)
        {
            var answers = new List<(JudgedQuestion Question, IReadOnlyList<Place> Found)>();
            foreach (var question in questions)
                answers.Add((question, await way.FindAsync(question.Text)));

            // SQLite's words are held to the reference, hybrid to the better of its two; what PostgreSQL's ranking lacks is told.
            double? limit = way.Name == nameof(RetrievalMode.Hybrid) ? scores.Skip(1).Max() : way.Name == nameof(RetrievalMode.Text) && database == "SQLite" ? scores[0] : null;
            figures.AddRange(FiguresOf($"{database}, {way.Name}", answers, limit, out var score));
            scores.Add(score);
        }

        return figures;
    }

    private static IEnumerable<Figure> FiguresOf(string what, List<(JudgedQuestion Question, IReadOnlyList<Place> Found)> answers, double? limit, out double score)
    {
        var answered = answers.Where(a => a.Question.Right.Count > 0).ToList();
        var all = RankingScore.Of(answered);
        var tuned = RankingScore.Of([.. answered.Where((_, i) => i % 2 == 0)]);
        var other = RankingScore.Of([.. answered.Where((_, i) => i % 2 == 1)]);
        var silent = answers.Where(a => a.Question.Right.Count == 0).ToList();
        score = all.Ndcg;
        var holds = limit is null || all.Ndcg >= limit;
        return
        [
            new($"{what}, nDCG@10", Number(all.Ndcg), limit is { } least ? Number(least) : "", Text($"tuned on {tuned.Ndcg:0.000}, others {other.Ndcg:0.000}"), holds),
            new($"{what}, recall@6", Number(all.Recall), "", Text($"tuned on {tuned.Recall:0.000}, others {other.Recall:0.000}"), true),
            new($"{what}, MRR", Number(all.Mrr), "", Text($"tuned on {tuned.Mrr:0.000}, others {other.Mrr:0.000}"), true),
            new($"{what}, nothing found where nothing is", Text($"{silent.Count(a => a.Found.Count == 0)} of {silent.Count}"), "", Text($"of the others {answered.Count(a => a.Found.Count == 0)} of {answered.Count}"), true),
        ];
    }

    private static Way Of(FilledStudio studio, RetrievalMode mode) => new(mode.ToString(), async question =>
    {
        var found = await studio.Get<RetrievalService>().SearchAsync(new() { Query = question, Settings = new() { Mode = mode, Passages = RetrievalLimits.MostPassages } }, CancellationToken.None);
        return [.. found.Items.Select(p => new Place(p.DocumentExternalId, p.Heading)).Distinct().Take(Ranked)];
    });

    private static async Task<Dictionary<long, (Place Place, string Text)>> BringInAsync(FilledStudio studio, IReadOnlyList<JudgedQuestion> questions)
    {
        await GuideSource.BringInAsync(studio);
        await using var db = await studio.Get<StudioDb>().OpenAsync(studio.Get<Access>(), CancellationToken.None);
        var passages = await db.Set<KnowledgeChunk>().Join(db.Set<KnowledgeDocument>(), c => c.DocumentId, d => d.Id, (c, d) => new { c.Id, d.ExternalId, c.Heading, c.Text })
            .ToDictionaryAsync(p => p.Id, p => (Place: new Place(p.ExternalId, p.Heading), p.Text));
        var unknown = questions.SelectMany(q => q.Right).Except(passages.Values.Select(p => p.Place)).ToList();
        return unknown.Count == 0 ? passages : throw new InvalidOperationException($"The guide no longer has: {string.Join("; ", unknown)}.");
    }

    private static string Number(double number) => Text($"{number:0.000}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
