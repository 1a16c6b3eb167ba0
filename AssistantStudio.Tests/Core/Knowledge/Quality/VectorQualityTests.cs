using System.Runtime.InteropServices;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Quality;

public sealed class VectorQualityTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Report_OfVectorsThatWereSpoilt_NamesTheirPassages(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var admin = studio.As(Role.OrgAdmin);
        await admin.AddTextsAsync(studio, "Policies", SourceAudience.Everyone, [.. Enumerable.Range(0, 40).Select(i => KnowledgeTexts.Text($"d{i:00}", $"Depot {i} has carrier {i * 7} and opens at {i % 24}."))]);
        await SpoilAsync(admin, "d03", new float[384]);
        await SpoilAsync(admin, "d05", await NumbersAsync(admin, "d04"));
        await SpoilAsync(admin, "d06", new float[7]);

        await admin.Get<QualityService>().CheckAsync(Cancel);
        await studio.WorkOffJobsAsync();
        var report = Assert.Single((await admin.Get<QualityService>().GetAsync(Cancel)).Reports);
        var quality = report.Quality;

        Assert.Equal((40, 1, 1, 1), (quality.Vectors, quality.Zero, quality.Same, quality.OtherDimensions));
        Assert.Equal(1 - (3 / 40.0), quality.Score);
        Assert.Equal(1, quality.MeanMagnitude!.Value, 3);
        Assert.Equal(38, quality.Magnitudes.Sum(b => b.Count));
        Assert.Equal("d03", Assert.Single(quality.Worst, w => w.Fault == VectorFault.Zero).Title);
        Assert.Contains(Assert.Single(quality.Worst, w => w.Fault == VectorFault.Same).Title, (string[])["d04", "d05"]);
        Assert.Equal("d06", Assert.Single(quality.Worst, w => w.Fault == VectorFault.OtherDimensions).Title);
        Assert.False(report.IsOutdated);
    }

    [Fact]
    public void Tally_OfOneMagnitudeAndOneFarAway_NamesTheOdd()
    {
        var random = new Random(7);
        var tally = new VectorTally(16);
        for (var i = 0; i < 500; i++)
        {
            var vector = Enumerable.Range(0, 16).Select(_ => (float)random.NextDouble() - 0.5f).ToArray();
            var length = MathF.Sqrt(vector.Sum(x => x * x)) / (i == 123 ? 40 : 1);
            tally.Add(BitConverter.GetBytes(i), MemoryMarshal.AsBytes<float>([.. vector.Select(x => x / length)]));
        }

        var (quality, worst) = tally.Result();

        Assert.Equal(123, BitConverter.ToInt32(Assert.Single(worst).Hash));
        Assert.True(quality.IsHealthy);
        Assert.InRange(quality.MeanSimilarity!.Value, -0.1, 0.1);
    }

    [Fact]
    public void Tally_OfNothing_SaysNothing()
    {
        var (quality, worst) = new VectorTally(16).Result();

        Assert.Null(quality.Score);
        Assert.Empty(worst);
        Assert.False(quality.IsHealthy);
    }

    private static async Task<float[]> NumbersAsync(TestScope scope, string document)
    {
        await using var context = await scope.Get<StudioDb>().OpenAsync(scope.Get<Access>(), Cancel);
        var hash = await HashAsync(context, document);
        return MemoryMarshal.Cast<byte, float>(await context.Set<StoredVector>().Where(v => v.Hash == hash).Select(v => v.Numbers).SingleAsync(Cancel)).ToArray();
    }

    private static async Task SpoilAsync(TestScope scope, string document, float[] numbers)
    {
        await using var context = await scope.Get<StudioDb>().OpenAsync(scope.Get<Access>(), Cancel);
        var (hash, bytes) = (await HashAsync(context, document), MemoryMarshal.AsBytes<float>(numbers).ToArray());
        await context.Set<StoredVector>().Where(v => v.Hash == hash).ExecuteUpdateAsync(set => set.SetProperty(v => v.Numbers, bytes), Cancel);
    }

    private static Task<byte[]> HashAsync(StudioDbContext context, string document) =>
        context.Set<KnowledgeChunk>().Where(c => context.Set<KnowledgeDocument>().Any(d => d.Id == c.DocumentId && d.ExternalId == document)).Select(c => c.Hash).SingleAsync(Cancel);
}
