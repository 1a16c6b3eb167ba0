using System.Net;
using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Embeds;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Api;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>What a page of another site can and cannot do with a public key.</summary>
[Collection(OnSqlite.Name)]
public sealed class EmbedTests(SqliteApi api)
{
    private const string Site = "https://www.shop.example";
    private const string Foreign = "https://evil.example";
    private const string AllowOrigin = "Access-Control-Allow-Origin";

    [Fact]
    public async Task Script_OfAnOpenAssistant_IsSmallAndKept()
    {
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);
        var (key, _) = await OpenAsync();

        using var script = await client.CallAsync(HttpMethod.Get, $"/embed/{key}.js", null, ("Accept-Encoding", "gzip"));
        using var again = await client.CallAsync(HttpMethod.Get, $"/embed/{key}.js", null, ("If-None-Match", script.Headers.ETag!.ToString()));
        using var plain = await client.CallAsync(HttpMethod.Get, $"/embed/{key}.js");

        Assert.Equal(("text/javascript", "gzip"), (script.Content.Headers.ContentType!.MediaType, script.Content.Headers.ContentEncoding.Single()));
        Assert.Equal(EmbedScript.CacheControl, $"public, max-age={script.Headers.CacheControl!.MaxAge!.Value.TotalSeconds}");
        Assert.Equal("cross-origin", Header(script, "Cross-Origin-Resource-Policy"));
        Assert.InRange((await script.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length, 1, 12 << 10);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Contains("attachShadow", await plain.TextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("innerHTML", await plain.TextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("as_", await plain.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfAnAllowedSite_TalksToTheAssistant()
    {
        var (key, _) = await OpenAsync(new() { Greeting = "Hello <b>you</b>" });
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);

        using var face = await client.CallAsync(HttpMethod.Get, $"/embed/{key}/settings", null, ("Origin", Site));
        var token = await SessionAsync(client, key);
        using var reply = await SendAsync(client, key, token, "Is <script>alert(1)</script> safe?");
        var events = await reply.TextAsync();
        using var history = await client.CallAsync(HttpMethod.Get, $"/embed/{key}/messages", null, ("Origin", Site), (EmbedVisits.SessionHeader, token));

        Assert.Equal("Hello <b>you</b>", (await face.JsonAsync()).GetProperty("greeting").GetString());
        Assert.Equal((HttpStatusCode.OK, "text/event-stream", Site), (reply.StatusCode, reply.Content.Headers.ContentType!.MediaType, Header(reply, AllowOrigin)));
        Assert.Equal(("X-Embed-Session, Retry-After", "Origin"), (Header(reply, "Access-Control-Expose-Headers"), Header(reply, "Vary")));
        Assert.Equal("", Header(reply, "Access-Control-Allow-Credentials") + Header(reply, "Set-Cookie"));
        Assert.StartsWith("event: accepted", events, StringComparison.Ordinal);
        Assert.Contains("event: delta", events, StringComparison.Ordinal);
        Assert.Contains("event: completed", events, StringComparison.Ordinal);
        var messages = (await history.JsonAsync()).GetProperty("messages");
        Assert.Equal(2, messages.GetArrayLength());
        Assert.Equal("Is <script>alert(1)</script> safe?", messages[0].GetProperty("content").GetString());
        Assert.Equal(["at", "content", "id", "problem", "role", "sources", "state"], messages[1].EnumerateObject().Select(p => p.Name).Order());
        Assert.NotEqual("", Header(history, EmbedVisits.SessionHeader));
    }

    [Fact]
    public async Task Preflight_OfAnAllowedSite_IsAnswered()
    {
        var (key, _) = await OpenAsync();
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);

        using var reply = await client.CallAsync(HttpMethod.Options, $"/embed/{key}/messages", null, ("Origin", Site), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "x-embed-session"));

        Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        Assert.Equal((Site, "GET, POST", "Content-Type, X-Embed-Session"), (Header(reply, AllowOrigin), Header(reply, "Access-Control-Allow-Methods"), Header(reply, "Access-Control-Allow-Headers")));
    }

    [Theory]
    [InlineData("GET", "settings", Foreign)]
    [InlineData("OPTIONS", "messages", Foreign)]
    [InlineData("POST", "sessions", Foreign)]
    [InlineData("POST", "messages", Foreign)]
    [InlineData("GET", "messages", Foreign)]
    [InlineData("POST", "stop", Foreign)]
    [InlineData("POST", "sessions", "null")]
    [InlineData("POST", "sessions", "http://www.shop.example")]
    [InlineData("POST", "sessions", "https://www.shop.example.evil.example")]
    [InlineData("POST", "sessions", null)]
    [InlineData("GET", "settings", null)]
    public async Task Call_OfAnotherSiteOrOfNone_IsRefusedWithoutTheHeaders(string method, string what, string? origin)
    {
        var (key, _) = await OpenAsync();
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);

        using var reply = await client.CallAsync(new(method), $"/embed/{key}/{what}", method == "POST" ? new { content = "Hello" } : null, origin is null ? [] : [("Origin", origin)]);

        await reply.IsProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal("", Header(reply, AllowOrigin) + Header(reply, "Access-Control-Allow-Methods"));
    }

    [Fact]
    public async Task Call_WithACookieOrAKeyBesides_IsAVisitorAllTheSame()
    {
        var (key, _) = await OpenAsync();
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);
        var token = await SessionAsync(client, key);
        using var sent = await SendAsync(client, key, token, "Hello");
        await sent.TextAsync();

        var row = (await (await api.HostAsync()).SeeAsync("/conversations?channel=embed&pageSize=1")).GetProperty("items")[0];

        Assert.Equal((JsonValueKind.Null, "Visitor of www.shop.example"), (row.GetProperty("userId").ValueKind, row.GetProperty("startedBy").GetString()));
    }

    [Fact]
    public async Task Messages_WithoutASessionThatHolds_AreRefused()
    {
        var ((key, _), (other, _)) = (await OpenAsync(), await OpenAsync());
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);
        var token = await SessionAsync(client, other);

        foreach (var wrong in new[] { null, "made-up", token })
        {
            using var sent = await SendAsync(client, key, wrong, "Hello");
            await sent.IsProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
            Assert.Equal(Site, Header(sent, AllowOrigin));
            using var read = await client.CallAsync(HttpMethod.Get, $"/embed/{key}/messages", null, [("Origin", Site), .. wrong is null ? [] : new[] { (EmbedVisits.SessionHeader, wrong) }]);
            Assert.Equal(HttpStatusCode.Unauthorized, read.StatusCode);
        }
    }

    [Fact]
    public async Task Session_OfOneSite_IsNoneOnAnother()
    {
        var (key, _) = await OpenAsync(new() { Origins = [Site, "https://blog.shop.example"] });
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);
        var token = await SessionAsync(client, key);

        using var reply = await client.CallAsync(HttpMethod.Get, $"/embed/{key}/messages", null, ("Origin", "https://blog.shop.example"), (EmbedVisits.SessionHeader, token));

        await reply.IsProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
    }

    [Fact]
    public async Task Messages_MoreThanAVisitorMay_AreRefusedWithTheTimeToWait()
    {
        var (key, _) = await OpenAsync(new() { MessagesPerHour = 1 });
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);
        var token = await SessionAsync(client, key);
        using var first = await SendAsync(client, key, token, "One");
        await first.TextAsync();

        using var second = await SendAsync(client, key, token, "Two");

        await second.IsProblemAsync(HttpStatusCode.TooManyRequests, "limit_exceeded");
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalMinutes, 1, 60);
        Assert.Equal(Site, Header(second, AllowOrigin));
    }

    [Fact]
    public async Task Messages_MoreThanADayHas_AreRefusedUntilTheNext()
    {
        var (key, _) = await OpenAsync(new() { MessagesPerDay = 1 });
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);
        using var first = await SendAsync(client, key, await SessionAsync(client, key), "One");
        await first.TextAsync();

        using var second = await SendAsync(client, key, await SessionAsync(client, key), "Two");

        var problem = await second.IsProblemAsync(HttpStatusCode.TooManyRequests, "limit_exceeded");
        Assert.Contains("today", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalHours, 0, 24);
    }

    [Fact]
    public async Task Calls_MoreThanANetworkMay_AreRefused()
    {
        await using var host = await StudioHost.CreateAsync(settings: new Dictionary<string, string?> { ["AssistantStudio:Web:EmbedPerMinute"] = "2" });
        using var client = host.CreateClient(null);
        for (var i = 0; i < 2; i++)
        {
            using var unknown = await client.CallAsync(HttpMethod.Get, "/embed/pk_000000000000000000000000.js");
            await unknown.IsProblemAsync(HttpStatusCode.NotFound, "not_found");
        }

        using var reply = await client.CallAsync(HttpMethod.Get, "/embed/pk_000000000000000000000000.js");

        await reply.IsProblemAsync(HttpStatusCode.TooManyRequests, "limit_exceeded");
        Assert.NotNull(reply.Headers.RetryAfter);
    }

    [Fact]
    public async Task Message_ThatCannotBeTaken_IsAProblemOfThatKind()
    {
        var (key, _) = await OpenAsync(new() { MaxMessageLength = 10 });
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);
        var token = await SessionAsync(client, key);

        using var tooLong = await SendAsync(client, key, token, "Twelve chars");
        using var empty = await SendAsync(client, key, token, " ");
        using var broken = await PostAsync(client, key, token, new StringContent("{\"content\": ", Encoding.UTF8, "application/json"));
        using var form = await PostAsync(client, key, token, new StringContent("content=Hello", Encoding.UTF8, "text/plain"));
        using var huge = await PostAsync(client, key, token, new StringContent("{\"content\": \"" + new string('a', EmbedLimits.BodyKilobytes << 10) + "\"}", Encoding.UTF8, "application/json"));

        (await tooLong.IsProblemAsync(HttpStatusCode.BadRequest, "validation_failed")).HasError("content");
        (await empty.IsProblemAsync(HttpStatusCode.BadRequest, "validation_failed")).HasError("content");
        await broken.IsProblemAsync(HttpStatusCode.BadRequest, "bad_request");
        Assert.False(form.IsSuccessStatusCode || huge.IsSuccessStatusCode);
        Assert.Equal(Site, Header(tooLong, AllowOrigin));
    }

    [Fact]
    public async Task Key_ThatIsUnknownReplacedOrSwitchedOff_IsNotThere()
    {
        var (key, id) = await OpenAsync();
        var host = await api.HostAsync();
        using var client = host.Client(Caller.Anonymous);
        var token = await SessionAsync(client, key);
        var rotated = (await AsOwnerAsync(s => s.GetRequiredService<EmbedService>().RotateKeyAsync(id, StudioEnvironment.Production, CancellationToken.None))).PublicKey!;

        await IsGoneAsync(client, key, token);
        using var held = await SendAsync(client, rotated, token, "Hello");
        await held.IsProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        await AsOwnerAsync(s => s.GetRequiredService<EmbedService>().SetAsync(id, StudioEnvironment.Production, new() { Enabled = false }, CancellationToken.None));
        await IsGoneAsync(client, rotated, token);
        await IsGoneAsync(client, "pk_000000000000000000000000", token);
    }

    [Fact]
    public async Task Assistant_ThatAnswersNobody_IsNotShown()
    {
        var (key, id) = await OpenAsync();
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);
        await AsOwnerAsync(s => s.GetRequiredService<AssistantService>().SetStatusAsync(id, AssistantStatus.Inactive, "Test", null, CancellationToken.None));

        using var face = await client.CallAsync(HttpMethod.Get, $"/embed/{key}/settings", null, ("Origin", Site));

        await face.IsProblemAsync(HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Equal(Site, Header(face, AllowOrigin));
    }

    [Fact]
    public async Task Stop_InASession_IsTaken()
    {
        var (key, _) = await OpenAsync();
        using var client = (await api.HostAsync()).Client(Caller.Anonymous);
        var token = await SessionAsync(client, key);

        using var before = await client.CallAsync(HttpMethod.Post, $"/embed/{key}/stop", null, ("Origin", Site), (EmbedVisits.SessionHeader, token));

        Assert.Equal(HttpStatusCode.NoContent, before.StatusCode);
    }

    private static async Task IsGoneAsync(HttpClient client, string key, string token)
    {
        using var script = await client.CallAsync(HttpMethod.Get, $"/embed/{key}.js");
        using var session = await client.CallAsync(HttpMethod.Post, $"/embed/{key}/sessions", null, ("Origin", Site));
        using var sent = await SendAsync(client, key, token, "Hello");
        await script.IsProblemAsync(HttpStatusCode.NotFound, "not_found");
        await session.IsProblemAsync(HttpStatusCode.NotFound, "not_found");
        await sent.IsProblemAsync(HttpStatusCode.NotFound, "not_found");
        Assert.True(script.Headers.CacheControl!.NoStore);
    }

    private static string Header(HttpResponseMessage reply, string name) => reply.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string key, string? token, object body) =>
        client.CallAsync(HttpMethod.Post, $"/embed/{key}/messages", body, [("Origin", Site), .. token is null ? [] : new[] { (EmbedVisits.SessionHeader, token) }]);

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string key, string? token, string content) => PostAsync(client, key, token, new { content });

    private static async Task<string> SessionAsync(HttpClient client, string key)
    {
        using var reply = await client.CallAsync(HttpMethod.Post, $"/embed/{key}/sessions", null, ("Origin", Site));
        Assert.Equal((HttpStatusCode.OK, Site), (reply.StatusCode, Header(reply, AllowOrigin)));
        return (await reply.JsonAsync()).GetProperty("token").GetString()!;
    }

    private async Task<T> AsOwnerAsync<T>(Func<IServiceProvider, Task<T>> act)
    {
        var host = await api.HostAsync();
        return await host.Studio.AsAsync(host.Ours, act);
    }

    /// <summary>An assistant that answers in production, open to the site.</summary>
    private Task<(string Key, Guid AssistantId)> OpenAsync(EmbedInput? input = null) => AsOwnerAsync(async services =>
    {
        var made = await services.GetRequiredService<AssistantService>().CreateAsync(
            new() { Name = "Shop " + Guid.NewGuid().ToString("N"), Type = AssistantType.Support, Visibility = AssistantVisibility.Organization }, null, CancellationToken.None);
        await services.ToProductionAsync(made.Assistant.Id);
        var wanted = (input ?? new()) with { Enabled = true, Origins = input?.Origins ?? [Site] };
        var saved = await services.GetRequiredService<EmbedService>().SetAsync(made.Assistant.Id, StudioEnvironment.Production, wanted, CancellationToken.None);
        return (saved.PublicKey!, made.Assistant.Id);
    });
}
