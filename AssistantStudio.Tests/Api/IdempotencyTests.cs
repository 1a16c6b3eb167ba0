using System.Net;
using Xunit;

namespace AssistantStudio.Tests.Api;

public abstract class IdempotencyTests(ApiFixture api)
{
    private const string Keys = "/api/v1/api-keys";

    [Fact]
    public async Task Call_SentAgain_GetsTheSameReply()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);
        var (header, body) = (NewKey(), new { name = "Twice " + Guid.NewGuid() });

        using var first = await client.CallAsync(HttpMethod.Post, Keys, body, header);
        using var second = await client.CallAsync(HttpMethod.Post, Keys, body, header);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, second.StatusCode));
        Assert.Equal(await first.TextAsync(), await second.TextAsync());
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.True(second.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(1, await CountAsync(client, body.name));
    }

    [Fact]
    public async Task Call_SentAgainWithAnotherBody_IsRefused()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);
        var header = NewKey();
        using var first = await client.CallAsync(HttpMethod.Post, Keys, new { name = "One" }, header);

        using var reply = await client.CallAsync(HttpMethod.Post, Keys, new { name = "Two" }, header);

        await reply.IsProblemAsync(HttpStatusCode.Conflict, "idempotency_key_reused");
    }

    [Fact]
    public async Task Call_SentManyTimesAtOnce_IsCarriedOutOnce()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);
        var (header, body) = (NewKey(), new { name = "At once " + Guid.NewGuid() });

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.CallAsync(HttpMethod.Post, Keys, body, header)));

        Assert.Equal(1, await CountAsync(client, body.name));
        Assert.All(replies, r => Assert.Contains(r.StatusCode, new[] { HttpStatusCode.Created, HttpStatusCode.Conflict }));
        Assert.Contains(replies, r => r.StatusCode == HttpStatusCode.Created);
    }

    [Fact]
    public async Task Call_ThatFailed_MayBeSentAgain()
    {
        using var client = (await api.HostAsync()).Client(Caller.SiteAdmin);
        var header = NewKey();
        using var failed = await client.CallAsync(HttpMethod.Post, Keys, new { name = "" }, header);

        using var reply = await client.CallAsync(HttpMethod.Post, Keys, new { name = "Mended" }, header);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Created), (failed.StatusCode, reply.StatusCode));
    }

    [Fact]
    public async Task Call_OfAnotherCallerWithTheSameKey_IsAnother()
    {
        var host = await api.HostAsync();
        using var one = host.Client(Caller.SiteAdmin);
        using var other = host.Client(Caller.OrgAdmin);
        var (header, body) = (NewKey(), new { name = "Shared" });

        using var first = await one.CallAsync(HttpMethod.Post, Keys, body, header);
        using var second = await other.CallAsync(HttpMethod.Post, Keys, body, header);

        Assert.NotEqual((await first.JsonAsync()).GetProperty("token").GetString(), (await second.JsonAsync()).GetProperty("token").GetString());
    }

    private static (string, string) NewKey() => ("Idempotency-Key", Guid.NewGuid().ToString());

    private static async Task<int> CountAsync(HttpClient client, string name) =>
        (await (await client.CallAsync(HttpMethod.Get, $"{Keys}?q={Uri.EscapeDataString(name)}")).JsonAsync()).GetProperty("total").GetInt32();
}

[Collection(OnSqlite.Name)]
public sealed class SqliteIdempotencyTests(SqliteApi api) : IdempotencyTests(api);

[Collection(OnPostgres.Name)]
public sealed class PostgresIdempotencyTests(PostgresApi api) : IdempotencyTests(api);
