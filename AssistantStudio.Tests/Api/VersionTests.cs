using System.Net;
using Xunit;

namespace AssistantStudio.Tests.Api;

[Collection(OnSqlite.Name)]
public sealed class VersionTests(SqliteApi api)
{
    [Fact]
    public async Task Change_WithTheETagThatWasRead_IsTaken()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);
        var path = $"/api/v1/environment-settings/{(await client.MakeVariableAsync()).GetProperty("id")}";
        using var read = await client.CallAsync(HttpMethod.Get, path);

        using var reply = await client.CallAsync(HttpMethod.Put, path, new { value = "second" }, ("If-Match", read.Headers.ETag!.Tag));

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.NotEqual(read.Headers.ETag, reply.Headers.ETag);
    }

    [Fact]
    public async Task Change_WithAnOldETag_IsAFailedPrecondition()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);
        var path = $"/api/v1/environment-settings/{(await client.MakeVariableAsync()).GetProperty("id")}";
        using var read = await client.CallAsync(HttpMethod.Get, path);
        using var first = await client.CallAsync(HttpMethod.Put, path, new { value = "second" });

        using var reply = await client.CallAsync(HttpMethod.Put, path, new { value = "third" }, ("If-Match", read.Headers.ETag!.Tag));

        await reply.IsProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        Assert.Equal("second", (await (await client.CallAsync(HttpMethod.Get, path)).JsonAsync()).GetProperty("value").GetString());
    }

    [Fact]
    public async Task Change_WithAnOldRowVersionInTheBody_IsAConflict()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);
        var made = await client.MakeVariableAsync();
        var path = $"/api/v1/environment-settings/{made.GetProperty("id")}";
        using var first = await client.CallAsync(HttpMethod.Put, path, new { value = "second" });

        using var reply = await client.CallAsync(HttpMethod.Put, path, new { value = "third", rowVersion = made.GetProperty("rowVersion").GetInt64() });

        await reply.IsProblemAsync(HttpStatusCode.Conflict, "stale");
    }

    [Fact]
    public async Task Delete_WithAnOldETag_IsAFailedPreconditionAndDeletesNothing()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);
        var path = $"/api/v1/environment-settings/{(await client.MakeVariableAsync()).GetProperty("id")}";
        using var read = await client.CallAsync(HttpMethod.Get, path);
        using var changed = await client.CallAsync(HttpMethod.Put, path, new { value = "second" });

        using var stale = await client.CallAsync(HttpMethod.Delete, path, null, ("If-Match", read.Headers.ETag!.Tag));
        using var fresh = await client.CallAsync(HttpMethod.Delete, path, null, ("If-Match", changed.Headers.ETag!.Tag));

        await stale.IsProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        Assert.Equal(HttpStatusCode.NoContent, fresh.StatusCode);
    }

    [Fact]
    public async Task Change_WithAnIfMatchThatIsNoVersion_NamesIt()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);
        var path = $"/api/v1/environment-settings/{(await client.MakeVariableAsync()).GetProperty("id")}";

        using var reply = await client.CallAsync(HttpMethod.Put, path, new { value = "second" }, ("If-Match", "\"abc\""));

        (await reply.IsProblemAsync(HttpStatusCode.BadRequest, "validation_failed")).HasError("If-Match");
    }

    [Fact]
    public async Task JobSchedule_WithAnOldETag_IsAFailedPrecondition()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);
        const string path = "/api/v1/jobs/backup";
        using var read = await client.CallAsync(HttpMethod.Get, path);
        using var first = await client.CallAsync(HttpMethod.Put, path + "/schedule", new { cron = "1 2 * * *" });

        using var reply = await client.CallAsync(HttpMethod.Put, path + "/schedule", new { enabled = false }, ("If-Match", read.Headers.ETag!.Tag));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await reply.IsProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
    }

    [Fact]
    public async Task AllowedNetwork_WithAnOldETag_IsAFailedPreconditionAndWithItsKeyAgainTheSameReply()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        using var made = await client.CallAsync(HttpMethod.Post, "/api/v1/allowed-networks", new { network = "172.31.7.0/24" }, key);
        using var again = await client.CallAsync(HttpMethod.Post, "/api/v1/allowed-networks", new { network = "172.31.7.0/24" }, key);
        var path = made.Headers.Location!.ToString();
        using var read = await client.CallAsync(HttpMethod.Get, path);
        using var first = await client.CallAsync(HttpMethod.Put, path, new { note = "second" });

        using var reply = await client.CallAsync(HttpMethod.Put, path, new { note = "third" }, ("If-Match", read.Headers.ETag!.Tag));
        using var wrong = await client.CallAsync(HttpMethod.Put, path, new { network = "0.0.0.0/0" }, ("If-Match", first.Headers.ETag!.Tag));
        using var gone = await client.CallAsync(HttpMethod.Delete, path);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.NoContent), (made.StatusCode, again.StatusCode, gone.StatusCode));
        Assert.Equal(await made.TextAsync(), await again.TextAsync());
        await reply.IsProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        (await wrong.IsProblemAsync(HttpStatusCode.BadRequest, "validation_failed")).HasError("network");
    }

    [Fact]
    public async Task Publish_AndUnlink_WithAnOldETag_AreFailedPreconditions()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);
        var prompt = (await (await client.CallAsync(HttpMethod.Post, "/api/v1/prompts", new { title = "Precondition " + Guid.NewGuid(), content = "Hello." })).JsonAsync()).GetProperty("id");
        var version = $"/api/v1/prompts/{prompt}/versions/1";
        using var read = await client.CallAsync(HttpMethod.Get, version);

        using var published = await client.CallAsync(HttpMethod.Post, version + "/publish", null, ("If-Match", read.Headers.ETag!.Tag));
        using var again = await client.CallAsync(HttpMethod.Post, version + "/deprecate", null, ("If-Match", read.Headers.ETag!.Tag));

        Assert.Equal(HttpStatusCode.OK, published.StatusCode);
        await again.IsProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        var assistant = (await (await client.CallAsync(HttpMethod.Post, "/api/v1/assistants", new { name = "Precondition", type = "general" })).JsonAsync()).GetProperty("id");
        using var linked = await client.CallAsync(HttpMethod.Post, $"/api/v1/assistants/{assistant}/prompts", new { promptId = prompt.GetString() });
        var link = $"/api/v1/assistants/{assistant}/prompts/{prompt}";
        using var changed = await client.CallAsync(HttpMethod.Put, link, new { weight = 7 });
        using var stale = await client.CallAsync(HttpMethod.Delete, link, null, ("If-Match", linked.Headers.ETag!.Tag));
        using var fresh = await client.CallAsync(HttpMethod.Delete, link, null, ("If-Match", changed.Headers.ETag!.Tag));
        await stale.IsProblemAsync(HttpStatusCode.PreconditionFailed, "stale");
        Assert.Equal(HttpStatusCode.NoContent, fresh.StatusCode);
    }
}
