using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Retrieval;

public sealed class WordRankingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Order_OfOneWord_IsBm25WithAWordOfAHeadingCountedTwice()
    {
        var ranking = new WordRanking([new("refund", 3)], 10);

        var order = ranking.Order([new(1, "", "the parcel"), new(2, "refunds", "of the parcel"), new(3, "", "refunded parcel and refunding it again"), new(4, "", "refund parcel")]);

        // Words that count: 1, 2, 3 and 2, so 2 on average. The rarity is ln(1 + (10 - 3 + 0.5) / (3 + 0.5)).
        var rarity = Math.Log(1 + (7.5 / 3.5));
        Assert.Equal([2, 3, 4, 1], order.Select(h => h.ChunkId));
        Assert.Equal(rarity * 2 * 2.2 / (2 + 1.2), order[0].Score, 9);
        Assert.Equal(rarity * 2 * 2.2 / (2 + (1.2 * (0.25 + (0.75 * 3 / 2)))), order[1].Score, 9);
        Assert.Equal(rarity * 2.2 / (1 + 1.2), order[2].Score, 9);
        Assert.Equal(0, order[3].Score);
    }

    [Fact]
    public void Order_WordsOfTheSameStem_CountOnce()
    {
        var once = new WordRanking([new("parcel", 1)], 10).Order([new(1, "", "parcels")]);
        var twice = new WordRanking([new("parcel", 1), new("parcels", 1)], 10).Order([new(1, "", "parcels")]);

        Assert.Equal(once, twice);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Search_AmongManyPassages_RanksARareWordBeforeFrequentOnesOnBothDatabases(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.OrgAdmin);
        await AddAsync(studio, editor, "Policies", [.. Enumerable.Range(0, 150).Select(i => ($"p{i}", $"Parcel delivery parcel delivery number {i}.")), ("customs", "Customs look at a parcel now and then, in a passage that is a good deal longer than all others and says much else.")]);

        var found = await editor.Get<RetrievalService>().SearchAsync(new() { Query = "parcel delivery customs", Settings = new() { Mode = RetrievalMode.Text } }, Cancel);

        Assert.Equal("customs", found.Items[0].DocumentExternalId);
        Assert.Equal(RetrievalLimits.UsualPassages, found.Items.Count);
    }

    /// <summary>Most of the index is looked at without narrowing down to its sources; what is not theirs is left out afterwards.</summary>
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Search_InMostOfWhatThereIs_FindsNothingOfOtherSources(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.OrgAdmin);
        await using var stranger = studio.As(Role.OrgAdmin, studio.Theirs);
        await AddAsync(studio, stranger, "Secret", [.. Enumerable.Range(0, 5).Select(i => ($"secret{i}", "Postage postage postage."))]);
        var large = await AddAsync(studio, editor, "Large", [.. Enumerable.Range(0, 20).Select(i => ($"large{i}", $"The postage of number {i}, and what else is to be said of it."))]);
        var small = await AddAsync(studio, editor, "Small", ("small", "Postage."));

        Assert.All(await FoundAsync(large), id => Assert.StartsWith("large", id));
        Assert.Equal(["small"], await FoundAsync(small));

        async Task<string[]> FoundAsync(Guid source) =>
            [.. (await editor.Get<RetrievalService>().SearchAsync(new() { Query = "postage", SourceIds = [source], Settings = new() { Mode = RetrievalMode.Text, Passages = 20 } }, Cancel)).Items.Select(p => p.DocumentExternalId)];
    }

    private static async Task<Guid> AddAsync(TestStudio studio, TestScope scope, string name, params (string Id, string Text)[] records)
    {
        var source = await scope.Get<SourceService>().CreateAsync(new() { Name = name, Kind = SourceKind.Records }, Cancel);
        await scope.Get<OriginalService>().AddRecordsAsync(source.Id, [.. records.Select(r => new RecordInput { Id = r.Id, Title = r.Id, Text = r.Text })], Cancel);
        await studio.WorkOffJobsAsync();
        return source.Id;
    }
}
