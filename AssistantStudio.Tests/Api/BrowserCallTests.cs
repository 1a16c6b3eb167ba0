using System.Net;
using System.Text.RegularExpressions;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Mvc.Testing;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>Calls with the browser's cookie instead of a key.</summary>
[Collection(OnSqlite.Name)]
public sealed partial class BrowserCallTests(SqliteApi api)
{
    private const string Settings = "/api/v1/environment-settings";

    [Fact]
    public async Task Read_WithTheCookie_IsAllowed()
    {
        using var browser = await SignInAsync();

        using var reply = await browser.CallAsync(HttpMethod.Get, "/api/v1/me");

        Assert.Equal("Administrator", (await reply.JsonAsync()).GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("POST", Settings)]
    [InlineData("PUT", "/api/v1/organization")]
    [InlineData("DELETE", "/api/v1/organization/sample-data")]
    public async Task Change_WithTheCookieAlone_IsRefused(string method, string path)
    {
        using var browser = await SignInAsync();

        using var reply = await browser.CallAsync(new HttpMethod(method), path, Variable("COOKIE_ALONE"));

        await reply.IsProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.DoesNotContain("COOKIE_ALONE", await (await browser.CallAsync(HttpMethod.Get, Settings)).TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_WithCookieAndToken_IsCarriedOut()
    {
        using var browser = await SignInAsync();
        var token = (await (await browser.CallAsync(HttpMethod.Get, "/account/antiforgery")).JsonAsync()).GetProperty("token").GetString()!;

        using var reply = await browser.CallAsync(HttpMethod.Post, Settings, Variable("COOKIE_AND_TOKEN"), ("X-Antiforgery-Token", token));

        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
    }

    [Fact]
    public async Task Circuit_FromAnotherSite_IsRefused()
    {
        using var browser = await SignInAsync();

        using var foreign = await browser.CallAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", null, ("Origin", "https://evil.example"));
        using var socket = await browser.CallAsync(
            HttpMethod.Get, "/_blazor?id=x", null, ("Origin", "https://localhost.evil.example"), ("Connection", "Upgrade"), ("Upgrade", "websocket"));
        using var own = await browser.CallAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", null, ("Origin", "https://localhost"));

        Assert.Equal(
            (HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.OK),
            (foreign.StatusCode, socket.StatusCode, own.StatusCode));
    }

    private async Task<HttpClient> SignInAsync()
    {
        var host = await api.HostAsync();
        var browser = host.Studio.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = new("https://localhost") });
        using var page = await browser.CallAsync(HttpMethod.Get, "/account/sign-in");
        var form = HiddenField().Matches(await page.TextAsync()).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
        form["Input.Email"] = StudioHost.AdminEmail;
        form["Input.Password"] = StudioHost.AdminPassword;
        using var signedIn = await browser.CallAsync(HttpMethod.Post, "/account/sign-in", new FormUrlEncodedContent(form));
        Assert.True(signedIn.StatusCode == HttpStatusCode.Redirect, $"The form answered {signedIn.StatusCode}: {await signedIn.TextAsync()}");
        return browser;
    }

    private static object Variable(string name) => new { environment = "testing", name = name + Guid.NewGuid().ToString("N").ToUpperInvariant(), value = "x" };

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)" ?/>""")]
    private static partial Regex HiddenField();
}
