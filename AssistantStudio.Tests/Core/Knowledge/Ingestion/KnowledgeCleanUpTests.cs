using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Ingestion;

public sealed class KnowledgeCleanUpTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task CleanUp_AfterTheTimeForEarlierStates_RemovesThemWithTheirVectorsAndNothingElse(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var admin = studio.As(Role.OrgAdmin);
        var source = await admin.Get<SourceService>().CreateAsync(new() { Name = "Tickets", Kind = SourceKind.Records }, Cancel);
        await AddAsync(studio, admin, source.Id, ("a", "The postage is free."), ("b", "The depot opens at nine."));
        await AddAsync(studio, admin, source.Id, ("a", "The postage costs four euros."));
        Assert.Equal((3, 3), await RowsAsync(studio));

        studio.Clock.Advance(TimeSpan.FromDays(29));
        await CleanUpAsync(studio, admin);
        Assert.Equal((3, 3), await RowsAsync(studio));

        studio.Clock.Advance(TimeSpan.FromDays(2));
        await CleanUpAsync(studio, admin);
        Assert.Equal((2, 2), await RowsAsync(studio));
        Assert.Equal("a", (await admin.Get<RetrievalService>().SearchAsync(new() { Query = "postage" }, Cancel)).Items[0].DocumentExternalId);
    }

    [Fact]
    public async Task CleanUp_AfterRunsThatChangedNothing_CountsTheTimeFromTheOneThatDid()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var source = await admin.Get<SourceService>().CreateAsync(new() { Name = "Tickets", Kind = SourceKind.Records }, Cancel);
        await AddAsync(studio, admin, source.Id, ("a", "The postage is free."));
        await admin.IngestAsync(source.Id, Cancel);
        studio.Clock.Advance(TimeSpan.FromDays(40));

        await AddAsync(studio, admin, source.Id, ("a", "The postage costs four euros."));
        await CleanUpAsync(studio, admin);

        Assert.Equal((2, 2), await RowsAsync(studio));
    }

    [Fact]
    public async Task CleanUp_SourceWithAnAgeLimit_LeavesOutWhatHasBecomeTooOld()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var source = await admin.Get<SourceService>().CreateAsync(new() { Name = "News", Kind = SourceKind.Records, MaxAgeDays = 30 }, Cancel);
        await AddAsync(studio, admin, source.Id, ("old", "The postage is free."));
        studio.Clock.Advance(TimeSpan.FromDays(20));
        await AddAsync(studio, admin, source.Id, ("new", "The depot opens at nine."));
        Assert.Equal(2, (await admin.Get<SourceService>().GetAsync(source.Id, Cancel)).Documents);

        studio.Clock.Advance(TimeSpan.FromDays(11));
        await CleanUpAsync(studio, admin);

        Assert.Equal(["new"], (await admin.Get<DocumentService>().ListAsync(new(), Cancel)).Items.Select(d => d.ExternalId));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task CleanUp_AfterMonths_RemovesOldRunsAndKeepsTheLastOfEachSource(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var admin = studio.As(Role.OrgAdmin);
        var busy = await admin.Get<SourceService>().CreateAsync(new() { Name = "Busy", Kind = SourceKind.Records }, Cancel);
        var quiet = await admin.Get<SourceService>().CreateAsync(new() { Name = "Quiet", Kind = SourceKind.Records }, Cancel);
        await AddAsync(studio, admin, busy.Id, ("a", "The postage is free."));
        await AddAsync(studio, admin, quiet.Id, ("b", "The depot opens at nine."));
        studio.Clock.Advance(TimeSpan.FromDays(80));
        await AddAsync(studio, admin, busy.Id, ("a", "The postage costs four euros."));
        studio.Clock.Advance(TimeSpan.FromDays(11));

        await admin.CleanUpKnowledgeAsync();

        Assert.Equal(1, (await admin.Get<SourceService>().RunsAsync(new() { SourceId = busy.Id }, Cancel)).Total);
        Assert.Equal(1, (await admin.Get<SourceService>().RunsAsync(new() { SourceId = quiet.Id }, Cancel)).Total);
    }

    private static async Task CleanUpAsync(TestStudio studio, TestScope admin)
    {
        await admin.Get<JobService>().RunNowAsync(KnowledgeCleanUpJob.Definition.Key, null, Cancel);
        await studio.WorkOffJobsAsync();
    }

    private static async Task AddAsync(TestStudio studio, TestScope scope, Guid source, params (string Id, string Text)[] records)
    {
        await scope.Get<OriginalService>().AddRecordsAsync(source, [.. records.Select(r => new RecordInput { Id = r.Id, Title = r.Id, Text = r.Text })], Cancel);
        await studio.WorkOffJobsAsync();
    }

    private static async Task<(int Documents, int Vectors)> RowsAsync(TestStudio studio)
    {
        await using var db = await studio.OpenAsync();
        return (await db.Set<KnowledgeDocument>().CountAsync(Cancel), await db.Set<StoredVector>().CountAsync(Cancel));
    }
}
