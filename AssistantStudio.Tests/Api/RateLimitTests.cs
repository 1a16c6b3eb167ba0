using System.Net;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
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
    public async Task Form_OverTheLimit_IsAnsweredWithAPage()
    {
        await using var host = await StudioHost.CreateAsync(settings: new Dictionary<string, string?> { ["AssistantStudio:Web:SignInPerMinute"] = "1" });
        using var client = host.CreateClient(StudioHost.AdminKey);
        using var body = new FormUrlEncodedContent([]);
        (await client.PostAsync("/account/sign-in", body)).Dispose();

        using var reply = await client.PostAsync("/account/sign-in", body);

        Assert.Equal(HttpStatusCode.TooManyRequests, reply.StatusCode);
        Assert.NotNull(reply.Headers.RetryAfter);
        var page = await reply.Content.ReadAsStringAsync();
        Assert.Contains("<h1>Too many tries</h1>", page, StringComparison.Ordinal);
        Assert.Contains("Wait a minute, then go back and try again.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WithEverNewKeys_IsLimitedByItsAddress()
    {
        await using var host = await LimitedToOneAsync();

        Assert.True(Allows(host, "192.0.2.1", "Bearer as_one"));
        Assert.False(Allows(host, "192.0.2.1", "Bearer as_two"));
        Assert.False(Allows(host, "192.0.2.1", null));
        Assert.True(Allows(host, "192.0.2.2", null));
    }

    [Fact]
    public async Task Call_WithOneKeyFromManyAddresses_IsLimitedByItsKey()
    {
        await using var host = await LimitedToOneAsync();

        Assert.True(Allows(host, "192.0.2.1", "Bearer as_one"));
        Assert.False(Allows(host, "192.0.2.2", "Bearer as_one"));
        Assert.True(Allows(host, "192.0.2.3", "Bearer as_two"));
    }

    [Fact]
    public async Task Call_FromAnIpv6Network_IsLimitedAsOneAddress()
    {
        await using var host = await LimitedToOneAsync();

        Assert.True(Allows(host, "2001:db8:0:1::1", null));
        Assert.False(Allows(host, "2001:db8:0:1:ffff::2", null));
        Assert.True(Allows(host, "2001:db8:0:2::1", null));
        Assert.True(Allows(host, "192.0.2.1", null));
        Assert.False(Allows(host, "::ffff:192.0.2.1", null));
    }

    private static Task<StudioHost> LimitedToOneAsync() =>
        StudioHost.CreateAsync(settings: new Dictionary<string, string?> { ["AssistantStudio:Web:ApiPerMinute"] = "1" });

    private static bool Allows(StudioHost host, string address, string? authorization)
    {
        var context = new DefaultHttpContext { RequestServices = host.Services };
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        context.Request.Path = "/api/v1/me";
        context.Request.Headers.Authorization = authorization;
        using var lease = host.Services.GetRequiredService<IOptions<RateLimiterOptions>>().Value.GlobalLimiter!.AttemptAcquire(context);
        return lease.IsAcquired;
    }
}
