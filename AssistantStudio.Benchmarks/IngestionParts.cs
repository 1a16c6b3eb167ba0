using System.Diagnostics;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Benchmarks;

/// <summary>What bringing in a folder consists of, each part alone: what it takes more than their sum goes into keeping them together.</summary>
internal sealed record IngestionParts(double Parse, double Embed, double Insert)
{
    private const int ItemsAtOnce = 64;

    public double Sum => Parse + Embed + Insert;

    public static async Task<IngestionParts> MeasureAsync(FilledStudio studio, Guid sourceId)
    {
        var (run, source) = await BeginAsync(studio, sourceId);
        var items = await studio.Get<IEnumerable<ISourceConnector>>().Single(c => c.Kinds.Contains(SourceKind.Folder))
            .ListAsync(new(source, StoredJson.Read<SourceSettings>(source.Settings), Since: null), CancellationToken.None).ToListAsync();

        var began = Stopwatch.GetTimestamp();
        var prepared = new List<IReadOnlyList<PreparedItem>>();
        foreach (var some in items.Chunk(ItemsAtOnce))
            prepared.Add(await studio.Get<ItemPreparation>().PrepareAsync(run, some, CancellationToken.None));
        var parse = Seconds(began);

        began = Stopwatch.GetTimestamp();
        using var model = new HashedEmbeddingGenerator();
        var vectors = new List<EmbeddedTexts>();
        foreach (var some in prepared)
        {
            var texts = some.OfType<NewItem>().SelectMany(i => i.Cut.Chunks, (i, c) => (c.Hash, Text: string.Concat(c.HeadingPath, "\n", i.Cut.Text.AsSpan(c.Start, c.Length)))).ToList();
            var made = await model.GenerateAsync(texts.Select(t => t.Text));
            vectors.Add(new([.. texts.Select((t, i) => (Convert.FromHexString(t.Hash), made[i].Vector))], null));
        }

        var embed = Seconds(began);
        var space = await studio.Get<VectorSpaces>().ActiveAsync(studio.Get<Access>(), CancellationToken.None);
        began = Stopwatch.GetTimestamp();
        for (var i = 0; i < prepared.Count; i++)
            await studio.Get<IngestionWriter>().WriteAsync(run, new(prepared[i], space, vectors[i], 0, 1), CancellationToken.None);

        return new(parse, embed, Seconds(began));
    }

    private static async Task<(IngestionRun Run, KnowledgeSource Source)> BeginAsync(FilledStudio studio, Guid sourceId) =>
        await studio.Get<IngestionBook>().OpenAsync(sourceId, _ => false, Guid.NewGuid(), CancellationToken.None) ?? throw new InvalidOperationException("The source is gone.");

    private static double Seconds(long began) => Stopwatch.GetElapsedTime(began).TotalSeconds;
}
