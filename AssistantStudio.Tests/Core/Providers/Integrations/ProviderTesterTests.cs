using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>Save and test, against servers that speak each kind's wire.</summary>
public sealed class ProviderTesterTests
{
    private static readonly Dictionary<string, string?> s_loopback = new() { [$"{NetworkOptions.Section}:{nameof(NetworkOptions.AllowedPrivateNetworks)}:0"] = "127.0.0.0/8" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ProviderKind.OpenAi, "/v1", "Authorization", "gpt-4.1-nano")]
    [InlineData(ProviderKind.AzureOpenAi, "/openai/v1", "api-key", "gpt-4.1-nano")]
    [InlineData(ProviderKind.GoogleGemini, "/v1beta/openai", "Authorization", "gemini-2.5-flash-lite")]
    [InlineData(ProviderKind.Anthropic, "", "x-api-key", "claude-haiku-4-5")]
    [InlineData(ProviderKind.OpenAiCompatible, "/v1", "Authorization", "our-own-model")]
    [InlineData(ProviderKind.CustomGateway, "/v1", "Authorization", "our-own-model")]
    public async Task Test_OfEveryKindThatChats_ShowsReplyTokensAndCost(ProviderKind kind, string path, string header, string model)
    {
        await using var vendor = await VendorServer.StartAsync(header, model);
        var result = await TestAsync(new() { Kind = kind, BaseUrl = vendor.Origin + path, ApiKey = VendorServer.Key });

        Assert.Null(result.Error);
        Assert.Equal((model, "OK", 12L, 1L), (result.Model, result.Reply, result.InputTokens, result.OutputTokens));
        Assert.Equal(ModelCatalogue.Shipped.Find(model) is not null, result.Cost > 0);
        Assert.All(result.Steps, s => Assert.Equal(TestOutcome.Passed, s.Outcome));
    }

    [Fact]
    public async Task Test_OllamaWithEmbeddingsOnly_ShowsTheVectorAndCostsNothing()
    {
        await using var vendor = await VendorServer.StartAsync("", "nomic-embed-text");
        var result = await TestAsync(new() { Kind = ProviderKind.Ollama, BaseUrl = vendor.Origin });

        Assert.Equal((true, 3, 1d, 0L), (result.Ok, result.Dimensions, result.Norm, result.Cost));
    }

    [Fact]
    public async Task Test_BuiltIn_NeedsNothing()
    {
        var result = await TestAsync(new() { Kind = ProviderKind.BuiltIn });

        Assert.Equal((true, LocalEmbeddingLimits.DefaultDimensions), (result.Ok, result.Dimensions));
    }

    [Fact]
    public async Task Test_LocalEmbeddingsWithoutAModel_SaysWhatToDo()
    {
        var result = await TestAsync(new() { Kind = ProviderKind.LocalEmbeddings });

        Assert.Equal(("unknown_model", "models"), (result.Error!.Code, result.Error.Field));
        Assert.Contains("models folder", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_WrongKey_IsToldBesideTheKeyWithoutRepeatingIt()
    {
        await using var vendor = await VendorServer.StartAsync("Authorization", "m");
        var result = await TestAsync(new() { Kind = ProviderKind.OpenAiCompatible, Name = "Ours", BaseUrl = vendor.Origin, ApiKey = "a-wrong-key-4711" });

        Assert.Equal(("wrong_key", "credentials.apiKey"), (result.Error!.Code, result.Error.Field));
        Assert.Equal("Ours does not accept this key. Check that it was copied whole and is still valid.", result.Error.Message);
        Assert.Equal([TestOutcome.Passed, TestOutcome.Failed, TestOutcome.NotTried, TestOutcome.NotTried], result.Steps.Select(s => s.Outcome));
    }

    [Fact]
    public async Task Test_WebPage_SuggestsTheAddressOfTheApi()
    {
        await using var vendor = await VendorServer.StartAsync("", "m");
        vendor.Instead = async context =>
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<!doctype html><html><body>Welcome</body></html>");
            return true;
        };

        var result = await TestAsync(new() { Kind = ProviderKind.OpenAiCompatible, BaseUrl = vendor.Origin });

        Assert.Equal(("not_an_api", "baseUrl"), (result.Error!.Code, result.Error.Field));
        Assert.Contains($"Did you mean {vendor.Origin}/v1?", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_PrivateAddressThatNobodyAllowed_IsNotAsked()
    {
        await using var vendor = await VendorServer.StartAsync("", "m");
        var result = await TestAsync(new() { Kind = ProviderKind.Ollama, BaseUrl = vendor.Origin }, allowed: false);

        Assert.Equal(("private_address", "baseUrl"), (result.Error!.Code, result.Error.Field));
        Assert.Equal(0, vendor.Asked);
    }

    [Fact]
    public async Task Test_NobodyAtTheAddress_IsToldBesideTheAddress()
    {
        var vendor = await VendorServer.StartAsync("", "m");
        var origin = vendor.Origin;
        await vendor.DisposeAsync();

        var result = await TestAsync(new() { Kind = ProviderKind.Ollama, BaseUrl = origin });

        Assert.Equal(("unreachable", "baseUrl"), (result.Error!.Code, result.Error.Field));
        Assert.Equal(TestOutcome.Failed, result.Steps[0].Outcome);
    }

    [Fact]
    public async Task Test_ServerThatListsNoModels_IsAskedAllTheSameWhenAModelIsNamed()
    {
        await using var vendor = await VendorServer.StartAsync("", "m");
        vendor.Instead = async context =>
        {
            var isList = context.Request.Path.Value!.EndsWith("/models", StringComparison.Ordinal);
            context.Response.StatusCode = isList ? 404 : 200;
            if (isList)
            {
                await context.Response.WriteAsync("{\"detail\":\"Not Found\"}");
            }

            return isList;
        };

        var result = await TestAsync(new() { Kind = ProviderKind.OpenAiCompatible, BaseUrl = vendor.Origin + "/v1", Models = ["m"] });

        Assert.True(result.Ok);
        Assert.Equal(TestOutcome.NotOffered, result.Steps.Single(s => s.Kind == TestStepKind.Models).Outcome);
    }

    [Fact]
    public async Task Test_NoModelNamed_AsksTheCheapestThatHasAPrice()
    {
        await using var vendor = await VendorServer.StartAsync("Authorization", "gpt-5.5", "text-embedding-3-small", "gpt-4.1-nano", "gpt-4.1");
        var result = await TestAsync(new() { Kind = ProviderKind.OpenAi, BaseUrl = vendor.Origin, ApiKey = VendorServer.Key });

        Assert.Equal("gpt-4.1-nano", result.Model);
        Assert.Equal(4, result.ModelCount);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task TestStored_KeepsWhatItShowedUntilTheSettingsChange(DatabaseProvider provider)
    {
        await using var vendor = await VendorServer.StartAsync("Authorization", "m");
        await using var studio = await TestStudio.CreateAsync(provider, settings: s_loopback);
        await using var editor = studio.As(Role.Editor);
        var service = editor.Get<IntegrationService>();
        var input = new IntegrationInput { Kind = ProviderKind.OpenAiCompatible, Name = "Ours", BaseUrl = vendor.Origin + "/v1", ApiKey = VendorServer.Key };
        var stored = await service.CreateAsync(input, null, Cancel);

        await editor.Get<IntegrationTestService>().TestStoredAsync(stored.Id, null, Cancel);
        var tested = await service.GetAsync(stored.Id, Cancel);
        var renamed = await service.ChangeAsync(stored.Id, input with { ApiKey = null, Name = "Still ours" }, stored.RowVersion, null, Cancel);
        var rekeyed = await service.ChangeAsync(stored.Id, input with { ApiKey = "another-key-0815" }, renamed.RowVersion, null, Cancel);

        Assert.True(tested.LastTest!.Ok);
        Assert.NotNull(renamed.LastTest);
        Assert.Null(rekeyed.LastTest);
    }

    private static async Task<ProviderTest> TestAsync(IntegrationInput input, bool allowed = true)
    {
        await using var studio = await TestStudio.CreateAsync(settings: allowed ? s_loopback : null);
        await using var editor = studio.As(Role.Editor);
        return await editor.Get<IntegrationTestService>().TestAsync(input, null, null, Cancel);
    }
}
