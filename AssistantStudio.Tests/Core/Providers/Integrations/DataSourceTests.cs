using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Core.Knowledge.Trackers;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>Connections that knowledge is read through: how they are tried, and where they are not offered.</summary>
public sealed class DataSourceTests
{
    private static readonly Dictionary<string, string?> s_loopback = new() { [$"{NetworkOptions.Section}:{nameof(NetworkOptions.AllowedPrivateNetworks)}:0"] = "127.0.0.0/8" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "Signed in as Mia Krystof (mia@example.com), Jira Cloud.")]
    [InlineData(false, "Signed in as Mia Krystof, Jira Data Center.")]
    public async Task Test_OfJira_SaysAsWhomItIsRead(bool isCloud, string said)
    {
        var jira = new JiraServer { IsCloud = isCloud, Key = isCloud ? JiraServer.CloudKey : JiraServer.ServerKey };
        var (good, bad) = await TestAsync(ProviderKind.Jira, jira.AnswerAsync, jira.Key, jira.Key + "x", isCloud ? "/browse/SHOP-12" : "/jira/secure/Dashboard.jspa");

        Assert.Equal((true, said), (good.Ok, good.Reply));
        Assert.Equal([(TestStepKind.Address, TestOutcome.Passed), (TestStepKind.Key, TestOutcome.Passed)], good.Steps.Select(s => (s.Kind, s.Outcome)));
        Assert.Equal(("wrong_key", "credentials.apiKey"), (bad.Error!.Code, bad.Error.Field));
        Assert.Equal([(TestStepKind.Address, TestOutcome.Passed), (TestStepKind.Key, TestOutcome.Failed)], bad.Steps.Select(s => (s.Kind, s.Outcome)));
        Assert.DoesNotContain("token", bad.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_OfGitHub_SaysWhoIsSignedInOrHowLittleItGivesWithoutAToken()
    {
        var (named, anonymous) = await TestAsync(ProviderKind.GitHub, AnswerAsync, GitHubServer.Key, null, "");

        Assert.Equal("Signed in as Mona Lisa (octocat).", named.Reply);
        Assert.Equal("It answers without a token: public repositories only, 60 requests an hour, 57 left now.", anonymous.Reply);
        Assert.Equal([TestStepKind.Address], anonymous.Steps.Select(s => s.Kind));

        static Task AnswerAsync(HttpContext context) => (context.Request.Path.Value, (string?)context.Request.Headers.Authorization) switch
        {
            ("/api/v3/user", $"Bearer {GitHubServer.Key}") => TrackerScene.JsonAsync(context, """{"login":"octocat","id":1,"name":"Mona Lisa","type":"User"}"""),
            ("/api/v3/rate_limit", null) => TrackerScene.JsonAsync(context, """{"resources":{"core":{"limit":60,"remaining":57,"reset":1372700873,"used":3}},"rate":{"limit":60,"remaining":57,"reset":1372700873}}"""),
            _ => TrackerScene.JsonAsync(context, """{"message":"Not Found"}""", 404),
        };
    }

    [Fact]
    public async Task Test_OfAnAddressWithAPageOrNothing_NamesTheAddress()
    {
        var (page, gone) = await TestAsync(
            ProviderKind.Jira,
            context => context.Request.Headers.Authorization.ToString().StartsWith("Basic", StringComparison.Ordinal) ? context.Response.WriteAsync("<!DOCTYPE html><html><body>Wiki</body></html>", Cancel) : TrackerScene.JsonAsync(context, "{}", 404),
            JiraServer.CloudKey, JiraServer.ServerKey, "");

        Assert.Equal(("not_an_api", "baseUrl"), (page.Error!.Code, page.Error.Field));
        Assert.Equal(("wrong_address", "baseUrl"), (gone.Error!.Code, gone.Error.Field));
    }

    [Theory]
    [InlineData(ProviderKind.Jira, "acme.atlassian.net/jira/software/projects/SHOP/boards/1", "https://acme.atlassian.net")]
    [InlineData(ProviderKind.Jira, "https://jira.example.com/jira/browse/SHOP-1", "https://jira.example.com/jira")]
    [InlineData(ProviderKind.Jira, "https://jira.example.com/rest/api/2/search", "https://jira.example.com")]
    [InlineData(ProviderKind.Jira, "https://api.atlassian.com/ex/jira/11223344-a1b2-3b33-c444-def123456789", "https://api.atlassian.com/ex/jira/11223344-a1b2-3b33-c444-def123456789")]
    [InlineData(ProviderKind.GitHub, "", "https://api.github.com")]
    [InlineData(ProviderKind.GitHub, "github.com/acme/shop", "https://api.github.com")]
    [InlineData(ProviderKind.GitHub, "https://git.example.com", "https://git.example.com/api/v3")]
    [InlineData(ProviderKind.GitHub, "https://git.example.com/api/v3/user", "https://git.example.com/api/v3")]
    [InlineData(ProviderKind.GitHub, "https://octocorp.ghe.com", "https://api.octocorp.ghe.com")]
    public void Address_AsPeopleCopyIt_IsMended(ProviderKind kind, string typed, string address)
    {
        var errors = new Validator();

        Assert.Equal(address, ProviderAddress.Address(typed, ProviderKinds.Of(kind), errors)?.AbsoluteUri.TrimEnd('/'));
        errors.ThrowIfAny();
    }

    [Fact]
    public async Task Settings_ThatAreAboutModels_AreRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var providers = admin.Get<IntegrationService>();
        var gitHub = new IntegrationInput { Kind = ProviderKind.GitHub, Name = "GitHub" };
        var chats = await providers.CreateAsync(new() { Kind = ProviderKind.Ollama, Name = "Local", BaseUrl = "http://ollama.example/v1", Models = ["m"] }, null, Cancel);
        foreach (var (wrong, field) in new (IntegrationInput, string)[]
        {
            (gitHub with { Models = ["gpt-5"] }, "models"), (gitHub with { LoadGroup = "x" }, "loadGroup"), (gitHub with { FallbackId = chats.Id }, "fallbackId"),
            (new() { Kind = ProviderKind.Jira, Name = "Jira", BaseUrl = "https://acme.atlassian.net" }, "credentials.apiKey"),
            (new() { Kind = ProviderKind.Jira, Name = "Jira", BaseUrl = "https://acme.atlassian.net", ApiKey = "ATATT3xFfGF0abcdef" }, "credentials.apiKey"),
            (new() { Kind = ProviderKind.Jira, Name = "Jira", ApiKey = JiraServer.CloudKey }, "baseUrl"),
        })
        {
            Assert.Equal([field], (await Assert.ThrowsAsync<ValidationException>(() => providers.CreateAsync(wrong, null, Cancel))).Errors.Keys);
        }

        var row = await providers.CreateAsync(gitHub, null, Cancel);
        Assert.Equal(["fallbackId"], (await Assert.ThrowsAsync<ValidationException>(() =>
            providers.CreateAsync(new() { Kind = ProviderKind.Ollama, Name = "Other", BaseUrl = "http://ollama.example/v1", FallbackId = row.Id }, null, Cancel))).Errors.Keys.Distinct());
        Assert.Equal(ProviderSubtype.DataSource, row.Subtype);
        Assert.Equal([chats.Id], (await providers.ListAsync(new() { DataSources = false }, Cancel)).Items.Select(p => p.Id));
        Assert.Equal([row.Id], (await providers.ListAsync(new() { DataSources = true }, Cancel)).Items.Select(p => p.Id));
    }

    [Fact]
    public async Task DataSource_WhereModelsAreChosen_IsNotOffered()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var gitHub = (await admin.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.GitHub, Name = "GitHub" }, null, Cancel)).Id;

        Assert.Empty(await admin.Get<AvailableModelService>().ListAsync(default, Cancel));
        Assert.DoesNotContain(await admin.Get<EmbeddingModelService>().ListAsync(Cancel), m => m.ProviderId == gitHub);
        await Assert.ThrowsAsync<ConflictException>(() => admin.Get<ModelImportService>().DiscoverAsync(gitHub, null, Cancel));
        await Assert.ThrowsAsync<ValidationException>(() => admin.Get<AiSettingService>().PutAsync(new EmbeddingPreference { ProviderId = gitHub, Model = "m" }, null, Cancel));
        await Assert.ThrowsAsync<ValidationException>(() => admin.Get<ModelTrialService>().EmbedAsync(gitHub, "m", ["a"], Cancel));
        await Assert.ThrowsAsync<ValidationException>(() => admin.Get<BudgetService>().CreateAsync(
            new() { Scope = BudgetScope.Organization, Amount = 1_000_000_000, Action = BudgetAction.Degrade, CheaperProviderId = gitHub, CheaperModel = "m" }, Cancel));
    }

    /// <summary>With two keys, the second over the API's way of testing what is stored.</summary>
    private static async Task<(ProviderTest First, ProviderTest Second)> TestAsync(ProviderKind kind, RequestDelegate answer, string? first, string? second, string path)
    {
        await using var server = await LoopbackServer.StartAsync(answer);
        await using var studio = await TestStudio.CreateAsync(settings: s_loopback);
        await using var admin = studio.As(Role.OrgAdmin);
        var input = new IntegrationInput { Kind = kind, Name = "Tried", BaseUrl = $"http://127.0.0.1:{server.Port}{path}" };
        var stored = await admin.Get<IntegrationService>().CreateAsync(input with { ApiKey = second }, null, Cancel);
        var results = (await admin.Get<IntegrationTestService>().TestAsync(input with { ApiKey = first }, null, null, Cancel), await admin.Get<IntegrationTestService>().TestStoredAsync(stored.Id, null, Cancel));
        Assert.Equal(results.Item2.Ok, (await admin.Get<IntegrationService>().GetAsync(stored.Id, Cancel)).LastTest!.Ok);
        return results;
    }
}
