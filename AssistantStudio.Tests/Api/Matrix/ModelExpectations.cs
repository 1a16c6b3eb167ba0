using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Providers;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

internal static partial class EndpointExpectations
{
    private static IEnumerable<EndpointExpectation> Models()
    {
        yield return new() { Endpoint = "GET /ai/models", Allowed = s_viewers, Check = HasRowsAsync };
        yield return new()
        {
            Endpoint = "PUT /ai/models",
            Allowed = s_editors,
            Body = () => new { name = Unique("model-"), capabilities = new[] { "chat", "image_output" }, prices = new[] { new { input = "0.15", output = (object)0.6 } } },
            Check = async call =>
            {
                var stored = (await call.Host.SeeAsync($"/ai/models?q={call.Word("name")}")).GetProperty("items")[0];
                Assert.Equal(("edited", "0.15", "0.6"), (stored.GetProperty("source").GetString(), Today(stored, "input"), Today(stored, "output")));
                Assert.Equal(["chat", "image_output"], stored.GetProperty("capabilities").EnumerateArray().Select(c => c.GetString()));
            },
        };
        yield return new()
        {
            Endpoint = "DELETE /ai/models/{id:guid}",
            Allowed = s_editors,
            Arrange = async scene => [(await AModelAsync(scene)).Id!.Value.ToString()],
            Check = async call => Assert.DoesNotContain((await call.Host.SeeAsync("/ai/models?source=edited&pageSize=200")).GetProperty("items").EnumerateArray(), m => m.GetProperty("id").GetString() == call.Id),
        };
        yield return new()
        {
            Endpoint = "GET /ai/models/shutdowns",
            Allowed = s_viewers,
            Arrange = AnAssistantOfALeavingModelAsync,
            Check = call =>
            {
                Assert.NotEmpty(call.Reply.EnumerateArray());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "GET /ai/models/users",
            Allowed = s_viewers,
            Arrange = AnAssistantOfALeavingModelAsync,
            Check = call =>
            {
                Assert.NotEmpty(call.Reply.EnumerateArray());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /ai/models/available",
            Allowed = s_viewers,
            Arrange = async scene =>
            {
                await AProviderAsync(scene);
                return [];
            },
            Body = () => new { capability = "embedding" },
            Check = call =>
            {
                Assert.Contains(call.Reply.EnumerateArray(), m => m.GetProperty("kind").GetString() == "builtin" && m.GetProperty("free").GetBoolean());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /ai/models/import",
            Allowed = s_editors,
            Body = () => new Dictionary<string, object> { [Unique("listed-")] = new { mode = "chat", litellm_provider = "ours", input_cost_per_token = 1e-6, output_cost_per_token = 2e-6 } },
            Check = async call =>
            {
                Assert.Equal(1, call.Of("creates").GetInt32());
                var name = call.Of("lines")[0].GetProperty("model").GetString();
                Assert.Equal("2", Today((await call.Host.SeeAsync($"/ai/models?q={name}")).GetProperty("items")[0], "output"));
            },
        };
        yield return new()
        {
            Endpoint = "POST /ai/providers/{id:guid}/discover",
            Allowed = s_editors,
            Arrange = AProviderAsync,
            Body = () => new { dryRun = true },
            Check = call =>
            {
                Assert.NotEmpty(call.Of("lines").EnumerateArray());
                return Task.CompletedTask;
            },
        };
    }

    private static string? Today(System.Text.Json.JsonElement model, string rate) => model.GetProperty("priceToday").GetProperty(rate).GetString();

    private static Task<ModelRow> AModelAsync(Scene scene, DateOnly? shutdown = null) => scene.Host.Studio.AsAsync(
        AdministratorOf(scene),
        s => s.GetRequiredService<ModelService>().SaveAsync(new() { Name = Unique("model-"), Capabilities = ModelCapabilities.Chat, ShutdownDate = shutdown }, null, CancellationToken.None));

    private static async Task<string[]> AnAssistantOfALeavingModelAsync(Scene scene)
    {
        var model = await AModelAsync(scene, new(2020, 1, 1));
        await scene.Host.Studio.AsAsync(
            AdministratorOf(scene), s => s.GetRequiredService<AssistantService>().CreateAsync(new() { Name = Unique(), Model = new(null, model.Name) }, null, CancellationToken.None));
        return [];
    }
}
