using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

public sealed class ModelServiceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Save_OfAShippedModel_LiesOverItForThisOrganizationAlone(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        await using var theirs = studio.As(Role.Editor, studio.Theirs);
        var models = editor.Get<ModelService>();
        var shipped = await models.GetAsync("gpt-5.5", null, Cancel);

        var saved = await models.SaveAsync(
            Input("gpt-5.5") with { ContextWindow = 500_000, Note = "Our contract", Prices = [new() { ValidTo = new(2026, 2, 28), Input = 5, Output = 30 }, new() { ValidFrom = new(2026, 3, 1), Input = 4.5m, CachedInput = 0.45m, Output = 27 }] }, 0, Cancel);

        Assert.Equal((ModelSource.Shipped, 0L, ModelSource.Edited, 1L), (shipped.Source, shipped.RowVersion, saved.Source, saved.RowVersion));
        var read = await models.FindAsync("openai/gpt-5.5", ProviderKind.CustomGateway, Cancel);
        Assert.Equal((500_000L, "Our contract", 4.5m, 27m), (read!.ContextWindow, read.Note, read.PriceToday!.Base.Input, read.PriceToday.Base.Output));
        Assert.Equal(2, read.Prices.Count);
        Assert.Equal(shipped, (await theirs.Get<ModelService>().GetAsync("gpt-5.5", null, Cancel)) with { Prices = shipped.Prices, PriceToday = shipped.PriceToday });

        await models.DeleteAsync(saved.Id!.Value, saved.RowVersion, Cancel);
        Assert.Equal(ModelSource.Shipped, (await models.GetAsync("gpt-5.5", null, Cancel)).Source);
        var log = (await studio.As(Role.OrgAdmin).Get<AuditService>().ListAsync(new() { Sort = "at" }, Cancel)).Items;
        Assert.Equal(["ai_model.changed", "ai_model.deleted"], log.Select(a => a.Action));
        Assert.Contains(log[0].Changes, c => c is { Field: "Prices", After: "until 2026-02-28: 5 in, 30 out, from 2026-03-01: 4.5 in, 27 out" });
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Save_ForOneKindOfProvider_CountsThereOnly(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var models = editor.Get<ModelService>();

        await models.SaveAsync(Input("gpt-5.5") with { Kind = ProviderKind.AzureOpenAi, Prices = [new() { Input = 9, Output = 9 }] }, null, Cancel);

        Assert.Equal(
            [9m, 5m, 5m],
            new[] { await models.FindAsync("gpt-5.5", ProviderKind.AzureOpenAi, Cancel), await models.FindAsync("gpt-5.5", ProviderKind.OpenAi, Cancel), await models.FindAsync("gpt-5.5", null, Cancel) }
                .Select(m => m!.PriceToday!.Base.Input!.Value));
    }

    [Fact]
    public async Task Names_OfAKind_AreWhatTheOrganizationKnowsOfItsVendor()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var models = editor.Get<ModelService>();
        await models.SaveAsync(Input("ours-at-azure") with { Kind = ProviderKind.AzureOpenAi }, null, Cancel);
        await models.SaveAsync(Input("gone") with { Kind = ProviderKind.AzureOpenAi, ShutdownDate = new(2020, 1, 31) }, null, Cancel);
        await models.SaveAsync(Input("house-model") with { Kind = ProviderKind.CustomGateway }, null, Cancel);

        var azure = await models.NamesAsync(ProviderKind.AzureOpenAi, Cancel);

        Assert.Contains("ours-at-azure", azure);
        Assert.Contains("gpt-5.5", azure);
        Assert.DoesNotContain("gone", azure);
        Assert.DoesNotContain(azure, n => n.StartsWith("claude", StringComparison.Ordinal));
        Assert.Equal(["house-model"], await models.NamesAsync(ProviderKind.CustomGateway, Cancel));
    }

    [Fact]
    public async Task Save_SeenAnotherWay_IsAConflict()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var models = editor.Get<ModelService>();
        await models.SaveAsync(Input("ours"), 0, Cancel);

        Assert.True((await Assert.ThrowsAsync<ConflictException>(() => models.SaveAsync(Input("ours"), 0, Cancel))).IsStale);
        Assert.Equal(2, (await models.SaveAsync(Input("OURS") with { ContextWindow = 5 }, 1, Cancel)).RowVersion);
    }

    public static TheoryData<string, string> Wrong { get; } = new()
    {
        { "nothing", "prices[0].input" },
        { "no output", "prices[0].output" },
        { "zero", "prices[0].input" },
        { "zero output", "prices[0].output" },
        { "negative", "prices[0].cachedInput" },
        { "absurd", "prices[0].output" },
        { "too fine", "prices[0].input" },
        { "free and priced", "prices[0].free" },
        { "backwards", "prices[0].validTo" },
        { "overlapping", "prices[1].validFrom" },
        { "special without condition", "prices[0].special[0].above" },
        { "special at nothing", "prices[0].special[0].input" },
        { "no name", "name" },
        { "spaces", "name" },
        { "can nothing", "capabilities" },
        { "no window", "contextWindow" },
        { "long ago", "shutdownDate" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task Save_WithAMistake_SaysItBesideTheField(string what, string field)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var good = new PriceInput { Input = 1, Output = 2 };
        ModelInput Priced(params PriceInput[] prices) => Input("ours") with { Prices = prices };
        var input = what switch
        {
            "nothing" => Priced(new PriceInput { Output = 2 }),
            "no output" => Priced(new PriceInput { Input = 1 }),
            "zero" => Priced(good with { Input = 0 }),
            "zero output" => Priced(good with { Output = 0 }),
            "negative" => Priced(good with { CachedInput = -0.1m }),
            "absurd" => Priced(good with { Output = 10_001 }),
            "too fine" => Priced(good with { Input = 0.0000000001m }),
            "free and priced" => Priced(good with { Free = true }),
            "backwards" => Priced(good with { ValidFrom = new(2026, 2, 2), ValidTo = new(2026, 2, 1) }),
            "overlapping" => Priced(good with { ValidTo = new(2026, 2, 1) }, good with { ValidFrom = new(2026, 2, 1) }),
            "special without condition" => Priced(good with { Special = [new() { Rates = new() { Input = 1 } }] }),
            "special at nothing" => Priced(good with { Special = [new() { Above = 1, Rates = new() { Input = 0 } }] }),
            "no name" => Input(" "),
            "spaces" => Input("our model"),
            "can nothing" => Input("ours") with { Capabilities = ModelCapabilities.Vision },
            "no window" => Input("ours") with { ContextWindow = 0 },
            _ => Input("ours") with { ShutdownDate = new(1999, 1, 1) },
        };

        var refused = await Assert.ThrowsAsync<ValidationException>(() => editor.Get<ModelService>().SaveAsync(input, null, Cancel));

        Assert.Equal([field], refused.Errors.Keys);
    }

    [Fact]
    public async Task Save_FreeOrUnpriced_AreNotTheSame()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var models = editor.Get<ModelService>();

        var free = await models.SaveAsync(Input("free") with { Prices = [new() { Free = true }] }, null, Cancel);
        var unpriced = await models.SaveAsync(Input("unpriced"), null, Cancel);

        Assert.Equal((true, null), (free.PriceToday!.IsFree, unpriced.PriceToday));
        Assert.Equal(0, CallCost.Of(new() { Input = 5, Output = 5 }, free.PriceToday, studio.Clock.Now)!.NanoDollars);
        Assert.Equal(["unpriced"], (await models.ListAsync(new() { Source = ModelSource.Edited, Unpriced = true }, Cancel)).Rows.Items.Select(m => m.Name));
    }

    [Fact]
    public async Task List_Narrowed_HasWhatItSays()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var models = editor.Get<ModelService>();
        await models.SaveAsync(Input("zz-embedder") with { Capabilities = ModelCapabilities.Embedding, Dimensions = 128, Kind = ProviderKind.Ollama, ShutdownDate = new(2026, 4, 1) }, null, Cancel);

        var embeddings = (await models.ListAsync(new() { Capabilities = ModelCapabilities.Embedding, PageSize = 200 }, Cancel)).Rows.Items;
        var page = await models.ListAsync(new() { Search = "claude", Sort = "-input", PageSize = 2, Page = 2 }, Cancel);

        Assert.All(embeddings, m => Assert.True(m.Capabilities.HasFlag(ModelCapabilities.Embedding)));
        Assert.Contains(embeddings, m => m is { Name: "zz-embedder", Dimensions: 128 });
        Assert.Equal(["zz-embedder"], (await models.ListAsync(new() { Kind = ProviderKind.Ollama }, Cancel)).Rows.Items.Select(m => m.Name));
        Assert.All((await models.ListAsync(new() { Kind = ProviderKind.Anthropic }, Cancel)).Rows.Items, m => Assert.Equal("anthropic", m.Vendor));
        Assert.Contains((await models.ListAsync(new() { ShuttingDown = true, PageSize = 200 }, Cancel)).Rows.Items, m => m.Name == "zz-embedder");
        Assert.Equal((2, 2), (page.Rows.Items.Count, page.Rows.PageNumber));
        Assert.True(page.Rows.Items[0].PriceToday!.Base.Input >= page.Rows.Items[1].PriceToday!.Base.Input);
        Assert.Equal("sort", Assert.Single((await Assert.ThrowsAsync<ValidationException>(() => models.ListAsync(new() { Sort = "colour" }, Cancel))).Errors.Keys));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Shutdowns_OfWhatIsUsed_NameWhoUsesIt(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var models = editor.Get<ModelService>();
        await models.SaveAsync(Input("leaving") with { ShutdownDate = new(2026, 5, 1) }, null, Cancel);
        await models.SaveAsync(Input("later") with { ShutdownDate = new(2027, 5, 1) }, null, Cancel);
        var gateway = await editor.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.Ollama, Name = "Local", BaseUrl = "http://ollama.example/v1", Models = ["leaving", "later"] }, null, Cancel);
        var assistants = editor.Get<AssistantService>();
        var one = await assistants.CreateAsync(new() { Name = "Asks for it", Model = new(gateway.Id, "vendor/leaving") }, null, Cancel);
        await assistants.CreateAsync(new() { Name = "Asks for another", Model = new(null, "later") }, null, Cancel);
        await assistants.CreateAsync(new() { Name = "Takes the default" }, null, Cancel);

        var shutdowns = await models.ShutdownsAsync(Cancel);

        Assert.Equal(
            [("leaving", "Local"), ("vendor/leaving", "Asks for it")],
            shutdowns.SelectMany(s => s.Users, (s, u) => (s.Model, u.Name!)).OrderBy(s => s.Model, StringComparer.Ordinal));
        Assert.All(shutdowns, s => Assert.Equal(new DateOnly(2026, 5, 1), s.Date));
        Assert.Equal([gateway.Id, one.Assistant.Id], (await models.UsersOfAsync("leaving", Cancel)).Select(u => u.Id));
        Assert.Empty(await studio.As(Role.Editor, studio.Theirs).Get<ModelService>().ShutdownsAsync(Cancel));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Available_ByCapability_AreThoseOfProvidersInUse(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var providers = editor.Get<IntegrationService>();
        await providers.CreateAsync(new() { Kind = ProviderKind.BuiltIn, Name = "Built-in" }, null, Cancel);
        await providers.CreateAsync(new() { Kind = ProviderKind.OpenAi, Name = "Named", ApiKey = "sk-proj-0123456789", Models = ["gpt-5.5", "text-embedding-3-small", "our-own"] }, null, Cancel);
        await providers.CreateAsync(new() { Kind = ProviderKind.Anthropic, Name = "All", ApiKey = "sk-ant-0123456789" }, null, Cancel);
        await providers.CreateAsync(new() { Kind = ProviderKind.OpenAi, Name = "Off", ApiKey = "sk-proj-0123456789", Active = false }, null, Cancel);
        var available = editor.Get<AvailableModelService>();

        var embeds = await available.ListAsync(ModelCapabilities.Embedding, Cancel);
        var chats = await available.ListAsync(ModelCapabilities.Chat, Cancel);

        Assert.Equal([("Built-in", true), ("Named", false)], embeds.Select(m => (m.ProviderName, m.Free)));
        Assert.Equal(["gpt-5.5", "our-own"], chats.Where(m => m.ProviderName == "Named").Select(m => m.Name));
        Assert.Equal((false, null), (chats.Single(m => m.Name == "our-own").Known, chats.Single(m => m.Name == "our-own").PriceToday));
        Assert.Contains(chats, m => m is { ProviderName: "All", Name: "claude-opus-5" });
        Assert.DoesNotContain(chats, m => m.ProviderName == "Off" || m.ShutdownDate <= new DateOnly(2026, 3, 1));
        Assert.Empty(await available.ListAsync(ModelCapabilities.Chat | ModelCapabilities.Embedding, Cancel));
    }

    [Fact]
    public async Task Catalogue_AskedAgain_AsksNoDatabaseUntilItChanges()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var (catalogues, none) = (studio.Get<ModelCatalogues>(), CancellationToken.None);
        await catalogues.OfAsync(studio.Ours.Id, none);

        Assert.Empty(await QueryPlans.OfAsync(studio.Folder, () => catalogues.OfAsync(studio.Ours.Id, none).AsTask()));

        await editor.Get<ModelService>().SaveAsync(Input("ours"), null, Cancel);
        Assert.NotNull((await catalogues.OfAsync(studio.Ours.Id, none)).Find("ours"));
        Assert.Null((await catalogues.OfAsync(studio.Theirs.Id, none)).Find("ours"));
    }

    [Fact]
    public async Task Everything_WithoutTheRight_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var member = studio.As(Role.Member);
        await using var viewer = studio.As(Role.Viewer);

        await Assert.ThrowsAsync<ForbiddenException>(() => member.Get<ModelService>().ListAsync(new(), Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => member.Get<AvailableModelService>().ListAsync(default, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => viewer.Get<ModelService>().SaveAsync(Input("ours"), null, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => viewer.Get<ModelImportService>().ImportAsync("{}", new(), Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => viewer.Get<ModelImportService>().PlanDiscoveryAsync(Guid.NewGuid(), Cancel));
    }

    private static ModelInput Input(string name) => new() { Name = name, Vendor = "ours", Capabilities = ModelCapabilities.Chat };
}
