using System.Text;
using AssistantStudio.Web.Api;
using Xunit;

namespace AssistantStudio.Tests.Api;

public sealed class EmbeddingsRequestTests
{
    [Fact]
    public void Read_TextAndTexts_AreInputs()
    {
        var one = Read("""{"model":"local","input":"a","encoding_format":"base64","dimensions":256,"user":"u"}""");
        var two = Read("""{"model":"local","input":["a","b"]}""");

        Assert.Equal<(string, string, bool, int?, string?)>(("local", "a", true, 256, "u"), (one.Model, one.Inputs.Single(), one.AsBase64, one.Dimensions, one.User));
        Assert.Equal(["a", "b"], two.Inputs);
        Assert.Equal<(bool, int?)>((false, null), (two.AsBase64, two.Dimensions));
    }

    [Theory]
    [InlineData("\"dimensions\":5", "input")]
    [InlineData("\"input\":\"\"", "input")]
    [InlineData("\"input\":[]", "input")]
    [InlineData("\"input\":{}", "input")]
    [InlineData("\"input\":[\"a\",\"\"]", "input[1]")]
    [InlineData("\"input\":[\"a\",5]", "input[1]")]
    [InlineData("\"input\":\"a\",\"dimensions\":0", "dimensions")]
    [InlineData("\"input\":\"a\",\"encoding_format\":\"hex\"", "encoding_format")]
    public void Read_AFieldThatIsWrong_IsNamed(string fields, string param)
    {
        var error = Assert.Throws<OpenAiException>(() => Read($$"""{"model":"local",{{fields}}}""")).Error;

        Assert.Equal((400, "invalid_request_error", param), (error.Status, error.Type, error.Param));
    }

    [Theory]
    [InlineData(3_000, 1)]
    [InlineData(2, 2)]
    public void Read_Tokens_AsksForText(int count, int depth)
    {
        var numbers = $"[{string.Join(',', Enumerable.Range(0, count))}]";

        var error = Assert.Throws<OpenAiException>(() => Read($$"""{"model":"local","input":{{(depth == 1 ? numbers : $"[{numbers},{numbers}]")}}}""")).Error;

        Assert.Equal("input", error.Param);
        Assert.Contains("send the text", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AsManyAsAllowed_AreTakenAndNotOneMore()
    {
        static string Texts(int count) => $$"""{"model":"local","input":[{{string.Join(',', Enumerable.Repeat("\"a\"", count))}}]}""";

        Assert.Equal(OpenAiLimits.EmbeddingInputs, Read(Texts(OpenAiLimits.EmbeddingInputs)).Inputs.Count);
        Assert.Equal("input", Assert.Throws<OpenAiException>(() => Read(Texts(OpenAiLimits.EmbeddingInputs + 1))).Error.Param);
    }

    private static OpenAiEmbeddings Read(string body) => EmbeddingsRequest.Read(Encoding.UTF8.GetBytes(body));
}
