using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Deployments;
using Xunit;

namespace AssistantStudio.Tests.Components.Deployments;

public sealed class CallSnippetsTests
{
    [Theory]
    [InlineData("https://studio.example/", "https://studio.example/v1")]
    [InlineData("https://studio.example", "https://studio.example/v1")]
    [InlineData("http://localhost:5080/tools/studio/", "http://localhost:5080/tools/studio/v1")]
    public void BaseAddress_OfAnInstallation_EndsWithTheVersionOnce(string installation, string address) => Assert.Equal(address, CallSnippets.BaseAddress(installation));

    [Theory]
    [InlineData(StudioEnvironment.Production, "returns-desk")]
    [InlineData(StudioEnvironment.Staging, "returns-desk@staging")]
    public void Of_AnEnvironment_SaysAddressModelAndKeyInEachLanguage(StudioEnvironment environment, string model)
    {
        var snippets = CallSnippets.Of("https://studio.example/", "returns-desk", environment);

        Assert.Equal(["curl", "Python", "JavaScript", "C#"], snippets.Select(s => s.Name));
        Assert.All(snippets, s =>
        {
            Assert.Contains("https://studio.example/v1", s.Text, StringComparison.Ordinal);
            Assert.Contains($"\"{model}\"", s.Text, StringComparison.Ordinal);
            Assert.Contains(CallSnippets.KeyVariable, s.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("//v1", s.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Of_Curl_SendsJsonThatCanBeRead()
    {
        var text = CallSnippets.Of("https://studio.example/", "returns-desk", StudioEnvironment.Production)[0].Text;
        var body = text[(text.IndexOf("-d '", StringComparison.Ordinal) + 4)..text.LastIndexOf('\'')];

        using var json = System.Text.Json.JsonDocument.Parse(body);

        Assert.True(json.RootElement.GetProperty("stream").GetBoolean());
        Assert.Equal("user", json.RootElement.GetProperty("messages")[0].GetProperty("role").GetString());
    }
}
