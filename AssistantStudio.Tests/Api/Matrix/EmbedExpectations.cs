using AssistantStudio.Core.Embeds;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

internal static partial class EndpointExpectations
{
    private const string InDevelopment = "?environment=development";

    private static IEnumerable<EndpointExpectation> Embeds()
    {
        yield return new()
        {
            Endpoint = "GET /assistants/{id}/embed",
            Query = InDevelopment,
            Allowed = s_viewers,
            Arrange = ReadyIdAsync,
            Check = call =>
            {
                Assert.Equal(("False", "development"), (call.Of("settings").Word("enabled"), call.Of("settings").Word("environment")));
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "PUT /assistants/{id}/embed",
            Query = InDevelopment,
            Allowed = s_builders,
            Arrange = ReadyIdAsync,
            Body = () => new { enabled = true, origins = new[] { "https://www.shop.example/" } },
            Check = call =>
            {
                Assert.Equal("https://www.shop.example", call.Of("settings").GetProperty("origins")[0].GetString());
                Assert.EndsWith($"/embed/{call.Of("settings").Word("publicKey")}.js\" async></script>", call.Word("script"), StringComparison.Ordinal);
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /assistants/{id}/embed/key",
            Query = InDevelopment,
            Allowed = s_builders,
            Arrange = async scene =>
            {
                var id = await ReadyAsync(scene);
                await AsAdministratorAsync(scene, s => s.GetRequiredService<EmbedService>().SetAsync(id, StudioEnvironment.Development, new() { Origins = ["https://www.shop.example"] }, CancellationToken.None));
                return [id.ToString()];
            },
            Check = call =>
            {
                Assert.StartsWith(EmbedLimits.KeyPrefix, call.Of("settings").Word("publicKey"), StringComparison.Ordinal);
                return Task.CompletedTask;
            },
        };
    }
}
