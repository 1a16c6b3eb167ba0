using System.Net;
using System.Text.Json;
using AssistantStudio.Core.Providers;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

/// <summary>Errors as vendors really send them, and what a person is told.</summary>
public sealed class WireErrorTests
{
    private const string Key = "sk-test-0123456789";

    private static readonly ChatMessage[] s_question = [new(ChatRole.User, "Hello?")];

    /// <summary>Status, body, fault, whether trying again may help, and a part of the sentence.</summary>
    public static TheoryData<int, string, ProviderFault, bool, string> Table => new()
    {
        { 401, """{"error":{"message":"Incorrect API key provided: sk-test-0123456789.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""", ProviderFault.WrongKey, false, "does not accept this key" },
        { 401, "", ProviderFault.WrongKey, false, "does not accept this key" },
        { 400, """[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}]""", ProviderFault.WrongKey, false, "does not accept this key" },
        { 403, """{"error":{"message":"Country not supported","type":"request_forbidden"}}""", ProviderFault.NotPermitted, false, "Country not supported" },
        { 404, """{"error":{"message":"The model `m` does not exist or you do not have access to it.","type":"invalid_request_error","code":"model_not_found"}}""", ProviderFault.UnknownModel, false, "does not know the model m" },
        { 404, """{"error":{"message":"model \"m\" not found, try pulling it first","type":"api_error"}}""", ProviderFault.UnknownModel, false, "does not know the model m" },
        { 404, """{"detail":"Not Found"}""", ProviderFault.WrongAddress, false, "Check the address" },
        { 404, "<html><body>404</body></html>", ProviderFault.NotAnApi, false, "a web page" },
        { 405, """{"detail":"Method Not Allowed"}""", ProviderFault.WrongAddress, false, "nothing at" },
        { 402, """{"error":{"code":402,"message":"Insufficient credits"}}""", ProviderFault.NoCredit, false, "no credit" },
        { 429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}""", ProviderFault.NoCredit, false, "no credit" },
        { 429, """{"error":{"message":"Rate limit reached","type":"tokens","code":"rate_limit_exceeded"}}""", ProviderFault.RateLimited, true, "asks for a pause" },
        { 429, """{"error":{"message":"Budget has been exceeded! Current cost: 1.2","type":"budget_exceeded","param":null,"code":"429"}}""", ProviderFault.BudgetExceeded, false, "budget" },
        { 400, """{"error":{"message":"Budget has been exceeded! Current cost: 1.2","type":"budget_exceeded","param":null,"code":"400"}}""", ProviderFault.BudgetExceeded, false, "budget" },
        { 400, """{"error":{"message":"This model's maximum context length is 128000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", ProviderFault.ContextTooLong, false, "longer than the model" },
        { 400, """{"object":"error","message":"This model's maximum context length is 4096 tokens.","type":"BadRequestError","code":400}""", ProviderFault.ContextTooLong, false, "longer than the model" },
        { 413, "Payload too large", ProviderFault.ContextTooLong, false, "longer than the model" },
        { 400, """{"error":{"message":"The response was filtered","code":"content_filter","innererror":{"code":"ResponsibleAIPolicyViolation"}}}""", ProviderFault.ContentRefused, false, "refused the content" },
        { 400, """{"error":{"message":"Invalid 'messages[0].content'","type":"invalid_request_error","param":"messages[0].content"}}""", ProviderFault.BadRequest, false, "did not take the request" },
        { 422, """{"detail":[{"loc":["body","messages",0,"role"],"msg":"value is not valid","type":"enum"}]}""", ProviderFault.BadRequest, false, "value is not valid" },
        { 500, """{"error":"boom"}""", ProviderFault.Overloaded, true, "status 500" },
        { 502, "Bad gateway", ProviderFault.Overloaded, true, "Bad gateway" },
        { 503, """{"error":{"message":"Loading model","type":"unavailable_error","code":503}}""", ProviderFault.Overloaded, true, "Loading model" },
        { 529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", ProviderFault.Overloaded, true, "Overloaded" },
        { 408, "", ProviderFault.Overloaded, true, "status 408" },
        { 418, """{"error":{"message":null,"type":null,"param":null,"code":null}}""", ProviderFault.BadRequest, false, "did not take the request" },
        { 400, """{"error":17}""", ProviderFault.BadRequest, false, "did not take the request" },
        { 500, "[]", ProviderFault.Overloaded, true, "status 500" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Error_AsVendorsSendIt_IsUnderstood(int status, string body, ProviderFault fault, bool mayRetry, string part)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json(body, status, body.StartsWith('<') ? "text/html" : "application/json"));

        var error = await AskAsync(server);

        Assert.Equal((fault, mayRetry, status), (error.Fault, error.MayRetry, error.Status));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, error.Detail ?? "", StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    [Theory]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("Retry-After", "7", 7.0)]
    public async Task RateLimit_WithAPause_CarriesIt(string header, string value, double seconds)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json("""{"error":{"message":"Slow down","code":"rate_limit_exceeded"}}""", 429, headers: (header, value)));

        Assert.Equal(TimeSpan.FromSeconds(seconds), (await AskAsync(server)).RetryAfter);
    }

    [Fact]
    public async Task Error_WithoutEnd_IsReadAsFarAsNeeded()
    {
        await using var server = await WireServer.StartAsync(WireServer.Json(new string('x', 3_000_000), 500, "text/plain"));

        var error = await AskAsync(server);

        Assert.Equal(ProviderFault.Overloaded, error.Fault);
        Assert.InRange(error.Message.Length, 1, 500);
    }

    [Theory]
    [InlineData("""{"error":{"message":"Unsupported parameter: 'temperature' is not supported with this model.","type":"invalid_request_error","param":"temperature","code":"unsupported_parameter"}}""", 400)]
    [InlineData("""{"error":{"message":"Unsupported value: 'temperature' does not support 0.7 with this model.","type":"invalid_request_error","param":"temperature","code":"unsupported_value"}}""", 400)]
    [InlineData("""[{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"temperature\": Cannot find field.","status":"INVALID_ARGUMENT"}}]""", 400)]
    [InlineData("""{"detail":[{"loc":["body","temperature"],"msg":"Extra inputs are not permitted","type":"extra_forbidden"}]}""", 422)]
    [InlineData("""{"error":{"message":"property 'temperature' is unsupported","type":"invalid_request_error"}}""", 400)]
    public async Task FieldThatIsRefused_IsLeftOutOnceAndRemembered(string body, int status)
    {
        const string Answer = """{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}""";
        await using var server = await WireServer.StartAsync(WireServer.Json(body, status), WireServer.Json(Answer));
        var options = new ChatOptions { Temperature = 0.7f, TopP = 0.5f };

        Assert.Equal("Hi", (await server.Chat().GetResponseAsync(s_question, options, WireServer.Cancel)).Text);
        Assert.Equal("Hi", (await server.Chat().GetResponseAsync(s_question, options, WireServer.Cancel)).Text);

        Assert.Equal([true, false, false], server.Asked.Select(a => a.Body.TryGetProperty("temperature", out _)));
        Assert.All(server.Asked, a => Assert.True(a.Body.TryGetProperty("top_p", out _)));
    }

    [Fact]
    public async Task FieldThatIsRefusedEveryTime_EndsAsItsError()
    {
        await using var server = await WireServer.StartAsync(WireServer.Json("""{"error":{"message":"No","param":"temperature","code":"unsupported_parameter"}}""", 400));

        var error = await Assert.ThrowsAsync<ModelCallException>(() => server.Chat().GetResponseAsync(s_question, new() { Temperature = 1 }, WireServer.Cancel));

        Assert.Equal((ProviderFault.FieldRefused, "temperature", 2), (error.Fault, error.Field, server.Asked.Count));
    }

    [Fact]
    public async Task Limit_UnderANameThatIsRefused_IsSentUnderTheOther()
    {
        const string Answer = """{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}""";
        await using var server = await WireServer.StartAsync(WireServer.Json(RefusalOf("max_tokens"), 400), WireServer.Json(Answer));
        var options = new ChatOptions { MaxOutputTokens = 50 };

        await server.Chat().GetResponseAsync(s_question, options, WireServer.Cancel);
        await server.Chat().GetResponseAsync(s_question, options, WireServer.Cancel);

        Assert.Equal([(50, 0), (0, 50), (0, 50)], server.Asked.Select(a => (Number(a.Body, "max_tokens"), Number(a.Body, "max_completion_tokens"))));

        static int Number(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetInt32() : 0;
    }

    [Fact]
    public async Task Limit_RefusedUnderBothNames_IsNeverLeftOut()
    {
        await using var server = await WireServer.StartAsync(WireServer.Json(RefusalOf("max_tokens"), 400), WireServer.Json(RefusalOf("max_completion_tokens"), 400));
        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAsync<ModelCallException>(() => server.Chat().GetResponseAsync(s_question, new() { MaxOutputTokens = 50 }, WireServer.Cancel));
            Assert.Equal((ProviderFault.FieldRefused, "max_completion_tokens"), (error.Fault, error.Field));
        }

        Assert.All(server.Asked, a => Assert.True(a.Body.TryGetProperty("max_tokens", out _) || a.Body.TryGetProperty("max_completion_tokens", out _)));
    }

    [Theory]
    [InlineData("/v2/chat/completions", "Did you mean {0}/v2?")]
    [InlineData("/login", "Check the address.")]
    public async Task Redirect_IsNotFollowedAndSaysWhereTo(string location, string hint)
    {
        await using var server = await WireServer.StartAsync(WireServer.Json("", 308, headers: ("Location", location)));

        var error = await AskAsync(server);

        Assert.Equal(ProviderFault.WrongAddress, error.Fault);
        Assert.EndsWith(string.Format(System.Globalization.CultureInfo.InvariantCulture, hint, server.Address.GetLeftPart(UriPartial.Authority)), error.Message, StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    private static string RefusalOf(string field) => $$$"""{"error":{"message":"Unsupported parameter: '{{{field}}}' is not supported with this model.","type":"invalid_request_error","param":"{{{field}}}","code":"unsupported_parameter"}}""";

    [Fact]
    public async Task NobodyThere_IsUnreachable()
    {
        Uri address;
        await using (var server = await WireServer.StartAsync(WireServer.Json("{}")))
        {
            address = server.Address;
        }

        await using var gone = await WireServer.StartAsync(WireServer.Json("{}"));
        using var client = new OpenAiChatClient(gone.Http(), gone.Http(), gone.Connection() with { Address = address }, new(), "m");

        var error = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync(s_question, cancellationToken: WireServer.Cancel));

        Assert.Equal((ProviderFault.Unreachable, true), (error.Fault, error.MayRetry));
    }

    [Theory]
    [InlineData("https://example.test", "Did you mean https://example.test/v1?")]
    [InlineData("https://example.test/", "Did you mean https://example.test/v1?")]
    [InlineData("https://example.test/v1", "Check the address.")]
    [InlineData("https://example.test/v1beta/openai", "Check the address.")]
    public void Address_ThatLeadsNowhere_IsAnsweredWithALikelyOne(string address, string hint)
    {
        var connection = new WireConnection { Profile = WireProfiles.Of(WireVendor.Compatible), Address = new(address), Name = "Ours" };

        Assert.EndsWith(hint, WireErrors.From(HttpStatusCode.NotFound, null, "Not found", null, connection).Message, StringComparison.Ordinal);
    }

    private static Task<ModelCallException> AskAsync(WireServer server) =>
        Assert.ThrowsAsync<ModelCallException>(() => server.Chat().GetResponseAsync(s_question, cancellationToken: WireServer.Cancel));
}
