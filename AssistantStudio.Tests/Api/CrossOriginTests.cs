using System.Net;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>Which pages of other sites may call the interfaces for programs.</summary>
public sealed class CrossOriginTests
{
    private const string Named = "https://tools.company.example";
    private const string Other = "https://elsewhere.example";

    private static readonly Dictionary<string, string?> s_settings = new() { ["AssistantStudio:Web:AllowedOrigins:0"] = Named };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v1/assistants")]
    [InlineData("/v1/chat/completions")]
    public async Task Preflight_OfANamedOriginAlone_IsAgreedTo(string path)
    {
        await using var host = await StudioHost.CreateAsync(settings: s_settings);
        using var http = host.CreateClient(null);

        using var named = await PreflightAsync(http, path, Named);
        using var other = await PreflightAsync(http, path, Other);

        Assert.Equal((Named, "POST"), (Header(named, "Access-Control-Allow-Origin"), Header(named, "Access-Control-Allow-Methods")));
        Assert.Contains("authorization", Header(named, "Access-Control-Allow-Headers")!, StringComparison.OrdinalIgnoreCase);
        Assert.Null(Header(named, "Access-Control-Allow-Credentials"));
        Assert.Null(Header(other, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/api/v1/assistants", StudioHost.AdminKey, HttpStatusCode.OK)]
    [InlineData("/v1/models", StudioHost.AdminKey, HttpStatusCode.OK)]
    [InlineData("/v1/models", "as_0000000000000000000000000000000000", HttpStatusCode.Unauthorized)]
    public async Task Call_OfANamedOriginAlone_MayBeRead(string path, string key, HttpStatusCode status)
    {
        await using var host = await StudioHost.CreateAsync(settings: s_settings);
        using var http = host.CreateClient(key);

        using var named = await CallAsync(http, path, Named);
        using var other = await CallAsync(http, path, Other);

        Assert.Equal((status, status), (named.StatusCode, other.StatusCode));
        Assert.Equal((Named, null), (Header(named, "Access-Control-Allow-Origin"), Header(named, "Access-Control-Allow-Credentials")));
        Assert.Null(Header(other, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/account/antiforgery")]
    [InlineData("/openapi/v1.json")]
    public async Task Screens_OfANamedOrigin_AreNotReadByIt(string path)
    {
        await using var host = await StudioHost.CreateAsync(settings: s_settings);
        using var http = host.CreateClient(null);

        using var reply = await CallAsync(http, path, Named);

        Assert.Null(Header(reply, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Call_NobodyIsNamed_IsReadByNobody()
    {
        await using var host = await StudioHost.CreateAsync();
        using var http = host.CreateClient(StudioHost.AdminKey);

        using var reply = await CallAsync(http, "/v1/models", Named);
        using var preflight = await PreflightAsync(http, "/v1/models", Named);

        Assert.Equal((HttpStatusCode.OK, null), (reply.StatusCode, Header(reply, "Access-Control-Allow-Origin")));
        Assert.Null(Header(preflight, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://*.company.example")]
    [InlineData("https://tools.company.example/")]
    [InlineData("tools.company.example")]
    [InlineData("null")]
    [InlineData("file:///tmp")]
    public void Origin_ThatIsNoWholeOne_IsRefusedAtTheStart(string origin)
    {
        var result = new ValidateWebOptions().Validate(null, new() { AllowedOrigins = [origin] });

        Assert.Equal(
            [$"AssistantStudio:Web:AllowedOrigins has \"{origin}\". Allowed are whole origins, each by itself and without a path, like https://tools.company.example; there are no wildcards."],
            result.Failures);
    }

    [Theory]
    [InlineData("https://tools.company.example")]
    [InlineData("http://localhost:3000")]
    public void Origin_ThatIsWhole_IsTaken(string origin) => Assert.Equal(ValidateOptionsResult.Success, new ValidateWebOptions().Validate(null, new() { AllowedOrigins = [origin] }));

    private static async Task<HttpResponseMessage> PreflightAsync(HttpClient http, string path, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        return await http.SendAsync(request, Cancel);
    }

    private static async Task<HttpResponseMessage> CallAsync(HttpClient http, string path, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Origin", origin);
        return await http.SendAsync(request, Cancel);
    }

    private static string? Header(HttpResponseMessage reply, string name) => reply.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
}
