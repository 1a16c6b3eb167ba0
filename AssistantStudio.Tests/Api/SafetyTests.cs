using System.Net;
using System.Text.Json;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Api;

[Collection(OnSqlite.Name)]
public sealed class SafetyTests(SqliteApi api)
{
    [Theory]
    [InlineData("/account/sign-in")]
    [InlineData("/api/v1/me")]
    [InlineData("/health/live")]
    [InlineData("/nothing-here")]
    public async Task Reply_WhateverItIs_CarriesTheSafetyHeaders(string path)
    {
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);

        using var reply = await client.CallAsync(HttpMethod.Get, path);

        Assert.Contains("default-src 'self'", Header(reply, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", Header(reply, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", Header(reply, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(reply, "Referrer-Policy"));
    }

    [Theory]
    [InlineData("https://studio.example/health/live", true)]
    [InlineData("http://studio.example/health/live", false)]
    public async Task Reply_OverHttps_TellsTheBrowserToStayThere(string address, bool told)
    {
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);

        using var reply = await client.CallAsync(HttpMethod.Get, address);

        Assert.Equal(told, Header(reply, "Strict-Transport-Security").Length > 0);
    }

    [Fact]
    public async Task Reply_OfTheApi_IsNotCached()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);

        using var reply = await client.CallAsync(HttpMethod.Get, "/api/v1/me");

        Assert.True(reply.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task Error_OfTheApi_CarriesTheSafetyHeaders()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);

        using var reply = await client.CallAsync(HttpMethod.Get, "/api/v1/users?pageSize=0");

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Equal("nosniff", Header(reply, "X-Content-Type-Options"));
    }

    [Fact]
    public async Task Secret_OnceSet_IsInNoReply()
    {
        var host = await api.HostAsync();
        using var client = host.Client(Caller.SiteAdmin);
        var secret = "hidden-" + Guid.NewGuid();
        var made = await client.MakeVariableAsync(secret, isSecret: true);
        var id = made.GetProperty("id").GetString();
        using var changed = await client.CallAsync(HttpMethod.Put, $"/api/v1/environment-settings/{id}", new { value = secret + "2" });
        string[] paths =
        [
            .. Matrix.EndpointExpectations.All.Where(e => e.Endpoint.StartsWith("GET ", StringComparison.Ordinal) && !e.Endpoint.Contains('{', StringComparison.Ordinal))
                .Select(e => "/api/v1" + e.Endpoint["GET ".Length..]),
            $"/api/v1/environment-settings/{id}", "/api/v1/environment-settings?pageSize=200", "/api/v1/audit?pageSize=200", "/api/v1/audit/export?format=json",
        ];

        Assert.DoesNotContain(secret, made.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await changed.TextAsync(), StringComparison.Ordinal);
        foreach (var path in paths)
        {
            using var reply = await client.CallAsync(HttpMethod.Get, path);
            Assert.Equal((path, HttpStatusCode.OK), (path, reply.StatusCode));
            Assert.DoesNotContain(secret, await reply.TextAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Health_OfARunningProgram_IsGood()
    {
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);

        using var live = await client.CallAsync(HttpMethod.Get, "/health/live");
        using var ready = await client.CallAsync(HttpMethod.Get, "/health/ready");

        Assert.Equal("ok", (await live.JsonAsync()).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        var checks = (await ready.JsonAsync()).GetProperty("checks");
        Assert.Equal(["database", "disk", "jobs", "keys"], checks.EnumerateObject().Select(c => c.Name).Order());
        Assert.Equal(JsonValueKind.String, checks.GetProperty("database").GetProperty("message").ValueKind);
    }

    [Fact]
    public async Task Health_WithADataFolderThatIsGone_IsNotReady()
    {
        var folder = TestFolder.New();
        await using var host = await StudioHost.CreateAsync(settings: new Dictionary<string, string?> { ["AssistantStudio:DataDirectory"] = folder });
        using var client = host.CreateClient(key: null);
        Directory.Move(folder, folder + "-gone");

        using var reply = await client.CallAsync(HttpMethod.Get, "/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
        Assert.Equal("failed", (await reply.JsonAsync()).GetProperty("status").GetString());
    }

    private static string Header(HttpResponseMessage reply, string name) => reply.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
}
