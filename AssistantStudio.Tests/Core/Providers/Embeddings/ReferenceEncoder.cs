using AssistantStudio.Core.Providers;

namespace AssistantStudio.Tests.Core.Providers.Embeddings;

/// <summary>
/// The published definition of the encoders, written down plainly in double precision: one text, one number at a time,
/// no packing, no batches. It reads the same file and shares no arithmetic with the product.
/// </summary>
internal sealed class ReferenceEncoder(SafetensorsFile file, EncoderShape shape, string prefix)
{
    private readonly double _epsilon = shape.Family == "bert" ? 1e-12 : 1e-5;

    private bool IsMpnet => shape.Family == "mpnet";

    public double[][] LastLayer(int[] tokens)
    {
        var hidden = tokens.Select(Embed).ToArray();
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var name = FormattableString.Invariant($"encoder.layer.{layer}.");
            var attended = Attend(hidden, name);
            hidden = [.. hidden.Zip(attended, (h, a) => Norm(Plus(h, a), name + (IsMpnet ? "attention.LayerNorm" : "attention.output.LayerNorm")))];
            hidden = [.. hidden.Select(h =>
            {
                var wide = Linear(h, name + "intermediate.dense", shape.Intermediate).Select(x => x / 2 * (1 + Erf(x / Math.Sqrt(2)))).ToArray();
                return Norm(Plus(h, Linear(wide, name + "output.dense", shape.Hidden)), name + "output.LayerNorm");
            })];
        }

        return hidden;
    }

    private double[] Embed(int token, int place)
    {
        var position = place + (shape.Family == "bert" ? 0 : 2);
        var sum = Plus(Row("embeddings.word_embeddings.weight", token), Row("embeddings.position_embeddings.weight", position));
        return Norm(IsMpnet ? sum : Plus(sum, Row("embeddings.token_type_embeddings.weight", 0)), "embeddings.LayerNorm");
    }

    private double[][] Attend(double[][] hidden, string layer)
    {
        var names = IsMpnet
            ? new[] { "attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o" }
            : ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"];
        var query = hidden.Select(h => Linear(h, layer + names[0], shape.Hidden)).ToArray();
        var key = hidden.Select(h => Linear(h, layer + names[1], shape.Hidden)).ToArray();
        var value = hidden.Select(h => Linear(h, layer + names[2], shape.Hidden)).ToArray();
        var size = shape.Hidden / shape.Heads;
        var result = hidden.Select(_ => new double[shape.Hidden]).ToArray();
        for (var head = 0; head < shape.Heads; head++)
        {
            for (var i = 0; i < hidden.Length; i++)
            {
                var shares = new double[hidden.Length];
                for (var j = 0; j < hidden.Length; j++)
                {
                    for (var d = head * size; d < (head + 1) * size; d++)
                        shares[j] += query[i][d] * key[j][d];
                    shares[j] = Math.Exp((shares[j] / Math.Sqrt(size)) + (IsMpnet ? Row("encoder.relative_attention_bias.weight", Bucket(j - i))[head] : 0));
                }

                for (var d = head * size; d < (head + 1) * size; d++)
                    result[i][d] = shares.Select((s, j) => s * value[j][d]).Sum() / shares.Sum();
            }
        }

        return [.. result.Select(r => Linear(r, layer + names[3], shape.Hidden))];
    }

    private static int Bucket(int keyAfterQuery)
    {
        var far = Math.Abs(keyAfterQuery);
        var bucket = far < 8 ? far : Math.Min(15, 8 + (int)(Math.Log(far / 8.0) / Math.Log(16) * 8 + 1e-6));
        return keyAfterQuery > 0 ? bucket + 16 : bucket;
    }

    private double[] Linear(double[] x, string name, int outputs)
    {
        var weights = Numbers(name + ".weight");
        var bias = Numbers(name + ".bias");
        var result = new double[outputs];
        for (var o = 0; o < outputs; o++)
        {
            result[o] = bias[o];
            for (var i = 0; i < x.Length; i++)
                result[o] += weights[(o * x.Length) + i] * x[i];
        }

        return result;
    }

    private double[] Norm(double[] x, string name)
    {
        var mean = x.Average();
        var deviation = Math.Sqrt(x.Select(v => (v - mean) * (v - mean)).Average() + _epsilon);
        var gain = Numbers(name + ".weight");
        var shift = Numbers(name + ".bias");
        return [.. x.Select((v, i) => ((v - mean) / deviation * gain[i]) + shift[i])];
    }

    private double[] Row(string name, int row) => [.. Numbers(name).Skip(row * (IsHeadTable(name) ? shape.Heads : shape.Hidden)).Take(IsHeadTable(name) ? shape.Heads : shape.Hidden).Select(n => (double)n)];

    private static bool IsHeadTable(string name) => name.Contains("relative", StringComparison.Ordinal);

    private readonly Dictionary<string, float[]> _numbers = [];

    private float[] Numbers(string name)
    {
        if (!_numbers.TryGetValue(name, out var numbers))
            _numbers[name] = numbers = file.ReadFloats(file.Tensors[prefix + name]);
        return numbers;
    }

    private static double[] Plus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    /// <summary>The series around zero, exact to the last digits for the arguments that occur here.</summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 5)
            return Math.Sign(x);

        double term = x, sum = x;
        for (var n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum) && n < 200; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
