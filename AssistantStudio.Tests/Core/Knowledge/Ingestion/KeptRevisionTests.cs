using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Ingestion;

/// <summary>What somebody pins stays, with its vectors, and goes when nobody does any more.</summary>
public sealed class KeptRevisionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task CleanUp_RevisionThatIsPinned_KeepsItAndNothingBetween(DatabaseProvider provider)
    {
        var pins = new SomePins();
        await using var studio = await TestStudio.CreateAsync(provider, services => services.AddSingleton<IKnowledgePins>(pins));
        await using var admin = studio.As(Role.OrgAdmin);
        var source = await admin.AddTextsAsync(studio, "Policies", SourceAudience.Everyone, KnowledgeTexts.Text("postage", "Postage is free."), KnowledgeTexts.Text("hours", "We open at nine."));
        await ChangeAsync(studio, admin, source, KnowledgeTexts.Text("postage", "Postage costs four euros."));
        await ChangeAsync(studio, admin, source, KnowledgeTexts.Text("postage", "Postage costs five euros."));
        pins.Pinned = [new(source, 1), new(source, 3), new(Guid.NewGuid(), 1)];

        studio.Clock.Advance(TimeSpan.FromDays(31));
        await admin.CleanUpKnowledgeAsync();
        var kept = await TextsAsync(studio);

        // By then even the run is gone that ended it.
        studio.Clock.Advance(TimeSpan.FromDays(100));
        await ChangeAsync(studio, admin, source, KnowledgeTexts.Text("claims", "Claims take a photo."));
        await admin.CleanUpKnowledgeAsync();
        var later = await TextsAsync(studio);
        pins.Pinned = [];
        await admin.CleanUpKnowledgeAsync();

        Assert.Equal(["Postage costs five euros.", "Postage is free.", "We open at nine."], kept);
        Assert.Equal(["Claims take a photo.", .. kept], later);
        Assert.Equal(["Claims take a photo.", "Postage costs five euros.", "We open at nine."], await TextsAsync(studio));
        await using var db = await studio.OpenAsync();
        Assert.Equal(3, await db.Set<StoredVector>().CountAsync(Cancel));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task EmbeddingModel_IsChanged_WhatIsPinnedGetsItsVectorsToo(DatabaseProvider provider)
    {
        var pins = new SomePins();
        await using var studio = await TestStudio.CreateAsync(provider, services => services.AddSingleton<IKnowledgePins>(pins));
        await using var admin = studio.As(Role.OrgAdmin);
        var source = await admin.AddTextsAsync(studio, "Policies", SourceAudience.Everyone, KnowledgeTexts.Text("postage", "Postage is free for everybody."), KnowledgeTexts.Text("hours", "We open at nine."));
        await ChangeAsync(studio, admin, source, KnowledgeTexts.Text("postage", "Postage costs everybody four euros."));
        pins.Pinned = [new(source, 1)];
        await admin.Get<AiSettingService>().PutAsync(new EmbeddingPreference { Dimensions = LocalEmbeddingLimits.DefaultDimensions }, null, Cancel);
        var changes = admin.Get<EmbeddingChangeService>();

        var chosen = (await changes.GetAsync(Cancel)).Chosen!;
        await changes.StartAsync(Cancel);
        var refused = await Assert.ThrowsAsync<ConflictException>(() => changes.SwitchAsync(Cancel));
        await studio.WorkOffJobsAsync();
        var made = (await changes.GetAsync(Cancel)).Building!;
        await changes.SwitchAsync(Cancel);
        var found = await admin.Get<RetrievalService>().SearchAsync(
            new() { Query = "Postage is free for everybody.", Pins = new Dictionary<Guid, int> { [source] = 1 }, Settings = new() { Mode = RetrievalMode.Vector } }, Cancel);

        Assert.Equal(3, chosen.Estimate!.Passages);
        Assert.StartsWith("3 passages have no vector", refused.Message, StringComparison.Ordinal);
        Assert.Equal((3, 0), (made.WithVector, made.Missing));
        Assert.Equal("Postage is free for everybody.", found.Items[0].Text);
    }

    [Fact]
    public async Task Standing_OfAPinnedRevision_CountsWhatIsLeftAndWhatHasNoVector()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var source = await admin.AddTextsAsync(studio, "Policies", SourceAudience.Everyone, KnowledgeTexts.Text("postage", "Postage is free."), KnowledgeTexts.Text("hours", "We open at nine."));
        await ChangeAsync(studio, admin, source, KnowledgeTexts.Text("postage", "Postage costs four euros."));
        var before = await StandingAsync(admin, source);
        await using (var db = await studio.OpenAsync())
        {
            await db.Set<StoredVector>().ExecuteDeleteAsync(Cancel);
        }

        var without = await StandingAsync(admin, source);
        studio.Clock.Advance(TimeSpan.FromDays(31));
        await admin.CleanUpKnowledgeAsync();

        Assert.Equal(new PinnedStanding(source, "Policies", 1, 2, 2, 2, 0), before);
        Assert.Equal(before with { Missing = 2 }, without);
        Assert.Equal(before with { Documents = 1, Chunks = 1, Missing = 1 }, await StandingAsync(admin, source));
    }

    private static async Task<PinnedStanding> StandingAsync(TestScope admin, Guid source)
    {
        await using var context = await admin.Get<StudioDb>().OpenAsync(admin.Get<Access>(), Cancel);
        return Assert.Single(await context.PinnedStandingsAsync([new(source, 1), new(Guid.NewGuid(), 1)], Cancel));
    }

    private static async Task<string[]> TextsAsync(TestStudio studio)
    {
        await using var db = await studio.OpenAsync();
        return [.. (await db.Set<KnowledgeChunk>().Select(c => c.Text).ToListAsync(Cancel)).Order(StringComparer.Ordinal)];
    }

    private static async Task ChangeAsync(TestStudio studio, TestScope scope, Guid source, params RecordInput[] records)
    {
        await scope.Get<OriginalService>().AddRecordsAsync(source, records, Cancel);
        await studio.WorkOffJobsAsync();
    }

    private sealed class SomePins : IKnowledgePins
    {
        public IReadOnlyList<PinnedRevision> Pinned { get; set; } = [];

        public Task<IReadOnlyList<PinnedRevision>> PinnedAsync(StudioDbContext context, CancellationToken ct) => Task.FromResult(Pinned);
    }
}
