using System.Diagnostics;
using System.Globalization;
using AssistantStudio.Core.Providers;
using AssistantStudio.Tests.Core.Providers.Embeddings;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Benchmarks;

/// <summary>
/// Texts per second of the local embeddings, through the interface that everything else uses. The models have the
/// published shapes and random weights, which cost the same to multiply. A text of 16 tokens is 14 words between the two
/// tokens that the encoder puts around it; static embeddings put none, so there it is 16 words.
/// </summary>
internal static class EmbeddingClaim
{
    private const int Tokens = 16;
    private const int StaticDimensions = 256;
    private const int StaticVocabulary = 30_000;
    private const double SecondsPerTry = 2;
    private const int Tries = 5;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("studio-embeddings-").FullName;
        try
        {
            return
            [
                await BuiltInAsync(),
                .. await StaticAsync(Path.Combine(folder, "static")),
                Products(ModelFiles.MiniLm),
                .. await EncoderAsync(Path.Combine(folder, "minilm"), "MiniLM's shape", ModelFiles.MiniLm, limit: 500, share: 0.7),
                .. await EncoderAsync(Path.Combine(folder, "mpnet"), "mpnet's shape", ModelFiles.MpnetBase, limit: null, share: null),
                Memory(),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Last: with every model of the run opened once.</summary>
    private static Figure Memory()
    {
        const double Limit = 4;
        using var process = Process.GetCurrentProcess();
        var most = process.PeakWorkingSet64 / (double)(1 << 30);
        return new("the most memory of this process, with all models above", Text($"{most:0.0} GB"), Text($"{Limit:0.0} GB"), "", most < Limit);
    }

    private static async Task<Figure> BuiltInAsync()
    {
        using var generator = new HashedEmbeddingGenerator(threads: 1);
        // Ordinary English words.
        var words = """
            the refund of an order is paid within two weeks after we have received what you sent back to our warehouse please
            tell us where and when it was bought so that the invoice can be found a change of address takes one day and costs nothing
            """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        var random = new Random(7);
        var texts = Enumerable.Range(0, 20_000).Select(_ => string.Join(' ', Enumerable.Range(0, Tokens).Select(_ => words[random.Next(words.Length)]))).ToArray();
        var speed = await MeasureAsync(generator, texts);
        return PerSecond($"built-in, 384 dimensions, texts of {Tokens} words, one core", speed, 300_000, Text($"{texts.Average(t => t.Length):0} characters a text"));
    }

    private static async Task<IReadOnlyList<Figure>> StaticAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var random = new Random(7);
        ModelFiles.WriteSafetensors(
            Path.Combine(folder, "model.safetensors"),
            [new("embeddings", [StaticVocabulary, StaticDimensions], () => ModelFiles.Random(random, StaticVocabulary * StaticDimensions, 1))]);
        ModelFiles.WriteVocabulary(folder, ["[UNK]", "[CLS]", "[SEP]", .. ModelFiles.Words(StaticVocabulary - 3)]);
        using var generator = ModelFolder.Read(folder).Open();
        var words = StaticVocabulary - 3;
        var natural = await MeasureAsync(generator, Texts(20_000, Tokens, r => (int)Math.Pow(words, r.NextDouble())));
        var even = await MeasureAsync(generator, Texts(20_000, Tokens, r => r.Next(words)));
        return
        [
            PerSecond($"static, {StaticDimensions} dimensions, texts of {Tokens} tokens, two cores", natural, 400_000, "words as frequent as in a language (Zipf)"),
            PerSecond("the same, every word as frequent as any other", even, limit: null, "every row comes from memory"),
        ];
    }

    /// <summary>Tries of the work and of the peak take turns and take as long, so that a busy moment of the machine flatters neither.</summary>
    private static async Task<IReadOnlyList<Figure>> EncoderAsync(string folder, string name, EncoderShape shape, double? limit, double? share)
    {
        ModelFiles.WriteEncoder(folder, shape, seed: 7);
        using var generator = ModelFolder.Read(folder).Open();
        var texts = Texts(shape == ModelFiles.MiniLm ? 1000 : 100, Tokens - 2, r => r.Next(shape.Vocabulary - 4));
        await generator.GenerateAsync(texts);
        var (speed, peak) = (0.0, 0.0);
        for (var i = 0; i < Tries; i++)
        {
            peak = Math.Max(peak, PeakFlops.Measure(LocalEmbeddingLimits.DefaultThreads, SecondsPerTry));
            speed = Math.Max(speed, await TryAsync(generator, texts));
        }

        var operations = speed * OperationsPerText(shape);
        var reached = operations / peak;
        return
        [
            PerSecond($"{name}, texts of {Tokens} tokens, two cores", speed, limit, Text($"{shape.Layers} layers, {shape.Hidden} wide")),
            new(
                $"{name}, share of the peak", Text($"{reached * 100:0} %"), share is null ? "" : Text($"{share * 100:0} %"),
                Text($"{operations / 1e9:0} of {peak / 1e9:0} GFLOP/s"), share is null || reached >= share),
        ];
    }

    /// <summary>The products of the encoder alone, on one core: what they do not reach of the peak, the encoder cannot.</summary>
    private static Figure Products(EncoderShape shape)
    {
        const int RowCount = 85 * MatrixProduct.RowsAtOnce;
        (int Inputs, int Outputs)[] layers = [(shape.Hidden, 3 * shape.Hidden), (shape.Hidden, shape.Hidden), (shape.Hidden, shape.Intermediate), (shape.Intermediate, shape.Hidden)];
        var random = new Random(7);
        var work = layers.Select(l => (
            Weights: PackedMatrix.Of(l.Inputs, new LinearLayer(ModelFiles.Random(random, l.Inputs * l.Outputs, 1), new float[l.Outputs])),
            From: new Rows(new(RowCount * PackedMatrix.Stride(l.Inputs)), PackedMatrix.Stride(l.Inputs)),
            To: new Rows(new(RowCount * PackedMatrix.Stride(l.Outputs)), PackedMatrix.Stride(l.Outputs)))).ToArray();
        var (peak, best) = (0.0, 0.0);
        for (var i = 0; i < Tries; i++)
        {
            peak = Math.Max(peak, PeakFlops.Measure(threads: 1, SecondsPerTry));
            var (done, watch) = (0.0, Stopwatch.StartNew());
            while (watch.Elapsed.TotalSeconds < SecondsPerTry)
            {
                foreach (var (weights, from, to) in work)
                    MatrixProduct.Multiply(from, RowCount, weights, to, accumulate: false, Activation.None);

                done += layers.Sum(l => 2.0 * RowCount * l.Inputs * l.Outputs);
            }

            best = Math.Max(best, done / watch.Elapsed.TotalSeconds);
        }

        return new("the products of MiniLM's shape alone, one core, share of the peak", Text($"{best / peak * 100:0} %"), "", Text($"{best / 1e9:0} of {peak / 1e9:0} GFLOP/s"), true);
    }

    private static double OperationsPerText(EncoderShape shape)
    {
        var layers = (4.0 * shape.Hidden * shape.Hidden) + (2.0 * shape.Hidden * shape.Intermediate);
        var attention = 2.0 * Tokens * shape.Hidden;
        return 2 * shape.Layers * Tokens * (layers + attention);
    }

    private static string[] Texts(int count, int words, Func<Random, int> next)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, count).Select(_ => string.Join(' ', Enumerable.Range(0, words).Select(_ => Text($"w{next(random)}"))))];
    }

    private static async Task<double> MeasureAsync(IEmbeddingGenerator<string, Embedding<float>> generator, string[] texts)
    {
        await generator.GenerateAsync(texts);
        var best = 0.0;
        for (var i = 0; i < Tries; i++)
            best = Math.Max(best, await TryAsync(generator, texts));

        return best;
    }

    private static async Task<double> TryAsync(IEmbeddingGenerator<string, Embedding<float>> generator, string[] texts)
    {
        var done = 0;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < SecondsPerTry)
            done += (await generator.GenerateAsync(texts)).Count;

        return done / watch.Elapsed.TotalSeconds;
    }

    private static Figure PerSecond(string what, double speed, double? limit, string baseline) =>
        new(what, Text($"{speed:N0}/s"), limit is null ? "" : Text($"{limit:N0}/s"), baseline, limit is null || speed >= limit);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
