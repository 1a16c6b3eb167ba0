using AssistantStudio.Core.Knowledge;

namespace AssistantStudio.Benchmarks;

/// <summary>
/// Random vectors around random centres, each made anew from its number whenever it is asked for: a million of them
/// need not lie in memory beside the index, and what a search reads of them costs about as much as a row of a database.
/// </summary>
internal sealed class ClusteredVectors : IVectorOriginals
{
    private const int Noises = 1 << 20;
    private readonly int _dimensions;
    private readonly float _spread;
    private readonly float[][] _centres;
    private readonly float[] _noise;

    public ClusteredVectors(int entries, int dimensions, int clusters, float spread)
    {
        Entries = entries;
        (_dimensions, _spread) = (dimensions, spread);
        var random = new Random(7);
        _centres = [.. Enumerable.Range(0, clusters).Select(_ => Normal(random, dimensions))];
        _noise = Normal(random, Noises);
    }

    public int Entries { get; }

    public static long Id(int number) => number;

    public void Write(int number, Span<float> vector)
    {
        // Every number has a noise of its own, sewn together from pieces of a long random line.
        var random = new Random(number);
        var centre = _centres[random.Next(_centres.Length)];
        const int Piece = 32;
        for (var i = 0; i < _dimensions; i += Piece)
        {
            var piece = _noise.AsSpan(random.Next(Noises - Piece), Piece);
            for (var j = 0; j < Piece && i + j < _dimensions; j++)
                vector[i + j] = centre[i + j] + (_spread * piece[j]);
        }
    }

    /// <summary>Near a centre as the entries are, and equal to none.</summary>
    public float[] Query(int number)
    {
        var vector = new float[_dimensions];
        Write(-1 - number, vector);
        return vector;
    }

    public Task<IReadOnlyDictionary<long, float[]>> LoadAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, float[]>();
        foreach (var id in ids)
        {
            var vector = new float[_dimensions];
            Write((int)id, vector);
            found[id] = vector;
        }

        return Task.FromResult<IReadOnlyDictionary<long, float[]>>(found);
    }

    private static float[] Normal(Random random, int count)
    {
        var numbers = new float[count];
        for (var i = 0; i < count; i++)
            numbers[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

        return numbers;
    }
}
