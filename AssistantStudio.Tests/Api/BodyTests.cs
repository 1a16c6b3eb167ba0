using System.Net;
using System.Text;
using System.Text.Json;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Api;

[Collection(OnSqlite.Name)]
public sealed class BodyTests(SqliteApi api)
{
    [Fact]
    public async Task Create_WithSeveralBadFields_NamesEach()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);

        using var reply = await client.CallAsync(HttpMethod.Post, "/api/v1/environment-settings", new { environment = "testing", name = "lower case" });

        var problem = await reply.IsProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        problem.HasError("name");
        problem.HasError("value");
    }

    [Theory]
    [InlineData("POST", "/api/v1/assistants", """{ "name": "a", "escalation": { "afterUnanswered": "x" } }""", "escalation.afterUnanswered")]
    [InlineData("POST", "/api/v1/prompts", """{ "title": "a", "variables": [ { "type": "moon", "name": "a" } ] }""", "variables[0].type")]
    [InlineData("GET", "/api/v1/assistants?page=abc", "{}", "page")]
    [InlineData("GET", "/api/v1/assistants?updatedSince=abc", "{}", "updatedSince")]
    [InlineData("GET", "/api/v1/prompts?tag=%00", "{}", "tag")]
    [InlineData("POST", "/api/v1/prompts", """{ "title": "a", "content": "a", "variables": [ { "name": null } ] }""", "variables[0].name")]
    [InlineData("POST", "/api/v1/prompts", """{ "title": "a", "content": "a", "variables": [ { "name": "a", "type": "enum", "options": null } ] }""", "variables[0].options")]
    [InlineData("PUT", "/api/v1/ai/configuration/cost_limits", """{ "maxPerReqest": "1" }""", "maxPerReqest")]
    [InlineData("PUT", "/api/v1/ai/configuration/cost_limits", """{ "maxPerRequest": 0.5 }""", "maxPerRequest")]
    [InlineData("PUT", "/api/v1/ai/configuration/models", """{ "allowedProviders": [ "all" ] }""", "allowedProviders[0]")]
    [InlineData("POST", "/api/v1/assistants/import", """{ "format": "\ud800" }""", "bundle")]
    [InlineData("POST", "/api/v1/assistants/import", """{ "format": "assistantstudio-bundle", "version": "x" }""", "bundle")]
    public async Task Call_WithSomethingUnreadable_NamesTheField(string method, string path, string json, string field)
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);

        using var reply = await client.CallAsync(new HttpMethod(method), path, method == "GET" ? null : new StringContent(json, Encoding.UTF8, "application/json"));

        using var body = JsonDocument.Parse(await reply.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Equal([field], body.RootElement.GetProperty("errors").EnumerateObject().Select(e => e.Name));
    }

    [Theory]
    [InlineData("POST", "/api/v1/conversations/01890000-0000-7000-8000-000000000000/messages", HttpStatusCode.NotFound, "not_found")]
    [InlineData("GET", "/api/v1/conversations/01890000-0000-7000-8000-000000000000/messages/01890000-0000-7000-8000-000000000001/events", HttpStatusCode.NotFound, "not_found")]
    [InlineData("GET", "/api/v1/conversations/not-an-id/messages", HttpStatusCode.NotFound, "not_found")]
    public async Task Call_ForAStreamThatIsRefused_IsTheSameProblem(string method, string path, HttpStatusCode status, string code)
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");

        using var reply = await client.CallAsync(new HttpMethod(method), path, method == "GET" ? null : new { content = "Hello" });

        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType!.MediaType);
        await reply.IsProblemAsync(status, code);
    }

    [Theory]
    [InlineData("{ not json")]
    [InlineData("[]")]
    [InlineData("""{ "name": 7 }""")]
    [InlineData("""{ "environment": "moon" }""")]
    [InlineData("""{ "environment": 1 }""")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Create_WithABodyThatCannotBeRead_IsABadRequest(string json)
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);

        using var reply = await client.CallAsync(HttpMethod.Post, "/api/v1/environment-settings", new StringContent(json, Encoding.UTF8, "application/json"));

        await reply.IsProblemAsync(HttpStatusCode.BadRequest, "bad_request");
    }

    [Fact]
    public async Task Create_WithAnotherContentType_SaysSo()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);

        using var reply = await client.CallAsync(HttpMethod.Post, "/api/v1/environment-settings", new StringContent("name=X", Encoding.UTF8, "text/plain"));

        await reply.IsProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Theory]
    [InlineData("/api/v1/nothing-here")]
    [InlineData("/api/v1/users/not-an-id")]
    [InlineData("/api/v2/users")]
    public async Task UnknownPath_WithAKey_IsAProblem(string path)
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);

        using var reply = await client.CallAsync(HttpMethod.Get, path);

        await reply.IsProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Key_ThatIsUnknown_IsRefused()
    {
        using var client = (await api.HostAsync()).Studio.CreateClient("as_thisKeyDoesNotExistAnywhere");

        using var reply = await client.CallAsync(HttpMethod.Get, "/api/v1/me");

        await reply.IsProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal("Bearer", Assert.Single(reply.Headers.WwwAuthenticate).Scheme);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_LargerThanTheLimit_IsTooLarge(bool withIdempotencyKey)
    {
        await using var host = await StudioHost.CreateAsync(settings: new Dictionary<string, string?> { ["AssistantStudio:Web:ApiBodyKilobytes"] = "4" });
        host.Listen();
        using var client = host.CreateClient(StudioHost.AdminKey);
        (string, string)[] headers = withIdempotencyKey ? [("Idempotency-Key", "large")] : [];

        using var reply = await client.CallAsync(HttpMethod.Post, "/api/v1/environment-settings", new { environment = "testing", name = "LARGE", value = new string('x', 5_000) }, headers);

        await reply.IsProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too_large");
    }
}
