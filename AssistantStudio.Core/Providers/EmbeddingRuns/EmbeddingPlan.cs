using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>Which texts are asked for, and in which batches: each that can be asked once, however often it is there.</summary>
internal sealed class EmbeddingPlan
{
    /// <summary>A letter or two of a word; where nothing is billed, counting is not worth more.</summary>
    private const int LettersPerToken = 4;

    private readonly int[] _sameAs;
    private readonly int[] _copies;

    private EmbeddingPlan(int texts) => (_sameAs, _copies) = (new int[texts], new int[texts]);

    /// <summary>Places of texts, in their order. The first batch is a small one.</summary>
    public IReadOnlyList<ArraySegment<int>> Batches { get; private set; } = [];

    /// <param name="mostTokens">That one call may have at most, counted as budgets do, so that it costs no more than is allowed; null: any number.</param>
    public static EmbeddingPlan Of(EmbeddingOrder order, long? mostTokens, Action<int, EmbeddingFault> refuse)
    {
        var plan = new EmbeddingPlan(order.Texts.Count);
        plan.Batches = Cut(order, plan.Different(order.Texts, refuse), mostTokens);
        return plan;
    }

    /// <summary>The place of the first text that is the same.</summary>
    public int FirstOf(int text) => _sameAs[text];

    /// <summary>How many texts are the same as this one, which is the first of them.</summary>
    public int CopiesOf(int first) => _copies[first];

    private int[] Different(IReadOnlyList<string> texts, Action<int, EmbeddingFault> refuse)
    {
        var different = new List<int>(texts.Count);
        var firsts = new Dictionary<string, int>(texts.Count, StringComparer.Ordinal);
        for (var i = 0; i < texts.Count; i++)
        {
            _sameAs[i] = i;
            if (EmbeddingFaults.Of(texts[i]) is { } fault)
            {
                _copies[i] = 1;
                refuse(i, fault);
            }
            else if (firsts.TryAdd(texts[i], i))
            {
                _copies[i] = 1;
                different.Add(i);
            }
            else
            {
                var first = firsts[texts[i]];
                _sameAs[i] = first;
                _copies[first]++;
            }
        }

        return [.. different];
    }

    private static List<ArraySegment<int>> Cut(EmbeddingOrder order, int[] different, long? mostTokens)
    {
        var isLocal = order.Target.Account.Kind.IsInProcess;
        var limit = ProviderConnector.BatchOf(order.Target.Account);
        var most = isLocal ? limit.Texts : Math.Min(limit.Texts, FittingAnswer(order));
        var batches = new List<ArraySegment<int>>();
        var (begin, tokens, atMost) = (0, 0L, 0L);
        for (var at = 0; at < different.Length; at++)
        {
            var text = order.Texts[different[at]];
            var size = isLocal ? 1 + (text.Length / LettersPerToken) : TokenEstimate.Of(text);
            var sizeAtMost = mostTokens is null ? 0 : CallEstimate.AtMost([text]);
            if (at > begin && (at - begin >= (batches.Count == 0 ? EmbeddingRunLimits.FirstBatch : most) || tokens + size > limit.Tokens || atMost + sizeAtMost > mostTokens))
            {
                batches.Add(new(different, begin, at - begin));
                (begin, tokens, atMost) = (at, 0, 0);
            }

            (tokens, atMost) = (tokens + size, atMost + sizeAtMost);
        }

        if (begin < different.Length)
        {
            batches.Add(new(different, begin, different.Length - begin));
        }

        return batches;
    }

    /// <summary>Long vectors of many texts are a large answer.</summary>
    private static int FittingAnswer(EmbeddingOrder order)
    {
        var dimensions = order.Options?.Dimensions ?? order.Dimensions ?? order.Target.Account.Find(order.Target.Model)?.Dimensions ?? EmbeddingRunLimits.UsualDimensions;
        return Math.Max(1, EmbeddingRunLimits.AnswerBytes / (EmbeddingRunLimits.BytesPerNumber * dimensions));
    }
}
