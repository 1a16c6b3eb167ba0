using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Core.Providers.EmbeddingRuns;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Embedding;

public sealed class EmbeddingChangeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Change_MadeBesideComparedAndSwitched_ServesAndCanBeTakenBack(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var admin = studio.As(Role.OrgAdmin);
        var source = await admin.AddTextsAsync(studio, "Policies", SourceAudience.Everyone, KnowledgeTexts.Text("returns", "# Returning\n\nReturned parcels are refunded."), KnowledgeTexts.Text("hours", "We open at nine."));
        await admin.Get<QuestionService>().AddAsync(new() { Text = "When is a returned parcel refunded?", Passages = [new(source, "returns", "")] }, Cancel);
        var changes = admin.Get<EmbeddingChangeService>();
        var before = await changes.GetAsync(Cancel);
        await ChooseOtherAsync(admin);

        var chosen = (await changes.GetAsync(Cancel)).Chosen!;
        await changes.StartAsync(Cancel);
        var early = await Assert.ThrowsAsync<ConflictException>(() => changes.SwitchAsync(Cancel));
        await studio.WorkOffJobsAsync();
        var made = await changes.GetAsync(Cancel);
        var compared = await changes.CompareAsync(null, Cancel);
        await changes.SwitchAsync(Cancel);
        var after = await changes.GetAsync(Cancel);
        await changes.GoBackAsync(Cancel);
        var back = await changes.GetAsync(Cancel);

        Assert.Null(before.Chosen);
        Assert.Equal((2, true), (chosen.Estimate!.Passages, chosen.Estimate.IsFree));
        Assert.Contains("no vector", early.Message);
        Assert.Equal((2, 0), (made.Building!.WithVector, made.Building.Missing));
        Assert.Equal((1.0, 1.0), (compared.Serving.Recall, compared.Building.Recall));
        Assert.Equal((made.Building.Id, before.Serving.Id), (after.Serving.Id, after.Previous!.Id));
        Assert.Null(after.Building);
        Assert.Equal((before.Serving.Id, made.Building.Id), (back.Serving.Id, back.Previous!.Id));
    }

    [Fact]
    public async Task Model_ThatDoesNotAnswer_IsNotWaitedForWhereWordsWillDo()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        var (studio, provider) = (scene.Studio, (await scene.TargetAsync()).ProviderId);
        await using var admin = studio.As(Role.OrgAdmin);
        await admin.AddTextsAsync(studio, "Policies", SourceAudience.Everyone, KnowledgeTexts.Text("returns", "Returned parcels are refunded."));
        await admin.Get<AiSettingService>().PutAsync(new EmbeddingPreference { ProviderId = provider, Model = EmbeddingScene.Model }, null, Cancel);
        await admin.Get<EmbeddingChangeService>().StartAsync(Cancel);
        await studio.WorkOffJobsAsync();
        await admin.Get<EmbeddingChangeService>().SwitchAsync(Cancel);
        var go = new TaskCompletionSource<bool>();
        scene.Instead = (_, _) => go.Task;

        var found = await admin.Get<RetrievalService>().SearchAsync(new() { Query = "refunded" }, Cancel);

        Assert.Equal("The embedding model did not answer in time.", found.MeaningProblem);
        Assert.Equal("returns", found.Items.Single().DocumentExternalId);
        go.SetResult(false);
    }

    [Fact]
    public async Task Change_UnderLoad_SearchesNeverFailAndUseOneModelAtATime()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        scene.Vector = VectorOf;
        var (studio, provider) = (scene.Studio, (await scene.TargetAsync()).ProviderId);
        await using var admin = studio.As(Role.OrgAdmin);
        await admin.AddTextsAsync(studio, "Policies", SourceAudience.Everyone, [.. Enumerable.Range(0, 300).Select(i => KnowledgeTexts.Text($"d{i}", TextOf(i)))]);
        await admin.Get<AiSettingService>().PutAsync(new EmbeddingPreference { ProviderId = provider, Model = EmbeddingScene.Model }, null, Cancel);
        await admin.Get<EmbeddingChangeService>().StartAsync(Cancel);
        using var stop = new CancellationTokenSource();
        var searches = Enumerable.Range(0, 4).Select(reader => Task.Run(
            async () =>
            {
                await using var viewer = studio.As(Role.Viewer);
                var count = 0;
                while (!stop.IsCancellationRequested)
                {
                    var i = (reader * 71 + count++) % 300;
                    var found = await viewer.Get<RetrievalService>().SearchAsync(new() { Query = TextOf(i), Settings = new() { Mode = RetrievalMode.Vector } }, Cancel);
                    Assert.Null(found.MeaningProblem);
                    Assert.Equal($"d{i}", found.Items[0].DocumentExternalId);
                    Assert.InRange(found.Items[0].Cosine!.Value, 0.8, 1.001); // A vector of the other model would not even resemble it.
                }

                return count;
            },
            Cancel)).ToList();

        await studio.WorkOffJobsAsync();
        for (var i = 0; i < 6; i++)
        {
            await (i == 0 ? admin.Get<EmbeddingChangeService>().SwitchAsync(Cancel) : admin.Get<EmbeddingChangeService>().GoBackAsync(Cancel));
            await studio.WorkOffJobsAsync();
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(searches), count => Assert.True(count > 0));
    }

    [Fact]
    public async Task Dropped_IsNoLongerFilledAndIsCleanedUp()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        await admin.AddTextsAsync(studio, "Policies", SourceAudience.Everyone, KnowledgeTexts.Text("a", "Postage is free."));
        await ChooseOtherAsync(admin);
        var changes = admin.Get<EmbeddingChangeService>();
        await changes.StartAsync(Cancel);
        await studio.WorkOffJobsAsync();

        await changes.DropAsync(Cancel);
        await admin.CleanUpKnowledgeAsync();

        await using var context = await admin.Get<StudioDb>().OpenAsync(admin.Get<Access>(), Cancel);
        Assert.Equal(VectorSpaceState.Active, (await context.Set<VectorSpace>().SingleAsync(Cancel)).State);
        Assert.Equal(1, await context.Set<StoredVector>().CountAsync(Cancel));
        Assert.NotNull((await changes.GetAsync(Cancel)).Chosen);
    }

    [Fact]
    public async Task Start_TwiceOrOfWhatServes_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var changes = admin.Get<EmbeddingChangeService>();

        await Assert.ThrowsAsync<ConflictException>(() => changes.StartAsync(Cancel));
        await ChooseOtherAsync(admin);
        await changes.StartAsync(Cancel);
        await Assert.ThrowsAsync<ConflictException>(() => changes.StartAsync(Cancel));
    }

    private static string TextOf(int i) => $"Parcel w{i * 31 % 997}a w{i * 57 % 991}b w{i * 91 % 983}c went to depot w{i}d.";

    /// <summary>As long as the built-in ones and unlike them: each word has a direction of its own.</summary>
    private static object VectorOf(string text)
    {
        var vector = new float[LocalEmbeddingLimits.DefaultDimensions];
        foreach (var word in text.Split([' ', '\n', '.', '#'], StringSplitOptions.RemoveEmptyEntries))
        {
            var random = new Random(word.Aggregate(17, (sum, c) => unchecked((sum * 31) + c)));
            for (var i = 0; i < vector.Length; i++)
            {
                vector[i] += random.NextSingle() - 0.5f;
            }
        }

        return vector;
    }

    /// <summary>The same model with its length said: other vectors as far as the program knows.</summary>
    private static Task ChooseOtherAsync(TestScope admin) =>
        admin.Get<AiSettingService>().PutAsync(new EmbeddingPreference { Dimensions = LocalEmbeddingLimits.DefaultDimensions }, null, Cancel);
}
