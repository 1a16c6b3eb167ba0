using System.Text.Json;
using AssistantStudio.Web.Components.ApiDocs;
using Xunit;

namespace AssistantStudio.Tests.Components.ApiDocs;

/// <summary>What the API page shows as an example can be sent as it stands.</summary>
public sealed class ApiShapeTests
{
    private sealed record Inner(string Name);

    private sealed record Body(IReadOnlyDictionary<string, JsonElement> Variables, IReadOnlyDictionary<string, int> Labels, IReadOnlyList<Inner> Inners, Dictionary<string, Inner> ByName, JsonElement Anything);

    [Fact]
    public void Json_OfMapsAndLists_CanBeReadBack()
    {
        var body = JsonSerializer.Deserialize<Body>(ApiShape.Json(typeof(Body)), JsonSerializerOptions.Web)!;

        Assert.Equal("value", body.Variables["name"].GetString());
        Assert.Equal(1, body.Labels["name"]);
        Assert.Equal("text", body.ByName["name"].Name);
        Assert.Equal("text", Assert.Single(body.Inners).Name);
    }

    [Fact]
    public void Words_OfMaps_SayThatTheyAreNamed()
    {
        Assert.Equal("values by name", ApiShape.Words(typeof(IReadOnlyDictionary<string, JsonElement>)));
        Assert.Equal("number by name", ApiShape.Words(typeof(Dictionary<string, int>)));
        Assert.Equal("list of number", ApiShape.Words(typeof(IReadOnlyList<int>)));
    }
}
