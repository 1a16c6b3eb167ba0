using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AssistantStudio.Tests.Core.Shared.Http;

public sealed class GuardedHttpRedirectTests
{
    [Theory]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("//2130706434/")]
    [InlineData("http://[fd00::1]/")]
    [InlineData("file:///etc/passwd")]
    public async Task Get_RedirectToRefusedAddress_IsRefused(string location)
    {
        await using var server = await LoopbackServer.StartAsync(c => Redirect(c, 302, location));
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client();

        await Assert.ThrowsAsync<ForbiddenException>(() => client.GetStringAsync(server.At("127.0.0.1"), GuardedHttpFixture.Cancel));
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task Get_ChainOfRedirects_EndsAtTheLimit(int redirects, bool allowed)
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            var left = int.Parse(c.Request.Query["left"]!, CultureInfo.InvariantCulture);
            return left == 0 ? c.Response.WriteAsync("end") : Redirect(c, 307, $"?left={left - 1}");
        });
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client(new HttpLimits { MaxRedirects = 5 });
        var start = server.At("127.0.0.1", $"/?left={redirects}");

        if (allowed)
        {
            Assert.Equal("end", await client.GetStringAsync(start, GuardedHttpFixture.Cancel));
        }
        else
        {
            var failure = await Assert.ThrowsAsync<ProviderFailedException>(() => client.GetStringAsync(start, GuardedHttpFixture.Cancel));
            Assert.Equal("127.0.0.1 redirects more than 5 times.", failure.Message);
        }
    }

    [Theory]
    [InlineData("one.test", "one.test", true)]
    [InlineData("one.test", "two.test", false)]
    public async Task Get_RedirectWithCredentials_KeepsThemForTheSameHostOnly(string from, string to, bool kept)
    {
        Dictionary<string, string>? arrived = null;
        LoopbackServer? server = null;
        server = await LoopbackServer.StartAsync(c =>
        {
            if (c.Request.Path == "/end")
            {
                arrived = c.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
                return Task.CompletedTask;
            }

            return Redirect(c, 302, server!.At(to, "/end").ToString());
        });
        await using var owned = server;
        using var fixture = new GuardedHttpFixture("127.0.0.1").Name("one.test", "127.0.0.1").Name("two.test", "127.0.0.1");
        using var client = fixture.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer secret");
        using var request = new HttpRequestMessage(HttpMethod.Get, server.At(from));
        request.Headers.TryAddWithoutValidation("Cookie", "secret");
        request.Headers.TryAddWithoutValidation("x-api-key", "secret");
        request.Headers.TryAddWithoutValidation("User-Agent", "studio");

        using var response = await client.SendAsync(request, GuardedHttpFixture.Cancel);

        Assert.Equal(server.At(to, "/end"), response.RequestMessage!.RequestUri);
        Assert.Equal("studio", arrived!["User-Agent"]);
        Assert.Equal(
            (kept, kept, kept),
            (arrived.ContainsKey("Authorization"), arrived.ContainsKey("Cookie"), arrived.ContainsKey("x-api-key")));
    }

    [Theory]
    [InlineData(302, "GET", "")]
    [InlineData(303, "GET", "")]
    [InlineData(307, "POST", "{\"a\":1}")]
    [InlineData(308, "POST", "{\"a\":1}")]
    public async Task Post_RedirectOnTheSameHost_KeepsOrDropsTheBodyAsTheStatusSays(int status, string method, string body)
    {
        await using var server = await LoopbackServer.StartAsync(async c =>
        {
            if (c.Request.Path == "/")
            {
                await Redirect(c, status, "/end");
                return;
            }

            using var reader = new StreamReader(c.Request.Body);
            await c.Response.WriteAsync(c.Request.Method + " " + await reader.ReadToEndAsync());
        });
        using var fixture = new GuardedHttpFixture("127.0.0.1");
        using var client = fixture.Client();

        using var response = await client.PostAsJsonAsync(server.At("127.0.0.1"), new { a = 1 }, GuardedHttpFixture.Cancel);

        Assert.Equal($"{method} {body}", await response.Content.ReadAsStringAsync(GuardedHttpFixture.Cancel));
    }

    [Fact]
    public async Task Post_RedirectToAnotherHost_DoesNotSendTheBodyOn()
    {
        LoopbackServer? server = null;
        server = await LoopbackServer.StartAsync(c => Redirect(c, 307, server!.At("two.test").ToString()));
        await using var owned = server;
        using var fixture = new GuardedHttpFixture("127.0.0.1").Name("one.test", "127.0.0.1").Name("two.test", "127.0.0.1");
        using var client = fixture.Client();

        var failure = await Assert.ThrowsAsync<ForbiddenException>(() =>
            client.PostAsJsonAsync(server.At("one.test"), new { secret = 1 }, GuardedHttpFixture.Cancel));

        Assert.Equal("one.test redirects what was sent to two.test. Content is not sent on to another host.", failure.Message);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public void Next_FromHttpsToHttp_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://example.com/");
        using var response = new HttpResponseMessage(HttpStatusCode.Redirect) { Headers = { Location = new Uri("http://example.com/") } };

        var failure = Assert.Throws<ForbiddenException>(() => Redirects.Next(request, response));

        Assert.Equal("example.com redirects from https to http. Such a redirect is not followed.", failure.Message);
    }

    [Theory]
    [InlineData("http://example.com/", "https://example.com/", true)]
    [InlineData("http://example.com:8080/", "https://example.com/", false)]
    [InlineData("https://example.com/", "https://example.com:8443/", false)]
    [InlineData("https://example.com/", "https://evil.example.com/", false)]
    public void Next_OtherOrigin_DropsCredentialsUnlessItIsTheSameHostMadeSecure(string from, string to, bool kept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, from) { Headers = { { "Authorization", "Bearer secret" } } };
        using var response = new HttpResponseMessage(HttpStatusCode.Redirect) { Headers = { Location = new Uri(to) } };

        using var next = Redirects.Next(request, response);

        Assert.Equal(kept, next!.Headers.Contains("Authorization"));
    }

    private static Task Redirect(HttpContext context, int status, string location)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }
}
