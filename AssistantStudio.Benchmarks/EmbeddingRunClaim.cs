using System.Diagnostics;
using System.Globalization;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Benchmarks;

/// <summary>
/// What a run of many texts costs beside the model: the built-in one, which is the fastest there is, by itself and through the
/// service with its batches, checks and the ledger on disk, in turns on the same machine.
/// </summary>
internal static class EmbeddingRunClaim
{
    private const int Texts = 100_000;
    private const int Words = 16;
    private const int Tries = 5;
    private const double ShareLimit = 0.6;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using var studio = await FilledStudio.CreateAsync(0);
        var access = studio.Get<Access>();
        var target = await studio.Get<ModelTargets>().EmbeddingAsync(access, null, null, CancellationToken.None);
        var order = new EmbeddingOrder
        {
            Target = target,
            Texts = Different(),
            Purpose = new() { OrganizationId = access.OrganizationId, Operation = UsageOperation.Embedding },
        };
        using var generator = new HashedEmbeddingGenerator();
        var (alone, run, quality) = (0d, 0d, TimeSpan.MaxValue);
        for (var i = 0; i < Tries; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await generator.GenerateAsync(order.Texts);
            alone = Math.Max(alone, Texts / Stopwatch.GetElapsedTime(began).TotalSeconds);

            began = Stopwatch.GetTimestamp();
            var result = await studio.Get<EmbeddingRuns>().EmbedAsync(order, new LedgerSink(studio.Get<UsageWriter>()), null, CancellationToken.None);
            run = Math.Max(run, Texts / Stopwatch.GetElapsedTime(began).TotalSeconds);

            began = Stopwatch.GetTimestamp();
            var vectors = EmbeddingQuality.Of(result, order.Texts)!.Vectors;
            var took = Stopwatch.GetElapsedTime(began);
            quality = vectors == Texts ? (took < quality ? took : quality) : throw new InvalidOperationException("A text has no vector.");
        }

        return
        [
            new(
                Text($"{Texts:N0} texts of {Words} words through the service, built-in, two cores"), Text($"{run:N0}/s"), "", Text($"{alone:N0}/s of the generator alone"), true),
            new("the same as a share of the generator alone", Text($"{run / alone * 100:0} %"), Text($"{ShareLimit * 100:0} %"), "", run / alone >= ShareLimit),
            new(Text($"quality of {Texts:N0} vectors"), Text($"{quality.TotalMilliseconds:0} ms"), "", "", true),
        ];
    }

    private static string[] Different()
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, Texts).Select(i => string.Join(' ', Enumerable.Range(0, Words - 1).Select(_ => Text($"word{random.Next(3_000)}")).Append(Text($"n{i}"))))];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
