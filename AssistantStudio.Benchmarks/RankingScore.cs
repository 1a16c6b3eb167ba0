namespace AssistantStudio.Benchmarks;

/// <summary>How well orders of places answer questions, averaged over the questions.</summary>
internal readonly record struct RankingScore(double Ndcg, double Recall, double Mrr)
{
    private const int Ranked = 10;
    private const int Read = 6;

    public static RankingScore Of(IReadOnlyList<(JudgedQuestion Question, IReadOnlyList<Place> Found)> answers) => new(
        answers.Average(a => NdcgOf(a.Question.Right, a.Found)),
        answers.Average(a => a.Question.Right.Intersect(a.Found.Take(Read)).Count() / (double)a.Question.Right.Count),
        answers.Average(a => a.Found.Index().Where(f => a.Question.Right.Contains(f.Item)).Select(f => 1.0 / (f.Index + 1)).FirstOrDefault()));

    private static double NdcgOf(IReadOnlyList<Place> right, IReadOnlyList<Place> found)
    {
        static double Gain(int place) => 1 / Math.Log2(place + 2);
        var best = Enumerable.Range(0, Math.Min(right.Count, Ranked)).Sum(Gain);
        return found.Take(Ranked).Index().Where(f => right.Contains(f.Item)).Sum(f => Gain(f.Index)) / best;
    }
}
