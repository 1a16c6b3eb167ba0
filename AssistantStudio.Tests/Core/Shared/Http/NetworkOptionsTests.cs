using System.Net;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace AssistantStudio.Tests.Core.Shared.Http;

public sealed class NetworkOptionsTests
{
    [Theory]
    [InlineData("127.0.0.0/8", "127.0.0.1", "128.0.0.1")]
    [InlineData("192.168.1.20", "192.168.1.20", "192.168.1.21")]
    [InlineData("fd00::/8", "fd12::1", "fc12::1")]
    [InlineData(" 10.1.0.0/16 ", "10.1.2.3", "10.2.0.0")]
    public void Contains_ConfiguredNetwork_KnowsItsBorders(string network, string inside, string outside)
    {
        using var fixture = new GuardedHttpFixture(network);

        Assert.True(fixture.Allowed.Contains(IPAddress.Parse(inside)));
        Assert.False(fixture.Allowed.Contains(IPAddress.Parse(outside)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("intranet")]
    [InlineData("127.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("127.0.0.0/33")]
    [InlineData("127.0.0.0/-1")]
    [InlineData("127.0.0.0/8/8")]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    [InlineData("10.0.0.5/8")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("[::1]")]
    public async Task Start_WrongNetwork_NamesTheSettingAndWhatIsAllowed(string network)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["AssistantStudio:Network:AllowedPrivateNetworks:1"] = network });
        builder.Services.AddGuardedHttp();
        using var host = builder.Build();

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(GuardedHttpFixture.Cancel));

        Assert.StartsWith("AssistantStudio:Network:AllowedPrivateNetworks:0: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"'{network}'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReplaceFromSettings_OtherNetwork_KeepsTheConfiguredOnes()
    {
        using var fixture = new GuardedHttpFixture("10.0.0.0/8");
        fixture.Allowed.ReplaceFromSettings(["172.16.0.0/12"]);
        fixture.Allowed.ReplaceFromSettings(["192.168.0.0/16"]);

        Assert.True(fixture.Allowed.Contains(IPAddress.Parse("10.0.0.1")));
        Assert.True(fixture.Allowed.Contains(IPAddress.Parse("192.168.0.1")));
        Assert.False(fixture.Allowed.Contains(IPAddress.Parse("172.16.0.1")));
    }

    [Fact]
    public void ReplaceFromSettings_WrongNetwork_IsAFieldError()
    {
        using var fixture = new GuardedHttpFixture();

        var failure = Assert.Throws<ValidationException>(() => fixture.Allowed.ReplaceFromSettings(["nonsense"]));

        Assert.Equal(["allowedPrivateNetworks"], failure.Errors.Keys);
    }
}
