using System.Diagnostics;
using System.Globalization;
using System.Text;
using AssistantStudio.Core.Knowledge;

namespace AssistantStudio.Benchmarks;

/// <summary>
/// 2,000 Markdown documents (10 MB) are brought in with the built-in embeddings in less than 10 s, 100,000 passages get
/// their missing vectors in less than 20 s, and a hybrid search among them takes less than 30 ms.
/// </summary>
internal static class KnowledgeClaim
{
    private const int Documents = 2_000;
    private const int BytesPerDocument = 5_000;
    private const int Passages = 100_000;
    private const double IngestLimitSeconds = 10;
    private const double PartsLimit = 1.25;
    private const double BackfillLimitSeconds = 20;
    private const double SearchLimitMilliseconds = 30;

    /// <summary>In the first few hundred much of the code is compiled anew while it runs.</summary>
    private const int WarmSearches = 300;

    private static readonly string[] s_questions =
        ["who pays the postage of a damaged parcel", "refund period for a return", "customs duty and tariff", "insurance excess for a claim", "w4711 driver route", "signature depot w123"];

    public static async Task<IReadOnlyList<Figure>> RunAsync() => [.. await IngestAsync(), .. await SearchAsync()];

    private static async Task<IReadOnlyList<Figure>> IngestAsync()
    {
        // The first time much of the code is compiled while it runs. The whole and its parts are compared when all of it is.
        var first = await WholeAsync();
        await PartsAsync();
        var whole = await WholeAsync();
        var parts = await PartsAsync();
        return
        [
            new(
                Text($"{Documents:N0} Markdown documents brought in, {first.Bytes / 1e6:0} MB, {first.Passages:N0} passages, with vectors"), Seconds(first.Took), Seconds(IngestLimitSeconds),
                Text($"{Seconds(whole.Took)} once all code is compiled"), first.Took < IngestLimitSeconds),
            new(
                "the whole beside the sum of its parts", Text($"{whole.Took / parts.Sum:0.00}"), Text($"{PartsLimit:0.00}"),
                Text($"reading and cutting {parts.Parse:0.0} s, embedding {parts.Embed:0.0} s, writing {parts.Insert:0.0} s"), whole.Took <= PartsLimit * parts.Sum),
            new("the same again, nothing changed", Seconds(whole.Again), "", "", true),
        ];
    }

    private static async Task<(double Took, double Again, long Bytes, int Passages)> WholeAsync()
    {
        await using var studio = await FilledStudio.CreateAsync(0);
        var bytes = WriteDocuments(studio.Folder.Knowledge);
        var source = await SourceAsync(studio);
        var took = await BringInAsync(studio, source);
        var row = await studio.Get<SourceService>().GetAsync(source, CancellationToken.None);
        return row.Documents == Documents ? (took, await BringInAsync(studio, source), bytes, row.Chunks) : throw new InvalidOperationException("Documents are missing.");
    }

    private static async Task<IngestionParts> PartsAsync()
    {
        await using var studio = await FilledStudio.CreateAsync(0);
        WriteDocuments(studio.Folder.Knowledge);
        return await IngestionParts.MeasureAsync(studio, await SourceAsync(studio));
    }

    private static async Task<Guid> SourceAsync(FilledStudio studio) => (await studio.Get<SourceService>().CreateAsync(
        new() { Name = "Bench", Kind = SourceKind.Folder, Settings = new() { Folder = KnowledgeFolders.Drop } }, CancellationToken.None)).Id;

    private static async Task<double> BringInAsync(FilledStudio studio, Guid source)
    {
        var began = Stopwatch.GetTimestamp();
        await studio.RunJobAsync<IngestionJob>(new IngestionParameters { Sources = [new(source, DateTime.MaxValue)] });
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<IReadOnlyList<Figure>> SearchAsync()
    {
        await using var studio = await FilledStudio.CreateAsync(Passages, typeof(KnowledgeLoad));
        var began = Stopwatch.GetTimestamp();
        await studio.RunJobAsync<BackfillJob>(new BackfillParameters());
        var backfill = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var coverage = await studio.Get<CoverageService>().GetAsync(CancellationToken.None);
        var retrieval = studio.Get<RetrievalService>();
        began = Stopwatch.GetTimestamp();
        await retrieval.SearchAsync(new() { Query = s_questions[0] }, CancellationToken.None);
        var first = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var figures = new List<Figure>
        {
            new(Text($"vectors made for {coverage.WithVector:N0} passages that had none"), Seconds(backfill), Seconds(BackfillLimitSeconds), Text($"{coverage.WithVector / backfill:N0}/s"), backfill < BackfillLimitSeconds && coverage.Missing == 0),
            new("first search, which loads the index", Seconds(first), "", "", true),
        };
        foreach (var mode in Enum.GetValues<RetrievalMode>())
        {
            var next = 0;
            var p95 = await ListClaim.MeasureAsync(() => retrieval.SearchAsync(new() { Query = s_questions[next++ % s_questions.Length], Settings = new() { Mode = mode } }, CancellationToken.None), WarmSearches);
            var limit = mode == RetrievalMode.Hybrid ? SearchLimitMilliseconds : double.MaxValue;
            figures.Add(new(Text($"search among {Passages:N0} passages, {mode}, p95"), ListClaim.Text(p95), mode == RetrievalMode.Hybrid ? ListClaim.Text(limit) : "", "", p95 < limit));
        }

        var bytes = (await studio.Get<CoverageService>().GetAsync(CancellationToken.None)).IndexBytes;
        figures.Add(new("memory of the index beside its codes of 8 bits", Text($"{bytes / (double)(Passages * coverage.Dimensions):0.00}"), "1.20", Text($"{bytes >> 20} MB"), bytes <= 1.2 * Passages * coverage.Dimensions));
        return figures;
    }

    private static long WriteDocuments(string folder)
    {
        var random = new Random(7);
        var words = "parcel order refund return customer delivery address warehouse invoice carrier label postage damage claim exchange policy period weight pallet driver route".Split(' ');
        long bytes = 0;
        for (var i = 0; i < Documents; i++)
        {
            var text = new StringBuilder(Text($"# Document {i}\n"));
            for (var section = 0; text.Length < BytesPerDocument; section++)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n## Section {section} of {i}\n\n");
                text.AppendJoin(' ', Enumerable.Range(0, 90).Select(_ => random.Next(8) == 0 ? Text($"w{random.Next(50_000)}") : words[random.Next(words.Length)])).Append(".\n");
                text.AppendJoin('\n', Enumerable.Range(0, 3).Select(n => Text($"- point {n} about {words[random.Next(words.Length)]}"))).Append('\n');
            }

            File.WriteAllText(Path.Combine(folder, Text($"{i:0000}.md")), text.ToString());
            bytes += text.Length;
        }

        return bytes;
    }

    private static string Seconds(double seconds) => Text($"{seconds:0.0} s");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
