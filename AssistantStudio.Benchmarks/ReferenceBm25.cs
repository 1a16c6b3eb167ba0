using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Search;

namespace AssistantStudio.Benchmarks;

/// <summary>
/// What Lucene does with its usual settings and an English analyzer: BM25 with k1 = 1.2 and b = 0.75, Porter's stems, no
/// stop words, heading and text as one field. It is what the product's own word search is held to.
/// </summary>
internal sealed class ReferenceBm25
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    private readonly List<(long Id, Dictionary<string, int> Counts, int Length)> _passages = [];
    private readonly Dictionary<string, int> _passagesWith = new(StringComparer.Ordinal);

    public ReferenceBm25(IEnumerable<(long Id, string Heading, string Text)> passages)
    {
        foreach (var (id, heading, text) in passages)
        {
            var words = Words($"{heading}\n{text}", indexing: true).ToList();
            var counts = words.CountBy(w => w).ToDictionary(StringComparer.Ordinal);
            _passages.Add((id, counts, words.Count));
            foreach (var word in counts.Keys)
                _passagesWith[word] = _passagesWith.GetValueOrDefault(word) + 1;
        }
    }

    public IEnumerable<long> Find(string question)
    {
        var words = Words(question, indexing: false).Distinct(StringComparer.Ordinal).ToList();
        var average = _passages.Average(p => p.Length);
        return _passages.Select(p => (p.Id, Score: words.Sum(w => Score(w, p.Counts, p.Length / average))))
            .Where(p => p.Score > 0).OrderByDescending(p => p.Score).ThenBy(p => p.Id).Select(p => p.Id);
    }

    private double Score(string word, Dictionary<string, int> counts, double length)
    {
        var with = _passagesWith.GetValueOrDefault(word);
        var count = counts.GetValueOrDefault(word);
        var rarity = Math.Log(1 + ((_passages.Count - with + 0.5) / (with + 0.5)));
        return rarity * count * (K1 + 1) / (count + (K1 * (1 - B + (B * length))));
    }

    private static IEnumerable<string> Words(string text, bool indexing) =>
        SearchTokens.Of(text, indexing).Select(t => t.Text).Where(w => !StopWords.Has(w)).Select(PorterStemmer.Of);
}
