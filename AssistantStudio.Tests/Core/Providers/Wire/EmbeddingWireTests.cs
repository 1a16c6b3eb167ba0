using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

public sealed class EmbeddingWireTests
{
    [Theory]
    [InlineData("""{"data":[{"index":1,"embedding":[0,1]},{"index":0,"embedding":[1,0]}],"usage":{"prompt_tokens":4,"total_tokens":4}}""")]
    [InlineData("""{"data":[{"embedding":[1,0]},{"embedding":[0,1]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,0]},{"index":0,"embedding":[0,1]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":"AACAPwAAAAA="},{"index":1,"embedding":"AAAAAAAAgD8="}]}""")]
    [InlineData("""[{"index":0,"embedding":[1,0]},{"index":1,"embedding":[0,1]}]""")]
    [InlineData("""{"data":[[1,0],[0,1]]}""")]
    public async Task Vectors_AsServersSendThem_ComeInTheOrderOfTheTexts(string body)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json(body));

        var vectors = await server.Embeddings().GenerateAsync(["one", "two"], cancellationToken: WireServer.Cancel);

        Assert.Equal([1f, 0f], vectors[0].Vector.ToArray());
        Assert.Equal([0f, 1f], vectors[1].Vector.ToArray());
        Assert.Equal("""{"model":"e","input":["one","two"]}""", server.Asked.Single().Body.GetRawText());
    }

    [Theory]
    [InlineData("""{"data":[{"index":0,"embedding":[1,0]}]}""", "1 vectors for 2 texts")]
    [InlineData("""{"data":[{"embedding":[1,0]},{"embedding":[1]}]}""", "different lengths")]
    [InlineData("""{"data":[{"embedding":[1,0]},{"embedding":[]}]}""", "cannot be read")]
    [InlineData("""{"data":[{"embedding":[1,0]},{"embedding":[1,null]}]}""", "cannot be read")]
    [InlineData("""{"data":[{"embedding":[1,0]},{"embedding":[1,1e300]}]}""", "cannot be read")]
    [InlineData("""{"data":[{"embedding":[1,0]},{"embedding":"not base64"}]}""", "cannot be read")]
    [InlineData("""{"data":null}""", "0 vectors for 2 texts")]
    public async Task Vectors_ThatAreNone_AreAnError(string body, string part)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json(body));

        var error = await Assert.ThrowsAsync<ModelCallException>(() => server.Embeddings().GenerateAsync(["one", "two"], cancellationToken: WireServer.Cancel));

        Assert.Equal(ProviderFault.Unreadable, error.Fault);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_ThatIsEmpty_IsNamedAndNothingIsSent()
    {
        await using var server = await WireServer.StartAsync(WireServer.Json("{}"));

        var error = await Assert.ThrowsAsync<ValidationException>(() => server.Embeddings().GenerateAsync(["one", " "], cancellationToken: WireServer.Cancel));

        Assert.Equal("texts[1]", error.Errors.Keys.Single());
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task ShortVectors_WhereTheVendorLeavesThemLong_AreNormalised()
    {
        await using var server = await WireServer.StartAsync(WireServer.Json("""{"data":[{"index":0,"embedding":[3,4]}]}"""));

        var vectors = await server.Embeddings(WireVendor.Gemini).GenerateAsync(["one"], new EmbeddingGenerationOptions { Dimensions = 2 }, WireServer.Cancel);

        Assert.Equal([0.6f, 0.8f], vectors[0].Vector.ToArray());
        Assert.Equal(2, server.Asked.Single().Body.GetProperty("dimensions").GetInt32());
    }

    [Theory]
    [InlineData("""{"object":"list","data":[{"id":"a","object":"model"},{"id":"models/b","shutdown_date":"2026-12-11"},{"id":"a"},{"id":"c","max_model_len":32768}]}""", "a - -, b - 2026-12-11, c 32768 -")]
    [InlineData("""{"models":[{"key":"a","max_context_length":4096},{"name":"b"}]}""", "a 4096 -, b - -")]
    [InlineData("""["a","b",null,7]""", "a - -, b - -")]
    [InlineData("""{"data":[]}""", "")]
    public async Task Models_AsServersListThem_AreRead(string body, string expected)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json(body));
        using var http = server.Http();

        var models = await http.ReadModelsAsync(server.Connection(), WireServer.Cancel);

        Assert.Equal(expected, string.Join(", ", models.Select(m => $"{m.Name} {m.ContextWindow?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"} {m.ShutdownDate?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "-"}")));
        Assert.Equal("/v1/models", server.Asked.Single().Path);
    }
}
