using System.Net;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Api;

public sealed class RateLimitTests
{
    [Fact]
    public async Task Call_OverTheLimit_SaysWhenToComeBack()
    {
        await using var host = await StudioHost.CreateAsync(settings: new Dictionary<string, string?> { ["AssistantStudio:Web:ApiPerMinute"] = "3" });
        using var client = host.CreateClient(StudioHost.AdminKey);
        for (var i = 0; i < 3; i++)
        {
            using var allowed = await client.CallAsync(HttpMethod.Get, "/api/v1/me");
            Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        }

        using var reply = await client.CallAsync(HttpMethod.Get, "/api/v1/me");

        await reply.IsProblemAsync(HttpStatusCode.TooManyRequests, "limit_exceeded");
        Assert.InRange(reply.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task Call_OfAnotherCaller_HasALimitOfItsOwn()
    {
        await using var host = await StudioHost.CreateAsync(settings: new Dictionary<string, string?> { ["AssistantStudio:Web:ApiPerMinute"] = "1" });
        using var one = host.CreateClient(StudioHost.AdminKey);
        using var other = host.CreateClient(key: null);
        using var first = await one.CallAsync(HttpMethod.Get, "/api/v1/me");

        using var reply = await other.CallAsync(HttpMethod.Get, "/api/v1/me");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (first.StatusCode, reply.StatusCode));
    }
}
