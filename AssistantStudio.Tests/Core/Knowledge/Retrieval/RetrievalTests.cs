using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Retrieval;

public sealed class RetrievalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Search_ByWordsInAnotherForm_FindsThePassageAndItsPlace(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.OrgAdmin);
        await AddAsync(studio, editor, "Policies", SourceAudience.Everyone, ("returns", "# Returning\n\nReturned parcels are refunded.\n\n# Claims\n\nDamaged goods need a photo 📷 and a form."), ("opening", "# Hours\n\nWe open at nine."));

        var found = await editor.Get<RetrievalService>().SearchAsync(new() { Query = "Was the parcel damaged?" }, Cancel);
        var best = found.Items[0];
        var document = await editor.Get<DocumentService>().GetAsync(best.DocumentId, Cancel);

        Assert.Equal("returns", best.DocumentExternalId);
        Assert.Equal(best.Text, document.Text.Substring(best.Start, best.Length));
        Assert.NotNull(best.WordRank);
        Assert.Equal(384, (await editor.Get<CoverageService>().GetAsync(Cancel)).Dimensions);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Search_AmongManyPassages_FindsTheSameWithAThreadForEachWay(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.OrgAdmin);
        await AddAsync(studio, editor, "Policies", SourceAudience.Everyone, ("returns", "# Returning\n\nReturned parcels are refunded.\n\n# Claims\n\nDamaged goods need a photo and a form."), ("opening", "# Hours\n\nWe open at nine."));
        var retrieval = editor.Get<RetrievalService>();
        var among = await retrieval.SearchAsync(new() { Query = "Was the parcel damaged?" }, Cancel);

        retrieval.FewPassages = 0;
        var found = await retrieval.SearchAsync(new() { Query = "Was the parcel damaged?" }, Cancel);

        Assert.NotEmpty(found.Items);
        Assert.Equal(among.Items.Select(p => (p.ChunkId, p.Score, p.WordRank, p.MeaningRank)), found.Items.Select(p => (p.ChunkId, p.Score, p.WordRank, p.MeaningRank)));
        Assert.Contains(found.Items, p => p.MeaningRank is not null);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Search_ForWhatNobodyWrote_FindsNoGoodPassage(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.OrgAdmin);
        await AddAsync(studio, editor, "Policies", SourceAudience.Everyone, ("returns", "Returned parcels are refunded within two weeks."));

        var found = await editor.Get<RetrievalService>().SearchAsync(new() { Query = "bake sourdough bread" }, Cancel);

        Assert.Empty(found.Items);
        Assert.Null(found.MeaningProblem);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Search_ForATokenOfTheScope_FindsNothingByWords(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.OrgAdmin);
        var source = await AddAsync(studio, editor, "Policies", SourceAudience.Everyone, ("returns", "Returned parcels are refunded within two weeks."));

        var found = await editor.Get<RetrievalService>().SearchAsync(new() { Query = $"s{source:N}", Settings = new() { Mode = RetrievalMode.Text } }, Cancel);

        Assert.Empty(found.Items);
    }

    [Fact]
    public async Task Search_InASourceThatIsNotThere_IsRefusedBesideTheField()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);
        var source = await AddAsync(studio, editor, "Policies", SourceAudience.Everyone, ("returns", "Returned parcels are refunded within two weeks."));

        var refused = await Assert.ThrowsAsync<ValidationException>(() => editor.Get<RetrievalService>().SearchAsync(new() { Query = "refund", SourceIds = [source, Guid.NewGuid()] }, Cancel));
        var found = await editor.Get<RetrievalService>().SearchAsync(new() { Query = "refund", SourceIds = [source, source] }, Cancel);

        Assert.Equal(["sourceIds"], refused.Errors.Keys);
        Assert.Single(found.Items);
    }

    [Fact]
    public async Task Search_OnBehalfOfSomebody_FindsOnlyWhatTheyMayBeTold()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        await using var viewer = studio.As(Role.Viewer);
        await AddAsync(studio, admin, "Public", SourceAudience.Everyone, ("public", "The postage is free."));
        await AddAsync(studio, admin, "Internal", SourceAudience.Members, ("internal", "The postage costs us four euros."));
        await AddAsync(studio, admin, "Drafts", SourceAudience.Editors, ("draft", "The postage will cost five euros."));

        Assert.Equal(["draft", "internal", "public"], await FoundAsync(admin, null));
        Assert.Equal(["internal", "public"], await FoundAsync(viewer, null));
        Assert.Equal(["internal", "public"], await FoundAsync(viewer, SourceAudience.Editors));
        Assert.Equal(["public"], await FoundAsync(admin, SourceAudience.Everyone));

        Assert.Equal(2, (await viewer.Get<DocumentService>().ListAsync(new(), Cancel)).Total);
        var draft = (await admin.Get<RetrievalService>().SearchAsync(new() { Query = "five euros" }, Cancel)).Items.First(p => p.DocumentExternalId == "draft");
        await Assert.ThrowsAsync<NotFoundException>(() => viewer.Get<DocumentService>().GetAsync(draft.DocumentId, Cancel));

        static async Task<string[]> FoundAsync(TestScope scope, SourceAudience? by) =>
            [.. (await scope.Get<RetrievalService>().SearchAsync(new() { Query = "postage", SeenBy = by }, Cancel)).Items.Select(p => p.DocumentExternalId).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Search_AfterEachChange_SeesTheNewRevisionAtOnceAndNothingOfTheOld()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);
        var source = await AddAsync(studio, editor, "Policies", SourceAudience.Everyone, ("one", "Postage is free for everybody."));
        foreach (var mode in Enum.GetValues<RetrievalMode>())
        {
            Assert.Single((await editor.Get<RetrievalService>().SearchAsync(new() { Query = "Postage is free for everybody.", Settings = new() { Mode = mode } }, Cancel)).Items);
        }

        await editor.Get<OriginalService>().AddRecordsAsync(source, [new() { Id = "one", Title = "one", Text = "Postage costs four euros for everybody." }], Cancel);
        await studio.WorkOffJobsAsync();

        foreach (var mode in Enum.GetValues<RetrievalMode>())
        {
            var found = await editor.Get<RetrievalService>().SearchAsync(new() { Query = "Postage costs four euros for everybody.", Settings = new() { Mode = mode } }, Cancel);
            Assert.Contains("four euros", Assert.Single(found.Items).Text);
        }
    }

    [Fact]
    public async Task Similar_OfAPassage_FindsTheOneThatSaysTheSame()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);
        await AddAsync(studio, editor, "Policies", SourceAudience.Everyone, ("a", "Returned parcels are refunded within two weeks."), ("b", "Returned parcels are refunded in two weeks."), ("c", "Our depot opens at nine."));
        var document = (await editor.Get<DocumentService>().ListAsync(new() { Search = "a" }, Cancel)).Items.Single(d => d.ExternalId == "a");
        var chunk = Assert.Single((await editor.Get<DocumentService>().GetAsync(document.Id, Cancel)).Chunks);

        var near = await editor.Get<RetrievalService>().SimilarAsync(chunk.Id, 1, Cancel);

        Assert.Equal("b", Assert.Single(near.Items).DocumentExternalId);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Backfill_AfterVectorsWereLost_MakesThemAgainAndSearchesFindThem(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.OrgAdmin);
        await AddAsync(studio, editor, "Policies", SourceAudience.Everyone, ("a", "Returned parcels are refunded."), ("b", "The depot opens at nine."));
        var search = new RetrievalQuery { Query = "Returned parcels are refunded.", Settings = new() { Mode = RetrievalMode.Vector } };
        Assert.NotEmpty((await editor.Get<RetrievalService>().SearchAsync(search, Cancel)).Items);
        await using (var db = await studio.OpenAsync())
        {
            await db.Set<StoredVector>().ExecuteDeleteAsync(Cancel);
        }

        Assert.Equal(2, (await editor.Get<CoverageService>().BackfillAsync(Cancel)).Missing);
        await editor.Get<CoverageService>().StartBackfillAsync(Cancel);
        await studio.WorkOffJobsAsync();

        Assert.Equal((2, 0), ((await editor.Get<CoverageService>().GetAsync(Cancel)).WithVector, (await editor.Get<CoverageService>().BackfillAsync(Cancel)).Missing));
        Assert.NotEmpty((await editor.Get<RetrievalService>().SearchAsync(search, Cancel)).Items);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task Search_WithoutAQuestion_IsRefused(string query)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var viewer = studio.As(Role.Viewer);

        var refused = await Assert.ThrowsAsync<ValidationException>(() => viewer.Get<RetrievalService>().SearchAsync(new() { Query = query }, Cancel));

        Assert.Equal(["query"], refused.Errors.Keys);
    }

    [Theory]
    [InlineData("\" OR Scope:x")]
    [InlineData("NEAR(a b) * ^ - : {}")]
    [InlineData("'); DROP TABLE x; --")]
    [InlineData("\ud800 日本語 🙂")]
    public async Task Search_WithSignsOfTheIndexesOwnLanguage_LooksForTheirWords(string query)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var viewer = studio.As(Role.Viewer);
        await using var editor = studio.As(Role.OrgAdmin);
        await AddAsync(studio, editor, "Policies", SourceAudience.Everyone, ("a", "日本語 table."));

        Assert.NotNull(await viewer.Get<RetrievalService>().SearchAsync(new() { Query = query }, Cancel));
    }

    [Fact]
    public async Task Search_WithAModelThatTheCallerNames_TakesTheRightToManageKnowledge()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var viewer = studio.As(Role.Viewer);
        RetrievalSettings[] billed = [new() { RerankBy = new(Guid.NewGuid(), "m") }, new() { Rewriting = QuestionRewriting.ByModel, RewriteBy = new(Guid.NewGuid(), "m") }];

        foreach (var settings in billed)
        {
            await Assert.ThrowsAsync<ForbiddenException>(() => viewer.Get<RetrievalService>().SearchAsync(new() { Query = "postage", Settings = settings }, Cancel));
        }
    }

    [Fact]
    public async Task Index_NobodySearchesFor_GivesItsMemoryBackAndIsLoadedAgain()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);
        await using var other = studio.As(Role.OrgAdmin, studio.Theirs);
        await AddAsync(studio, editor, "Policies", SourceAudience.Everyone, ("returns", "Returned parcels are refunded."));
        await AddAsync(studio, other, "Theirs", SourceAudience.Everyone, ("hours", "We open at nine."));
        await editor.Get<RetrievalService>().SearchAsync(new() { Query = "refunded" }, Cancel);
        Assert.True((await editor.Get<CoverageService>().GetAsync(Cancel)).IndexBytes > 0);

        studio.Clock.Advance(TimeSpan.FromHours(7));
        await other.Get<RetrievalService>().SearchAsync(new() { Query = "nine" }, Cancel);

        Assert.Equal(0, (await editor.Get<CoverageService>().GetAsync(Cancel)).IndexBytes);
        Assert.Single((await editor.Get<RetrievalService>().SearchAsync(new() { Query = "refunded", Settings = new() { Mode = RetrievalMode.Vector, MinimumScore = 0.01 } }, Cancel)).Items);
    }

    [Fact]
    public async Task Words_AreCountedInWhatTheCallerSees_WhereOthersHaveMuchMore()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var small = studio.As(Role.OrgAdmin);
        await using var large = studio.As(Role.OrgAdmin, studio.Theirs);
        (string Id, string Text)[] records = [("one", "The depot takes a parcel."), ("two", "The depot takes a letter."), ("three", "The gate takes a parcel of the depot.")];
        await AddAsync(studio, small, "Ours", SourceAudience.Everyone, records);
        var before = await ScoresAsync(small);
        await AddAsync(studio, large, "Theirs", SourceAudience.Everyone, [.. Enumerable.Range(0, 60).Select(i => (i.ToString(System.Globalization.CultureInfo.InvariantCulture), "A parcel, a parcel, and nothing but a parcel."))]);

        Assert.Equal(before, await ScoresAsync(small));

        static async Task<double?[]> ScoresAsync(TestScope scope) =>
            [.. (await scope.Get<RetrievalService>().SearchAsync(new() { Query = "parcel depot", Settings = new() { Mode = RetrievalMode.Text } }, Cancel)).Items.Select(p => p.WordScore)];
    }

    private static async Task<Guid> AddAsync(TestStudio studio, TestScope scope, string name, SourceAudience audience, params (string Id, string Text)[] records)
    {
        var source = await scope.Get<SourceService>().CreateAsync(new() { Name = name, Kind = SourceKind.Records, Audience = audience }, Cancel);
        await scope.Get<OriginalService>().AddRecordsAsync(source.Id, [.. records.Select(r => new RecordInput { Id = r.Id, Title = r.Id, Text = r.Text })], Cancel);
        await studio.WorkOffJobsAsync();
        return source.Id;
    }
}
