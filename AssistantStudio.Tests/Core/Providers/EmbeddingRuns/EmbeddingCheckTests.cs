using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Core.Providers.Embeddings;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.EmbeddingRuns;

public sealed class EmbeddingCheckTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_TenTextsAndAnEmptyOne_SaysWhatItTookAndWhatFailed()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        var provider = (await scene.TargetAsync()).ProviderId;
        await using var editor = scene.Studio.As(Role.Editor);

        var check = await editor.Get<EmbeddingCheckService>().CheckAsync(provider, EmbeddingScene.Model, [.. EmbeddingScene.Texts(10), ""], null, Cancel);

        Assert.Equal((EmbeddingScene.Model, 11, 10, 1, 60L, 60 * EmbeddingScene.CostOfToken, false, false), (check.Model, check.Texts, check.Vectors, check.Calls, check.InputTokens, check.Cost, check.IsEstimated, check.WasStopped));
        Assert.Equal((10, "empty_text"), (Assert.Single(check.Failures).Index, check.Failures[0].Fault.Code));
        Assert.Equal((10, 3), (check.Quality!.Vectors, check.Quality.Dimensions));
        Assert.Equal((UsageOperation.Test, editor.Access.Grant.UserId), Assert.Single((await scene.RecordsAsync()).Select(r => (r.Operation, r.UserId))));
    }

    [Fact]
    public async Task Check_Stopped_ShowsWhatThereWas()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        var provider = (await scene.TargetAsync()).ProviderId;
        await using var editor = scene.Studio.As(Role.Editor);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        scene.Instead = async (asked, context) =>
        {
            if (!asked.Contains("text 0"))
            {
                await stop.CancelAsync();
            }

            return false;
        };

        var check = await editor.Get<EmbeddingCheckService>().CheckAsync(provider, null, EmbeddingScene.Texts(30), null, stop.Token);

        Assert.Equal((true, 16, null), (check.WasStopped, check.Vectors, check.EndedBy));
        Assert.Equal(Enumerable.Repeat("stopped", 14), check.Failures.Select(f => f.Fault.Code));
    }

    [Fact]
    public async Task Check_WhereTrialsAreSwitchedOff_IsRefused()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        await using var admin = scene.Studio.As(Role.OrgAdmin);
        await admin.Get<AiSettingService>().PutAsync(new FeaturePolicy { Trials = false }, null, Cancel);

        await Assert.ThrowsAsync<ForbiddenException>(() => admin.Get<EmbeddingCheckService>().CheckAsync(null, null, ["a"], null, Cancel));
    }

    [Fact]
    public async Task Check_OfNothingTooMuchOrByOthers_IsRefused()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        var provider = (await scene.TargetAsync()).ProviderId;
        await using var editor = scene.Studio.As(Role.Editor);
        await using var viewer = scene.Studio.As(Role.Viewer);
        await using var other = scene.Studio.As(Role.Editor, scene.Studio.Theirs);
        Task CheckAsync(TestScope who, params string[] texts) => who.Get<EmbeddingCheckService>().CheckAsync(provider, null, texts, null, Cancel);

        Assert.Equal("Write some texts.", (await Assert.ThrowsAsync<ValidationException>(() => CheckAsync(editor, "", " "))).Message);
        Assert.Contains("1,001", (await Assert.ThrowsAsync<ValidationException>(() => CheckAsync(editor, EmbeddingScene.Texts(1_001)))).Message, StringComparison.Ordinal);
        Assert.StartsWith("Text 2 has 8,001", (await Assert.ThrowsAsync<ValidationException>(() => CheckAsync(editor, "a", new string('x', 8_001)))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ForbiddenException>(() => CheckAsync(viewer, "a"));
        await Assert.ThrowsAsync<NotFoundException>(() => CheckAsync(other, "a"));
        Assert.Empty(scene.Asked);
    }

    [Fact]
    public async Task List_ProviderThatPassedItsTest_IsReadyForTheModelsThatWereEnteredAlone()
    {
        await using var scene = await EmbeddingScene.CreateAsync();
        scene.Vendor.Instead = null; // It lists its models and answers.
        await using var editor = scene.Studio.As(Role.Editor);
        async Task AddAsync(string name, params string[] models)
        {
            var id = (await editor.Get<IntegrationService>().CreateAsync(
                new() { Kind = ProviderKind.OpenAi, Name = name, BaseUrl = scene.Vendor.Origin + "/v1", ApiKey = VendorServer.Key, Models = models }, null, Cancel)).Id;
            Assert.Null((await editor.Get<IntegrationTestService>().TestStoredAsync(id, null, Cancel)).Error);
        }

        await AddAsync("Entered", EmbeddingScene.Model);
        await AddAsync("Open");

        var models = await editor.Get<EmbeddingModelService>().ListAsync(Cancel);

        Assert.Equal([(EmbeddingScene.Model, EmbeddingModelState.Ready)], models.Where(m => m.ProviderName == "Entered").Select(m => (m.Name, m.State)));
        var open = models.Where(m => m.ProviderName == "Open").ToList();
        Assert.Contains(open, m => m.Name == EmbeddingScene.Model);
        Assert.All(open, m => Assert.Equal((EmbeddingModelState.NotChecked, true), (m.State, m.CanBeAsked)));
    }

    [Fact]
    public async Task List_OfAllSorts_SaysOfEachWhereItRunsAndWhetherItCanBeAsked()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var providers = editor.Get<IntegrationService>();
        Task AddAsync(IntegrationInput input) => providers.CreateAsync(input, null, Cancel);
        Write(studio.Folder, "offered");
        Write(studio.Folder, "idle");
        Directory.CreateDirectory(Path.Combine(studio.Folder.Models, "broken"));
        await AddAsync(new() { Kind = ProviderKind.LocalEmbeddings, Name = "Own folder", Models = ["offered", "missing"] });
        await AddAsync(new() { Kind = ProviderKind.OpenAi, Name = "OpenAI", ApiKey = "sk-proj-0123456789abcd", Models = ["gpt-4.1-nano", EmbeddingScene.Model] });
        await AddAsync(new() { Kind = ProviderKind.Ollama, Name = "Ollama", Models = ["nomic-embed-text"], Active = false });
        await using var viewer = studio.As(Role.Viewer);

        var models = await viewer.Get<EmbeddingModelService>().ListAsync(Cancel);

        Assert.Equal(
            [
                ("hashed-ngrams-1", null, 384, EmbeddingModelState.Ready, true),
                ("offered", null, 2, EmbeddingModelState.Ready, true),
                ("missing", null, null, EmbeddingModelState.Failed, true),
                ("broken", null, null, EmbeddingModelState.Failed, false),
                ("idle", null, 2, EmbeddingModelState.NotOffered, false),
                (EmbeddingScene.Model, "api.openai.com", 1_536, EmbeddingModelState.NotTried, true),
                ("nomic-embed-text", null, null, EmbeddingModelState.SwitchedOff, false),
            ],
            models.Select(m => (m.Name, m.Host, m.Dimensions, m.State, m.CanBeAsked)));
        Assert.Equal(0.02m, models[^2].PriceToday!.Base.Input);
        Assert.Equal(LocalModelKind.StaticEmbeddings, models[1].Local!.Kind);
        Assert.Contains("no model.safetensors", models[3].Problem, StringComparison.Ordinal);
    }

    private static void Write(DataFolder data, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(data.Models, name)).FullName;
        ModelFiles.WriteSafetensors(Path.Combine(folder, "model.safetensors"), [new("embeddings", [4, 2], () => [9, 9, 3, 4, -3, 4, 0, 1])]);
        ModelFiles.WriteVocabulary(folder, ["[UNK]", "red", "green", "##ish"]);
    }
}
