using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

internal static partial class EndpointExpectations
{
    private static IEnumerable<EndpointExpectation> Providers()
    {
        yield return new()
        {
            Endpoint = "GET /ai/providers",
            Allowed = s_viewers,
            Arrange = async scene =>
            {
                await AProviderAsync(scene);
                return [];
            },
            Check = HasRowsAsync,
        };
        yield return new()
        {
            Endpoint = "GET /ai/providers/kinds",
            Allowed = s_viewers,
            Check = call =>
            {
                Assert.Contains(call.Reply.EnumerateArray(), k => k.GetProperty("kind").GetString() == "openai_compatible");
                Assert.Equal(["jira", "github"], call.Reply.EnumerateArray().Where(k => k.GetProperty("subtype").GetString() == "data_source").Select(k => k.GetProperty("kind").GetString()));
                return Task.CompletedTask;
            },
        };
        yield return new() { Endpoint = "GET /ai/providers/{id:guid}", Allowed = s_viewers, Arrange = AProviderAsync, Check = HasIdAsync };
        yield return new()
        {
            Endpoint = "GET /ai/providers/{id:guid}/users",
            Allowed = s_viewers,
            Arrange = async scene =>
            {
                var ids = await AProviderAsync(scene);
                await AProviderAsync(scene, Guid.Parse(ids[0]));
                return ids;
            },
            Check = call =>
            {
                Assert.Equal("provider", Assert.Single(call.Reply.EnumerateArray()).GetProperty("kind").GetString());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /ai/providers",
            Allowed = s_editors,
            Body = () => new { kind = "openai", name = Unique(), credentials = new { apiKey = "sk-proj-0123456789abcd" } },
            Check = async call =>
            {
                Assert.DoesNotContain("sk-proj", call.Text, StringComparison.Ordinal);
                Assert.Equal("…abcd", (await call.Host.SeeAsync($"/ai/providers/{call.Word("id")}")).GetProperty("credentialHint").GetString());
            },
        };
        yield return new()
        {
            Endpoint = "PUT /ai/providers/{id:guid}",
            Allowed = s_editors,
            Arrange = AProviderAsync,
            Body = () => new { name = Unique("Renamed"), active = false },
            Check = async call =>
            {
                var stored = await call.Host.SeeAsync($"/ai/providers/{call.Id}");
                Assert.StartsWith("Renamed", stored.GetProperty("name").GetString(), StringComparison.Ordinal);
                Assert.False(stored.GetProperty("active").GetBoolean());
            },
        };
        yield return new()
        {
            Endpoint = "POST /ai/providers/test",
            Allowed = s_editors,
            Body = () => new { provider = new { kind = "builtin" } },
            Check = call =>
            {
                Assert.True(call.Of("ok").GetBoolean());
                Assert.Equal(LocalEmbeddingLimits.DefaultDimensions, call.Of("dimensions").GetInt32());
                Assert.Equal("0", call.Word("cost"));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /ai/providers/{id:guid}/test",
            Allowed = s_editors,
            Arrange = AProviderAsync,
            Check = async call => Assert.True((await call.Host.SeeAsync($"/ai/providers/{call.Id}")).GetProperty("lastTest").GetProperty("ok").GetBoolean()),
        };
        yield return new()
        {
            Endpoint = "POST /ai/providers/{id:guid}/duplicate",
            Allowed = s_editors,
            Arrange = AProviderAsync,
            Check = async call => Assert.EndsWith("(copy)", (await call.Host.SeeAsync($"/ai/providers/{call.Word("id")}")).GetProperty("name").GetString(), StringComparison.Ordinal),
        };
        yield return new()
        {
            Endpoint = "DELETE /ai/providers/{id:guid}",
            Allowed = s_editors,
            Arrange = AProviderAsync,
            Check = call => IsGoneAsync(call, "/ai/providers"),
        };
    }

    private static IEnumerable<EndpointExpectation> Usage()
    {
        yield return new()
        {
            Endpoint = "GET /ai/usage/summary",
            Allowed = s_viewers,
            Arrange = ACallAsync,
            Check = call =>
            {
                Assert.True(call.Of("totals").GetProperty("calls").GetInt64() > 0);
                Assert.Equal(30, call.Of("series").GetArrayLength());
                return Task.CompletedTask;
            },
        };
        yield return new() { Endpoint = "GET /ai/usage/records", Allowed = s_viewers, Arrange = ACallAsync, Check = HasRowsAsync };
        yield return new()
        {
            Endpoint = "POST /ai/usage/what-if",
            Allowed = s_viewers,
            Arrange = ACallAsync,
            Body = () => new { range = "7d", models = new[] { "gpt-5.5" } },
            Check = call =>
            {
                Assert.True(call.Of("calls").GetInt64() > 0);
                Assert.Equal("gpt-5.5", call.Of("models")[0].GetProperty("model").GetString());
                return Task.CompletedTask;
            },
        };
    }

    private static IEnumerable<EndpointExpectation> Embeddings()
    {
        yield return new()
        {
            Endpoint = "GET /ai/gateway/key-info",
            Allowed = s_viewers,
            Check = call =>
            {
                Assert.Equal("0", call.Word("totalSpend"));
                Assert.All(call.Of("gateways").EnumerateArray(), g => Assert.Equal("0", g.GetProperty("ours").GetString()));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "GET /ai/gateway/{id:guid}/prices",
            Allowed = s_viewers,
            Arrange = AGatewayAsync,
            Check = call =>
            {
                Assert.Equal(0, call.Reply.GetArrayLength());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /ai/embeddings/test",
            Allowed = s_editors,
            Body = () => new { texts = new[] { "Where is my parcel?", "Where is my order?" } },
            Check = call =>
            {
                Assert.Equal((384, 2), (call.Of("dimensions").GetInt32(), call.Of("similarities").GetArrayLength()));
                Assert.Equal("0", call.Of("cost").GetString());
                return Task.CompletedTask;
            },
        };
    }

    /// <summary>There is one budget at most for the same thing and period. It only tells: other calls of the same organisation have a price.</summary>
    private static int s_budgets;

    private static IEnumerable<EndpointExpectation> Budgets()
    {
        yield return new()
        {
            Endpoint = "GET /ai/budgets",
            Allowed = s_viewers,
            Arrange = ABudgetAsync,
            Check = call =>
            {
                Assert.Contains(call.Reply.EnumerateArray(), b => b.GetProperty("amount").GetString() == "12.5");
                return Task.CompletedTask;
            },
        };
        yield return new() { Endpoint = "GET /ai/budgets/{id:guid}", Allowed = s_viewers, Arrange = ABudgetAsync, Check = HasIdAsync };
        yield return new()
        {
            Endpoint = "POST /ai/budgets",
            Allowed = s_administrators,
            Body = () => new { scope = "operation", key = Interlocked.Increment(ref s_budgets) % 2 == 0 ? "chat" : "test", period = s_budgets > 2 ? "day" : "month", amount = "0.000000001", action = "alert" },
            Check = async call => Assert.Equal("0.000000001", (await call.Host.SeeAsync($"/ai/budgets/{call.Word("id")}")).GetProperty("amount").GetString()),
        };
        yield return new()
        {
            Endpoint = "PUT /ai/budgets/{id:guid}",
            Allowed = s_administrators,
            Arrange = ABudgetAsync,
            Body = () => new { amount = "20", thresholds = new[] { 90 } },
            Check = async call => Assert.Equal("20", (await call.Host.SeeAsync($"/ai/budgets/{call.Id}")).GetProperty("amount").GetString()),
        };
        yield return new() { Endpoint = "DELETE /ai/budgets/{id:guid}", Allowed = s_administrators, Arrange = ABudgetAsync, Check = call => IsGoneAsync(call, "/ai/budgets") };
    }

    private static async Task<string[]> ABudgetAsync(Scene scene)
    {
        var provider = await AProviderAsync(scene);
        var input = new BudgetInput { Scope = BudgetScope.Provider, Key = provider[0], Amount = 12_500_000_000 };
        var row = await scene.Host.Studio.AsAsync(AdministratorOf(scene), s => s.GetRequiredService<BudgetService>().CreateAsync(input, CancellationToken.None));
        return [row.Id.ToString()];
    }

    private static async Task<string[]> ACallAsync(Scene scene)
    {
        await scene.Host.Studio.AsAsync(AdministratorOf(scene), s => s.GetRequiredService<IntegrationTestService>().TestAsync(new() { Kind = ProviderKind.BuiltIn }, null, null, CancellationToken.None));
        return [];
    }

    /// <summary>Nobody is there, and nothing was asked of it.</summary>
    private static async Task<string[]> AGatewayAsync(Scene scene)
    {
        var input = new IntegrationInput { Kind = ProviderKind.CustomGateway, Name = Unique(), BaseUrl = "https://gateway.invalid", ApiKey = "sk-nobody-reads-this", Active = false };
        var row = await scene.Host.Studio.AsAsync(AdministratorOf(scene), s => s.GetRequiredService<IntegrationService>().CreateAsync(input, null, CancellationToken.None));
        return [row.Id.ToString()];
    }

    private static Task<string[]> AProviderAsync(Scene scene) => AProviderAsync(scene, null);

    private static async Task<string[]> AProviderAsync(Scene scene, Guid? fallback)
    {
        var input = new IntegrationInput { Kind = ProviderKind.BuiltIn, Name = Unique(), FallbackId = fallback };
        var row = await scene.Host.Studio.AsAsync(AdministratorOf(scene), s => s.GetRequiredService<IntegrationService>().CreateAsync(input, null, CancellationToken.None));
        return [row.Id.ToString()];
    }
}
