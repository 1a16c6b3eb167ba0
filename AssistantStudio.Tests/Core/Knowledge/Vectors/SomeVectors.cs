namespace AssistantStudio.Tests.Core.Knowledge.Vectors;

internal static class SomeVectors
{
    /// <summary>Ids that are the same in every run, in the order of their numbers.</summary>
    public static long Id(int number) => number;

    public static float[] Random(Random random, int dimensions) =>
        [.. Enumerable.Range(0, dimensions).Select(_ => (float)Normal(random))];

    /// <summary>As texts about a few subjects are: near one of the centres, and longer or shorter.</summary>
    public static float[][] Clustered(Random random, int count, int dimensions, int clusters, double spread)
    {
        var centres = Enumerable.Range(0, clusters).Select(_ => Random(random, dimensions)).ToArray();
        return [.. Enumerable.Range(0, count).Select(_ => Near(random, centres[random.Next(clusters)], spread))];
    }

    public static float[] Near(Random random, float[] centre, double spread)
    {
        var length = (float)(0.5 + random.NextDouble());
        return [.. centre.Select(x => length * (float)(x + (spread * Normal(random))))];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
