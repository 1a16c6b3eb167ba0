using AssistantStudio.Core.Providers;
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
    }

    private static async Task<string[]> ACallAsync(Scene scene)
    {
        await scene.Host.Studio.AsAsync(AdministratorOf(scene), s => s.GetRequiredService<IntegrationTestService>().TestAsync(new() { Kind = ProviderKind.BuiltIn }, null, null, CancellationToken.None));
        return [];
    }

    private static Task<string[]> AProviderAsync(Scene scene) => AProviderAsync(scene, null);

    private static async Task<string[]> AProviderAsync(Scene scene, Guid? fallback)
    {
        var input = new IntegrationInput { Kind = ProviderKind.BuiltIn, Name = Unique(), FallbackId = fallback };
        var row = await scene.Host.Studio.AsAsync(AdministratorOf(scene), s => s.GetRequiredService<IntegrationService>().CreateAsync(input, null, CancellationToken.None));
        return [row.Id.ToString()];
    }
}
