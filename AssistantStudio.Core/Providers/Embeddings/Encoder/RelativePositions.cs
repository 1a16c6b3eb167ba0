namespace AssistantStudio.Core.Providers;

/// <summary>
/// MPNet adds to each attention score a number that depends on how far apart two tokens are, by bucket: near distances
/// have one each, far ones share by logarithm, each direction its own half. Written out here for every distance, so
/// that the numbers for one token stand in a row.
/// </summary>
internal sealed class RelativePositions
{
    private const int FarthestDistance = 128;

    private readonly float[] _byDistance;
    private readonly int _maxTokens;
    private readonly int _perHead;

    public RelativePositions(float[] buckets, int count, int heads, int maxTokens)
    {
        _maxTokens = maxTokens;
        _perHead = (2 * maxTokens) - 1;
        _byDistance = new float[heads * _perHead];
        for (var head = 0; head < heads; head++)
        {
            for (var distance = 1 - maxTokens; distance < maxTokens; distance++)
                _byDistance[(head * _perHead) + distance + maxTokens - 1] = buckets[(Bucket(distance, count) * heads) + head];
        }
    }

    /// <summary>What is added to the scores of this token with the tokens 0, 1, 2 …</summary>
    public ReadOnlySpan<float> Of(int head, int token, int tokens) => _byDistance.AsSpan((head * _perHead) + _maxTokens - 1 - token, tokens);

    /// <summary>The bucket of a key that stands <paramref name="distance"/> places after its query.</summary>
    internal static int Bucket(int distance, int count)
    {
        var half = count / 2;
        var first = distance > 0 ? half : 0;
        var far = Math.Abs(distance);
        var exact = half / 2;
        if (far < exact)
            return first + far;

        // In 32 bits, as the models were trained: at a bucket's edge more exact numbers would fall into the next one.
        var logarithm = MathF.Log((float)far / exact) / MathF.Log((float)FarthestDistance / exact) * (half - exact);
        return first + Math.Min(half - 1, exact + (int)logarithm);
    }
}
