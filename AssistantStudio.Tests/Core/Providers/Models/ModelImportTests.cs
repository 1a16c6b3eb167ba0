using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

public sealed class ModelImportTests
{
    private const string List = """
        {
          "sample_spec": {"mode": "one of …"},
          "brand-new": {"mode":"chat","litellm_provider":"openai","max_input_tokens":1000,"max_output_tokens":500,"input_cost_per_token":2e-06,"output_cost_per_token":4e-06},
          "gpt-5.5": {"mode":"chat","litellm_provider":"openai","input_cost_per_token":4e-06,"output_cost_per_token":2e-05,"supports_function_calling":true},
          "gemini/gemini-9": {"mode":"chat","litellm_provider":"gemini","input_cost_per_token":1e-06,"output_cost_per_token":1e-06},
          "azure/our-deployment": {"mode":"chat","litellm_provider":"azure","input_cost_per_token":1e-06,"output_cost_per_token":1e-06},
          "zero": {"mode":"chat","litellm_provider":"x","input_cost_per_token":0,"output_cost_per_token":0},
          "silent": {"mode":"embedding","litellm_provider":"x","output_vector_size":64},
          "GEMINI-9": {"mode":"chat","litellm_provider":"x"},
          "negative": {"mode":"chat","litellm_provider":"x","input_cost_per_token":-1e-06},
          "per thousand": {"mode":"chat"},
          "absurd": {"mode":"chat","litellm_provider":"x","input_cost_per_token":3},
          "words": {"mode":"chat","litellm_provider":"x","input_cost_per_token":"cheap"},
          "speech": {"mode":"audio_speech","litellm_provider":"x"},
          "text": "gone"
        }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Import_OfAList_DoesWhatThePlanSaid(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var (imports, models) = (editor.Get<ModelImportService>(), editor.Get<ModelService>());

        var plan = await imports.PlanAsync(List, new(), Cancel);
        Assert.Empty((await models.ListAsync(new() { Source = ModelSource.Imported }, Cancel)).Rows.Items);
        var done = await imports.ImportAsync(List, new(), Cancel);

        Assert.Equal(plan.Lines, done.Lines);
        Assert.Equal(
            [
                ("brand-new", ModelPlanAction.Create), ("gpt-5.5", ModelPlanAction.Update), ("gemini-9", ModelPlanAction.Create), ("our-deployment", ModelPlanAction.Create), ("zero", ModelPlanAction.Create),
                ("silent", ModelPlanAction.Create), ("GEMINI-9", ModelPlanAction.Refused), ("negative", ModelPlanAction.Refused), ("per thousand", ModelPlanAction.Refused), ("absurd", ModelPlanAction.Refused),
                ("words", ModelPlanAction.Refused), ("speech", ModelPlanAction.Refused), ("text", ModelPlanAction.Refused),
            ],
            plan.Lines.Select(l => (l.Model, l.Action)));
        Assert.Equal((5, 1, 7), (plan.Creates, plan.Updates, plan.Refused));
        Assert.All(plan.Lines, l => Assert.Matches("[.?]$", l.Reason));
        Assert.Contains("may mean that nobody knows it", plan.Lines[4].Reason, StringComparison.Ordinal);
        Assert.Equal("negative", plan.Lines[7].Name);
        Assert.Equal("input_cost_per_token is less than 0.", plan.Lines[7].Reason);
        Assert.Null((await models.FindAsync("zero", null, Cancel))!.PriceToday);
        Assert.Equal(ProviderKind.AzureOpenAi, (await models.FindAsync("our-deployment", ProviderKind.AzureOpenAi, Cancel))!.Kind);
        Assert.Equal(64, (await models.FindAsync("silent", null, Cancel))!.Dimensions);

        // What it cost until yesterday stays; the list counts from today.
        var today = DateOnly.FromDateTime(studio.Clock.Now);
        var changed = (await models.GetAsync("gpt-5.5", null, Cancel)).Prices;
        Assert.Equal([(null, today.AddDays(-1), 5m, 30m), (today, (DateOnly?)null, 4m, 20m)], changed.Select(p => (p.ValidFrom, p.ValidTo, p.Base.Input!.Value, p.Base.Output!.Value)));
        Assert.Equal((6, 0), ((await imports.PlanAsync(List, new(), Cancel)).Same, (await imports.PlanAsync(List, new(), Cancel)).Updates));
        Assert.Equal("ai_model.imported", Assert.Single((await studio.As(Role.OrgAdmin).Get<AuditService>().ListAsync(new(), Cancel)).Items).Action);
    }

    [Fact]
    public async Task Import_OverWhatAPersonWrote_KeepsItUnlessTold()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var (imports, models) = (editor.Get<ModelImportService>(), editor.Get<ModelService>());
        await models.SaveAsync(new() { Name = "brand-new", Vendor = "openai", Capabilities = ModelCapabilities.Chat, Prices = [new() { Input = 7, Output = 7 }] }, null, Cancel);

        Assert.Equal(ModelPlanAction.Keep, (await imports.ImportAsync(List, new(), Cancel)).Lines[0].Action);
        Assert.Equal(7m, (await models.GetAsync("brand-new", null, Cancel)).PriceToday!.Base.Input);
        await imports.ImportAsync(List, new() { ReplaceEdited = true, ZeroIsFree = true }, Cancel);

        Assert.Equal(2m, (await models.GetAsync("brand-new", null, Cancel)).PriceToday!.Base.Input);
        Assert.True((await models.FindAsync("zero", null, Cancel))!.PriceToday!.IsFree);
    }

    [Fact]
    public async Task Import_OfAnAnnouncedPrice_ChangesNothingBefore()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        await editor.Get<ModelImportService>().ImportAsync(List, new() { ValidFrom = new(2026, 4, 1) }, Cancel);

        var model = await editor.Get<ModelService>().GetAsync("gpt-5.5", null, Cancel);

        Assert.Equal((5m, new DateOnly(2026, 3, 31)), (model.PriceToday!.Base.Input, model.PriceToday.ValidTo));
        Assert.Equal((new DateOnly(2026, 4, 1), 4m), (model.Prices[^1].ValidFrom, model.Prices[^1].Base.Input));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("{\"a\":")]
    [InlineData("<!doctype html>")]
    public async Task Import_OfWhatIsNoList_SaysSo(string text)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);

        Assert.Equal(["list"], (await Assert.ThrowsAsync<ValidationException>(() => editor.Get<ModelImportService>().ImportAsync(text, new(), Cancel))).Errors.Keys);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Discover_FromAProvider_TakesInWhatIsNews(DatabaseProvider provider)
    {
        await using var vendor = await VendorServer.StartAsync();
        vendor.Instead = async context =>
        {
            await context.Response.WriteAsync("""
                {"data":[{"id":"gpt-5.5","shutdown_date":"2027-02-03"},{"id":"gpt-5.4"},{"id":"ours","max_model_len":8192,"capabilities":{"completion_chat":true,"vision":true}},{"id":"our-embedder"}]}
                """);
            return true;
        };
        await using var studio = await TestStudio.CreateAsync(
            provider, settings: new Dictionary<string, string?> { [$"{NetworkOptions.Section}:{nameof(NetworkOptions.AllowedPrivateNetworks)}:0"] = "127.0.0.0/8" });
        await using var editor = studio.As(Role.Editor);
        var stored = await editor.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.OpenAi, Name = "Ours", BaseUrl = vendor.Origin + "/v1", ApiKey = VendorServer.Key }, null, Cancel);
        var (imports, models) = (editor.Get<ModelImportService>(), editor.Get<ModelService>());

        var plan = await imports.PlanDiscoveryAsync(stored.Id, Cancel);
        await imports.DiscoverAsync(stored.Id, ["gpt-5.5", "ours"], Cancel);

        Assert.Equal(
            [("gpt-5.5", ModelPlanAction.Update), ("gpt-5.4", ModelPlanAction.Same), ("ours", ModelPlanAction.Create), ("our-embedder", ModelPlanAction.Create)],
            plan.Lines.Select(l => (l.Name, l.Action)));
        Assert.Equal("Shut down on 3 Feb 2027.", plan.Lines[0].Reason);
        var known = await models.GetAsync("gpt-5.5", null, Cancel);
        Assert.Equal((new DateOnly(2027, 2, 3), 5m, ModelSource.Discovered), (known.ShutdownDate, known.PriceToday!.Base.Input, known.Source));
        var ours = await models.FindAsync("ours", ProviderKind.OpenAi, Cancel);
        Assert.Equal((8192L, ModelCapabilities.Chat | ModelCapabilities.Vision, null), (ours!.ContextWindow, ours.Capabilities, ours.PriceToday));
        Assert.Null(await models.FindAsync("our-embedder", ProviderKind.OpenAi, Cancel));
        Assert.Equal(
            [ModelPlanAction.Same, ModelPlanAction.Same, ModelPlanAction.Same, ModelPlanAction.Create],
            (await imports.PlanDiscoveryAsync(stored.Id, Cancel)).Lines.Select(l => l.Action));
    }

    [Fact]
    public async Task Discover_FromOllama_AsksEachModelWhatItCan()
    {
        var plan = await DiscoverAsync(ProviderKind.Ollama, path => path switch
        {
            "/v1/models" => """{"data":[{"id":"qwen3:8b"},{"id":"nomic-embed-text"},{"id":"broken"}]}""",
            "/api/show" => null,
            _ => "",
        }, body => body.Contains("qwen3", StringComparison.Ordinal) ? """{"model_info":{"general.architecture":"qwen3","qwen3.context_length":40960,"qwen3.embedding_length":4096},"capabilities":["completion","tools","thinking"]}"""
            : body.Contains("nomic", StringComparison.Ordinal) ? """{"model_info":{"nomic-bert.context_length":2048,"nomic-bert.embedding_length":768},"capabilities":["embedding"]}"""
            : """{"error":"model not found"}""");

        Assert.Equal((40960L, ModelCapabilities.Chat | ModelCapabilities.Tools | ModelCapabilities.Reasoning, null), (plan["qwen3:8b"]!.ContextWindow, plan["qwen3:8b"]!.Capabilities, plan["qwen3:8b"]!.Dimensions));
        Assert.Equal((2048L, ModelCapabilities.Embedding, 768), (plan["nomic-embed-text"]!.ContextWindow, plan["nomic-embed-text"]!.Capabilities, plan["nomic-embed-text"]!.Dimensions));
        Assert.Null(plan["broken"]!.ContextWindow);
    }

    [Fact]
    public async Task Discover_FromAGateway_TakesWhatItTellsOfEachModel()
    {
        var plan = await DiscoverAsync(ProviderKind.CustomGateway, path => path switch
        {
            "/v1/models" => """{"data":[{"id":"house-chat"},{"id":"house-embed"}]}""",
            "/model/info" => """
                {"data":[{"model_name":"house-chat","model_info":{"mode":"chat","max_input_tokens":65536,"max_output_tokens":4096,"supports_vision":true}},
                         {"model_name":"house-chat","model_info":{"mode":"chat","max_input_tokens":1}},
                         {"model_name":"house-embed","model_info":{"mode":"embedding","max_input_tokens":8191,"output_vector_size":1024}},{"model_name":null},{}]}
                """,
            _ => "",
        }, _ => "");

        Assert.Equal((65536L, 4096L, ModelCapabilities.Chat | ModelCapabilities.Vision), (plan["house-chat"]!.ContextWindow, plan["house-chat"]!.MaxOutput, plan["house-chat"]!.Capabilities));
        Assert.Equal((8191L, 1024, ModelCapabilities.Embedding), (plan["house-embed"]!.ContextWindow, plan["house-embed"]!.Dimensions, plan["house-embed"]!.Capabilities));
    }

    [Fact]
    public async Task Discover_FromAServerThatTellsNoMore_TakesItsList()
    {
        var plan = await DiscoverAsync(ProviderKind.CustomGateway, path => path == "/v1/models" ? """{"data":[{"id":"house-chat"}]}""" : "", _ => "");

        Assert.Null(plan["house-chat"]!.ContextWindow);
    }

    /// <param name="get">By path; empty: there is no such thing, null: as <paramref name="show"/> says by the body.</param>
    private static async Task<Dictionary<string, ModelInfo?>> DiscoverAsync(ProviderKind kind, Func<string, string?> get, Func<string, string> show)
    {
        await using var vendor = await VendorServer.StartAsync();
        vendor.Instead = async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var reply = get(context.Request.Path.Value!) ?? show(await reader.ReadToEndAsync(Cancel));
            context.Response.StatusCode = reply.Length == 0 ? 404 : reply.Contains("\"error\"", StringComparison.Ordinal) ? 404 : 200;
            await context.Response.WriteAsync(reply.Length == 0 ? """{"error":"not found"}""" : reply, Cancel);
            return true;
        };
        await using var studio = await TestStudio.CreateAsync(
            settings: new Dictionary<string, string?> { [$"{NetworkOptions.Section}:{nameof(NetworkOptions.AllowedPrivateNetworks)}:0"] = "127.0.0.0/8" });
        await using var editor = studio.As(Role.Editor);
        var stored = await editor.Get<IntegrationService>().CreateAsync(new() { Kind = kind, Name = "Ours", BaseUrl = vendor.Origin + "/v1", ApiKey = kind == ProviderKind.Ollama ? null : VendorServer.Key }, null, Cancel);

        var plan = await editor.Get<ModelImportService>().DiscoverAsync(stored.Id, null, Cancel);

        var found = new Dictionary<string, ModelInfo?>();
        foreach (var line in plan.Lines)
        {
            var row = await editor.Get<ModelService>().FindAsync(line.Name, kind, Cancel);
            found[line.Name] = row is null ? null : (await studio.Get<ModelCatalogues>().OfAsync(studio.Ours.Id, Cancel)).Find(line.Name, kind);
        }

        return found;
    }
}
