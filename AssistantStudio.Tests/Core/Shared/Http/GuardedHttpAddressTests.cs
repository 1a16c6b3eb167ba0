using System.Net;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AssistantStudio.Tests.Core.Shared.Http;

/// <summary>Which addresses are reached, and that nothing else is.</summary>
public sealed class GuardedHttpAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0177.0.0.1:{0}/")]
    [InlineData("http://0x7f.0.0.1:{0}/")]
    [InlineData("http://0x7f000001:{0}/")]
    [InlineData("http://127.1:{0}/")]
    [InlineData("http://127.0.0.1.:{0}/")]
    [InlineData("http://①②⑦.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://localhost.:{0}/")]
    [InlineData("http://LOCALHOST:{0}/")]
    [InlineData("http://example.com@127.0.0.1:{0}/")]
    [InlineData("http://example.com:80@127.1:{0}/")]
    [InlineData("http://0.0.0.0:{0}/")]
    [InlineData("http://0:{0}/")]
    [InlineData("http://[::]:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://[::ffff:7f00:1]:{0}/")]
    [InlineData("http://[64:ff9b::127.0.0.1]:{0}/")]
    public async Task Get_LoopbackInAnyNotation_IsRefusedWithoutConnecting(string address)
    {
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync("secret"));
        using var fixture = new GuardedHttpFixture();
        using var client = fixture.Client();

        var failure = await Assert.ThrowsAnyAsync<StudioException>(() => client.GetStringAsync(
            new Uri(string.Format(null, address, server.Port)), GuardedHttpFixture.Cancel));

        // Not every name service knows these names with a dot behind them; then there is nothing to refuse.
        Assert.True(failure is ForbiddenException || address.Contains(".:", StringComparison.Ordinal), failure.Message);
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task Get_NameWithTrailingDot_IsCheckedLikeAnyOther()
    {
        using var fixture = new GuardedHttpFixture().Name("intranet.test.", "10.0.0.1");
        using var client = fixture.Client();

        await Assert.ThrowsAsync<ForbiddenException>(() => client.GetStringAsync(new Uri("http://intranet.test./"), GuardedHttpFixture.Cancel));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com/")]
    [InlineData("gopher://example.com/")]
    [InlineData("ws://example.com/")]
    public async Task Get_OtherScheme_IsRefused(string address)
    {
        using var fixture = new GuardedHttpFixture();
        using var client = fixture.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, address);

        await Assert.ThrowsAsync<ForbiddenException>(() => client.SendAsync(request, GuardedHttpFixture.Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => fixture.Guard.CheckAsync(new Uri(address), GuardedHttpFixture.Cancel));
        Assert.Empty(fixture.Lookups);
    }

    [Fact]
    public async Task Get_AllowedNetwork_ConnectsToTheCheckedAddressUnderItsOwnName()
    {
        string? host = null;
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            host = c.Request.Host.Host;
            return c.Response.WriteAsync("hello");
        });
        using var fixture = new GuardedHttpFixture("127.0.0.0/8").Name("intranet.test", "127.0.0.1");
        using var client = fixture.Client();

        var text = await client.GetStringAsync(server.At("intranet.test"), GuardedHttpFixture.Cancel);

        Assert.Equal("hello", text);
        Assert.Equal("intranet.test", host);
        Assert.Equal(["intranet.test"], fixture.Lookups);
    }

    [Fact]
    public async Task Get_MappedAddressInAllowedNetwork_IsReached()
    {
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync("hello"));
        using var fixture = new GuardedHttpFixture("127.0.0.0/8");
        using var client = fixture.Client();

        Assert.Equal("hello", await client.GetStringAsync(server.At("[::ffff:127.0.0.1]"), GuardedHttpFixture.Cancel));
    }

    [Fact]
    public async Task Get_NameThatTurnsPrivateAfterTheCheck_IsRefusedWithoutConnecting()
    {
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync("secret"));
        using var fixture = new GuardedHttpFixture().Name("rebind.test", "93.184.216.34").Name("rebind.test", "127.0.0.1");
        using var client = fixture.Client();
        await fixture.Guard.CheckAsync(server.At("rebind.test"), GuardedHttpFixture.Cancel);

        await Assert.ThrowsAsync<ForbiddenException>(() => client.GetStringAsync(server.At("rebind.test"), GuardedHttpFixture.Cancel));

        Assert.Equal(0, server.Requests);
        Assert.Equal(2, fixture.Lookups.Count);
    }

    [Fact]
    public async Task Get_NameThatTurnsPrivateWhileConnecting_StaysOnTheCheckedAddress()
    {
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync("hello"));
        using var fixture = new GuardedHttpFixture("127.0.0.1").Name("rebind.test", "127.0.0.1").Name("rebind.test", "127.0.0.2");
        using var client = fixture.Client();

        Assert.Equal("hello", await client.GetStringAsync(server.At("rebind.test"), GuardedHttpFixture.Cancel));
        Assert.Single(fixture.Lookups);
    }

    [Fact]
    public async Task Get_OnePrivateAddressAmongPublicOnes_IsRefused()
    {
        using var fixture = new GuardedHttpFixture().Name("mixed.test", "93.184.216.34", "10.0.0.1");
        using var client = fixture.Client();

        await Assert.ThrowsAsync<ForbiddenException>(() => client.GetStringAsync(new Uri("http://mixed.test/"), GuardedHttpFixture.Cancel));
    }

    [Fact]
    public async Task Get_NetworkAllowedWhileRunning_IsReachedFromThenOn()
    {
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync("hello"));
        using var fixture = new GuardedHttpFixture();
        using var client = fixture.Client();
        await Assert.ThrowsAsync<ForbiddenException>(() => client.GetStringAsync(server.At("127.0.0.1"), GuardedHttpFixture.Cancel));

        fixture.Allowed.ReplaceFromSettings(["127.0.0.1"]);

        Assert.Equal("hello", await client.GetStringAsync(server.At("127.0.0.1"), GuardedHttpFixture.Cancel));
    }

    [Fact]
    public async Task Get_UnknownNameOrClosedPort_SaysWhatToCheck()
    {
        using var fixture = new GuardedHttpFixture("127.0.0.0/8").Name("nobody.test");
        using var client = fixture.Client();
        var server = await LoopbackServer.StartAsync(c => Task.CompletedTask);
        var closed = server.At("127.0.0.1");
        await server.DisposeAsync();

        var unknown = await Assert.ThrowsAsync<ProviderFailedException>(() => client.GetStringAsync(new Uri("http://nobody.test/"), GuardedHttpFixture.Cancel));
        var refused = await Assert.ThrowsAsync<ProviderFailedException>(() => client.GetStringAsync(closed, GuardedHttpFixture.Cancel));

        Assert.Equal("The host name nobody.test cannot be found. Check the address for typing mistakes.", unknown.Message);
        Assert.Equal("127.0.0.1 cannot be reached. Check the address and whether the server is running.", refused.Message);
    }

    [Fact]
    public void Send_Synchronously_IsNotSupported()
    {
        using var fixture = new GuardedHttpFixture("127.0.0.0/8");
        using var client = fixture.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1/");

        Assert.Throws<NotSupportedException>(() => client.Send(request));
    }

    [Fact]
    public void CreateTransport_Always_LeavesNothingToTheTransport()
    {
        using var fixture = new GuardedHttpFixture();
        using var transport = GuardedHttp.CreateTransport(fixture.Guard);

        Assert.Equal(
            (false, false, false, DecompressionMethods.None),
            (transport.UseProxy, transport.AllowAutoRedirect, transport.UseCookies, transport.AutomaticDecompression));
    }
}
