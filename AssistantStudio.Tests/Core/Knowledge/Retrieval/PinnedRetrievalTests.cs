using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Retrieval;

/// <summary>Whoever pins a revision finds what it had, whatever has become of it since.</summary>
public sealed class PinnedRetrievalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Search_AtAnEarlierRevision_FindsWhatWasSaidThenInEveryWay(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var admin = studio.As(Role.OrgAdmin);
        var source = await admin.AddTextsAsync(studio, "Policies", SourceAudience.Everyone, KnowledgeTexts.Text("postage", "Postage is free for everybody.", ("area", "north")), KnowledgeTexts.Text("hours", "We open at nine for everybody."));
        await ChangeAsync(studio, admin, source, KnowledgeTexts.Text("postage", "Postage costs four euros for everybody.", ("area", "north")));
        await ChangeAsync(studio, admin, source, KnowledgeTexts.Text("postage", "Postage costs five euros for everybody.", ("area", "south")), KnowledgeTexts.Text("claims", "Claims take everybody a photo."));

        foreach (var mode in Enum.GetValues<RetrievalMode>())
        {
            Assert.Equal(["Postage is free for everybody.", "We open at nine for everybody."], await FoundAsync(admin, mode, new() { [source] = 1 }));
            Assert.Equal(["Postage costs four euros for everybody.", "We open at nine for everybody."], await FoundAsync(admin, mode, new() { [source] = 2 }));
            Assert.Equal(["Claims take everybody a photo.", "Postage costs five euros for everybody.", "We open at nine for everybody."], await FoundAsync(admin, mode, new() { [source] = 3 }));
            Assert.Equal(await FoundAsync(admin, mode, null), await FoundAsync(admin, mode, new() { [source] = 3 }));
            Assert.Equal(["Postage costs four euros for everybody."], await FoundAsync(admin, mode, new() { [source] = 2 }, new() { ["area"] = "north" }));
            Assert.Empty(await FoundAsync(admin, mode, null, new() { ["area"] = "north" }));
        }
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Search_SourceThatIsNotPinned_IsNotLookedInto(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var admin = studio.As(Role.OrgAdmin);
        var pinned = await admin.AddTextsAsync(studio, "Policies", SourceAudience.Everyone, KnowledgeTexts.Text("postage", "Postage is free for everybody."));
        var other = await admin.AddTextsAsync(studio, "News", SourceAudience.Everyone, KnowledgeTexts.Text("news", "Postage will cost everybody four euros."));

        foreach (var mode in Enum.GetValues<RetrievalMode>())
        {
            Assert.Equal(["Postage is free for everybody."], await FoundAsync(admin, mode, new() { [pinned] = 1 }));
            Assert.Empty(await FoundAsync(admin, mode, new() { [other] = 0, [Guid.NewGuid()] = 3 }));
        }
    }

    [Fact]
    public async Task Search_AudienceThatWasNarrowedSince_IsNotFoundAtTheEarlierRevisionEither()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        await using var viewer = studio.As(Role.Viewer);
        var source = await admin.AddTextsAsync(studio, "Policies", SourceAudience.Everyone, KnowledgeTexts.Text("postage", "Postage is free for everybody."));
        await ChangeAsync(studio, admin, source, KnowledgeTexts.Text("postage", "Postage costs everybody four euros."));
        Assert.Single(await FoundAsync(viewer, RetrievalMode.Hybrid, new() { [source] = 1 }));

        await admin.Get<SourceService>().ChangeAsync(source, new() { Name = "Policies", Kind = SourceKind.Records, Audience = SourceAudience.Editors }, null, Cancel);

        Assert.Empty(await FoundAsync(viewer, RetrievalMode.Hybrid, new() { [source] = 1 }));
    }

    /// <summary>What is in memory is changed a little with each revision; what the database says at once is the measure.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Search_AtAnyRevisionInAnyOrder_FindsExactlyWhatItHas(int seed)
    {
        var random = new Random(seed);
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var sources = new[]
        {
            await admin.AddTextsAsync(studio, "One", SourceAudience.Everyone, KnowledgeTexts.Text("d0", TextOf(random))),
            await admin.AddTextsAsync(studio, "Two", SourceAudience.Everyone, KnowledgeTexts.Text("d0", TextOf(random))),
        };
        for (var round = 0; round < 14; round++)
        {
            if (random.Next(3) > 0)
            {
                await ChangeAsync(studio, admin, sources[random.Next(2)], [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => KnowledgeTexts.Text($"d{random.Next(6)}", TextOf(random))).DistinctBy(r => r.Id)]);
            }

            studio.Clock.Advance(TimeSpan.FromHours(random.Next(4) * 2));
            for (var search = 0; search < 3; search++)
            {
                var pins = new Dictionary<Guid, int>();
                foreach (var source in sources.Where(_ => random.Next(4) > 0))
                {
                    pins[source] = 1 + random.Next((await admin.Get<SourceService>().GetAsync(source, Cancel)).Revision);
                }

                Assert.Equal(await TextsAsync(studio, pins), await FoundAsync(admin, RetrievalMode.Vector, pins));
            }
        }
    }

    [Fact]
    public async Task Search_WhileTheSourceIsBroughtInAgain_NeverFindsAnythingElse()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        string[] first = [.. Enumerable.Range(0, 30).Select(i => $"Postage of parcel w{i} is free for everybody.")];
        var source = await admin.AddTextsAsync(studio, "Policies", SourceAudience.Everyone, [.. first.Select((text, i) => KnowledgeTexts.Text($"d{i}", text))]);
        using var stop = new CancellationTokenSource();
        var searches = Enumerable.Range(0, 3).Select(reader => Task.Run(
            async () =>
            {
                await using var viewer = studio.As(Role.Viewer);
                var count = 0;
                for (; !stop.IsCancellationRequested || count == 0; count++)
                {
                    Assert.Equal(first.Order(StringComparer.Ordinal), await FoundAsync(viewer, (RetrievalMode)((reader + count) % 3), new() { [source] = 1 }));
                }

                return count;
            },
            Cancel)).ToList();

        for (var i = 0; i < 6; i++)
        {
            await ChangeAsync(studio, admin, source, [.. Enumerable.Range(0, 30).Where(d => d % 6 <= i).Select(d => KnowledgeTexts.Text($"d{d}", $"Postage of parcel w{d} costs everybody {i + 2} euros."))]);
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(searches), count => Assert.True(count > 0));
        Assert.DoesNotContain(await FoundAsync(admin, RetrievalMode.Hybrid, null), text => text.Contains("free", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Search_AtAnEarlierRevision_AsksIndexesOnly()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var source = await admin.AddTextsAsync(studio, "Policies", SourceAudience.Everyone, [.. Enumerable.Range(0, 50).Select(i => KnowledgeTexts.Text($"d{i}", $"Postage of parcel w{i} is free for everybody."))]);
        await FoundAsync(admin, RetrievalMode.Vector, null);
        await ChangeAsync(studio, admin, source, KnowledgeTexts.Text("d1", "Postage costs everybody four euros."));
        await FoundAsync(admin, RetrievalMode.Vector, null);

        var queries = await QueryPlans.OfAsync(studio.Folder, async () =>
        {
            await FoundAsync(admin, RetrievalMode.Vector, new() { [source] = 1 });
            await using var context = await admin.Get<StudioDb>().OpenAsync(admin.Get<Access>(), Cancel);
            await context.PinnedStandingsAsync([new(source, 1)], Cancel);
        });

        Assert.Contains(queries, q => q.Sql.Contains("UntilRevision", StringComparison.Ordinal) && q.Sql.Contains("StoredVectors", StringComparison.Ordinal));
        Assert.All(queries.Where(q => q.Sql.Contains("UntilRevision", StringComparison.Ordinal)), q => Assert.False(q.ReadsWholeTable || q.WalksThroughOrganization, q.ToString()));
    }

    [Fact]
    public async Task Index_EarlierRevisionThatNobodyReads_GivesItsMemoryBack()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        RecordInput[] Texts(string price) => [.. Enumerable.Range(0, 200).Select(i => KnowledgeTexts.Text($"d{i}", $"Postage of parcel w{i} is {price} for everybody."))];
        var source = await admin.AddTextsAsync(studio, "Policies", SourceAudience.Everyone, Texts("free"));
        await ChangeAsync(studio, admin, source, Texts("four euros"));
        await FoundAsync(admin, RetrievalMode.Vector, null);
        var alone = await BytesAsync();
        await FoundAsync(admin, RetrievalMode.Vector, new() { [source] = 1 });
        var both = await BytesAsync();

        studio.Clock.Advance(TimeSpan.FromHours(5));
        await FoundAsync(admin, RetrievalMode.Vector, null);
        studio.Clock.Advance(TimeSpan.FromHours(2));
        await ChangeAsync(studio, admin, source, Texts("five euros"));
        await FoundAsync(admin, RetrievalMode.Vector, null);

        Assert.True(both > alone, $"{both} is not more than {alone}.");
        Assert.True(await BytesAsync() < both, $"{await BytesAsync()} is not less than {both}.");
        Assert.Equal(50, (await FoundAsync(admin, RetrievalMode.Vector, new() { [source] = 1 })).Count(t => t.Contains("free", StringComparison.Ordinal)));

        async Task<long> BytesAsync() => (await admin.Get<CoverageService>().GetAsync(Cancel)).IndexBytes;
    }

    private static string TextOf(Random random) => $"Parcel w{random.Next(10_000)}a w{random.Next(10_000)}b for everybody.";

    private static async Task<string[]> FoundAsync(TestScope scope, RetrievalMode mode, Dictionary<Guid, int>? pins, Dictionary<string, string>? labels = null)
    {
        var settings = new RetrievalSettings { Mode = mode, Passages = RetrievalLimits.MostPassages, MinimumScore = 0.001, Diversity = 0, Labels = labels ?? [] };
        var found = await scope.Get<RetrievalService>().SearchAsync(new() { Query = "for everybody", Pins = pins, Settings = settings }, Cancel);
        Assert.Null(found.MeaningProblem);
        return [.. found.Items.Select(p => p.Text).Order(StringComparer.Ordinal)];
    }

    private static async Task<string[]> TextsAsync(TestStudio studio, Dictionary<Guid, int> pins)
    {
        await using var db = await studio.OpenAsync();
        var texts = new List<string>();
        foreach (var (source, revision) in pins)
        {
            texts.AddRange(await db.Set<KnowledgeChunk>().Where(c => c.SourceId == source && c.FromRevision <= revision && (c.UntilRevision == null || c.UntilRevision > revision)).Select(c => c.Text).ToListAsync(Cancel));
        }

        return [.. texts.Order(StringComparer.Ordinal)];
    }

    private static async Task ChangeAsync(TestStudio studio, TestScope scope, Guid source, params RecordInput[] records)
    {
        await scope.Get<OriginalService>().AddRecordsAsync(source, records, Cancel);
        await studio.WorkOffJobsAsync();
    }
}
