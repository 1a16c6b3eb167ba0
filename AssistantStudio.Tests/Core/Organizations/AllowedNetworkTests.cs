using System.Net;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace AssistantStudio.Tests.Core.Organizations;

public sealed class AllowedNetworkTests
{
    private static readonly IPAddress s_server = IPAddress.Parse("192.168.1.20");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Network_AllowedChangedAndRemoved_HoldsAtOnceAndIsAudited(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var admin = AsSiteAdmin(studio);
        var networks = admin.Get<AllowedNetworkService>();
        var guard = studio.Get<AllowedNetworks>();

        var made = await networks.CreateAsync(" 192.168.1.20 ", " A gateway ", Cancel);
        Assert.True(guard.Contains(s_server));
        var changed = await networks.ChangeAsync(made.Id, "192.168.1.21/32", null, made.RowVersion, Cancel);
        Assert.False(guard.Contains(s_server));
        await networks.DeleteAsync(made.Id, null, Cancel);

        Assert.False(guard.Contains(IPAddress.Parse("192.168.1.21")));
        Assert.Equal(("192.168.1.20", "A gateway", "192.168.1.21", "A gateway"), (made.Network, made.Note, changed.Network, changed.Note));
        await using var db = await studio.OpenAsync();
        var log = await db.Set<AuditEntry>().OrderBy(a => a.Id).Select(a => new { a.Action, a.Changes }).ToListAsync(Cancel);
        Assert.Equal(["allowed_network.added", "allowed_network.changed", "allowed_network.removed"], log.Select(a => a.Action));
        Assert.Equal("""[{"field":"Network","before":"192.168.1.20","after":"192.168.1.21"}]""", log[1].Changes);
    }

    [Fact]
    public async Task Network_OrganizationsAdministrator_MayNeitherSeeNorChange()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);
        var networks = admin.Get<AllowedNetworkService>();

        await Assert.ThrowsAsync<ForbiddenException>(() => networks.ListAsync(new ListQuery(), Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => networks.CreateAsync("10.0.0.0/8", null, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => networks.AllowAsync(new Uri("http://10.0.0.1"), null, Cancel));
        Assert.Throws<ForbiddenException>(() => networks.ListConfigured());
    }

    [Theory]
    [InlineData("", "Enter a network or an address.")]
    [InlineData("intranet", "'intranet' is not a network. Allowed are a network such as 127.0.0.0/8 or fd00::/8, or one address such as 192.168.1.20.")]
    [InlineData("0.0.0.0/0", "'0.0.0.0/0' would allow far more than one network. The shortest prefix allowed is /8.")]
    [InlineData("10.1.2.3/8", "'10.1.2.3/8' is ambiguous. Write 10.0.0.0/8 for the network or 10.1.2.3 for the one address.")]
    [InlineData("169.254.169.254", "169.254.169.254 is where a cloud hands this machine its own credentials. It can be opened in the configuration file only.")]
    [InlineData("fd00:ec2::254/128", "fd00:ec2::254 is where a cloud hands this machine its own credentials. It can be opened in the configuration file only.")]
    [InlineData("8.8.8.0/24", "8.8.8.0/24 is on the public internet, which needs no permission.")]
    [InlineData("2a00::/16", "2a00::/16 is on the public internet, which needs no permission.")]
    [InlineData("224.0.0.0/8", "224.0.0.0/8 contains addresses that belong to no server.")]
    [InlineData("64:ff9b::/96", "64:ff9b::/96 carries other networks inside. Allow those instead.")]
    [InlineData("10.20.3.0/24", "10.20.0.0/16 in the configuration file allows this already.")]
    [InlineData("172.16.5.0/24", "172.16.0.0/12 on the list allows this already.")]
    [InlineData("172.16.0.0/12", "172.16.0.0/12 is on the list already.")]
    public async Task Create_NetworkThatCannotBe_SaysWhyAtTheField(string network, string message)
    {
        await using var studio = await TestStudio.CreateAsync(settings: new Dictionary<string, string?> { [$"{NetworkOptions.Section}:AllowedPrivateNetworks:0"] = "10.20.0.0/16" });
        await using var admin = AsSiteAdmin(studio);
        var networks = admin.Get<AllowedNetworkService>();
        await networks.CreateAsync("172.16.0.0/12", null, Cancel);

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => networks.CreateAsync(network, null, Cancel));

        Assert.Equal(message, refusal.Errors["network"].Single());
        Assert.Equal(["10.20.0.0/16"], networks.ListConfigured());
    }

    [Theory]
    [InlineData("127.0.0.0/8", "This opens everything that listens on this machine, databases included.")]
    [InlineData("100.64.0.0/10", "100.100.100.200 in it stays closed, because a cloud hands out credentials there.")]
    [InlineData("127.0.0.1", null)]
    [InlineData("fd12::/48", null)]
    public async Task Create_NetworkWithASnag_WarnsOfIt(string network, string? warning)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = AsSiteAdmin(studio);

        Assert.Equal(warning, (await admin.Get<AllowedNetworkService>().CreateAsync(network, null, Cancel)).Warning);
    }

    [Fact]
    public async Task Create_WideNetwork_KeepsTheMetadataInItClosed()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = AsSiteAdmin(studio);
        await admin.Get<AllowedNetworkService>().CreateAsync("169.254.0.0/16", null, Cancel);
        var guard = studio.Get<AllowedNetworks>();

        Assert.True(guard.Contains(IPAddress.Parse("169.254.7.7")));
        Assert.False(guard.Contains(IPAddress.Parse("169.254.169.254")));
    }

    [Fact]
    public async Task Create_OneTooMany_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using (var db = await studio.OpenAsync())
        {
            db.AddRange(Enumerable.Range(0, AllowedNetworkLimits.MaxNetworks).Select(i =>
                new AllowedNetwork { Network = $"10.0.{i}.0/24", Note = "", UpdatedAt = studio.Clock.Now, UpdatedBy = "Test" }));
            await db.SaveChangesAsync(Cancel);
        }

        await using var admin = AsSiteAdmin(studio);
        await Assert.ThrowsAsync<LimitExceededException>(() => admin.Get<AllowedNetworkService>().CreateAsync("172.16.0.1", null, Cancel));
    }

    [Fact]
    public async Task Change_StaleVersion_IsAConflict()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = AsSiteAdmin(studio);
        var networks = admin.Get<AllowedNetworkService>();
        var made = await networks.CreateAsync("10.1.0.0/16", "first", Cancel);
        await networks.ChangeAsync(made.Id, null, "second", made.RowVersion, Cancel);

        var conflict = await Assert.ThrowsAsync<ConflictException>(() => networks.ChangeAsync(made.Id, null, "third", made.RowVersion, Cancel));

        Assert.True(conflict.IsStale);
        Assert.Equal("second", (await networks.GetAsync(made.Id, Cancel)).Note);
    }

    [Fact]
    public async Task Allow_HostWithTwoAddresses_AllowsBothOnceAndNothingWider()
    {
        HostResolver resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Parse("93.184.216.34")]);
        await using var studio = await TestStudio.CreateAsync(configure: s => s.AddSingleton(resolve));
        await using var admin = AsSiteAdmin(studio);
        var networks = admin.Get<AllowedNetworkService>();
        var ollama = new Uri("http://ollama.test:11434/v1");
        await Assert.ThrowsAsync<ForbiddenException>(() => studio.Get<AddressGuard>().CheckAsync(ollama, Cancel));
        Assert.Equal(["127.0.0.1", "::1"], await networks.ListRefusedAsync(ollama, Cancel));

        var added = await networks.AllowAsync(ollama, "Ollama on this machine", Cancel);

        await studio.Get<AddressGuard>().CheckAsync(ollama, Cancel);
        Assert.Equal([("127.0.0.1", "Ollama on this machine"), ("::1", "Ollama on this machine")], added.Select(n => (n.Network, n.Note)));
        Assert.Empty(await networks.AllowAsync(ollama, null, Cancel));
    }

    [Fact]
    public async Task Allow_MetadataBehindAName_IsRefused()
    {
        HostResolver resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254")]);
        await using var studio = await TestStudio.CreateAsync(configure: s => s.AddSingleton(resolve));
        await using var admin = AsSiteAdmin(studio);

        await Assert.ThrowsAsync<ValidationException>(() => admin.Get<AllowedNetworkService>().AllowAsync(new Uri("http://innocent.test"), null, Cancel));
    }

    [Fact]
    public async Task Start_StoredNetworks_HoldExceptWhatCannotBeRead()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using (var db = await studio.OpenAsync())
        {
            db.AddRange(
                new AllowedNetwork { Network = "192.168.1.0/24", Note = "", UpdatedAt = studio.Clock.Now, UpdatedBy = "Test" },
                new AllowedNetwork { Network = "written by hand", Note = "", UpdatedAt = studio.Clock.Now, UpdatedBy = "Test" });
            await db.SaveChangesAsync(Cancel);
        }

        await studio.Get<AllowedNetworkLoader>().StartAsync(Cancel);

        Assert.True(studio.Get<AllowedNetworks>().Contains(s_server));
        await studio.Get<AllowedNetworkLoader>().StopAsync(Cancel);
    }

    [Fact]
    public async Task Network_AllowedOnOneNode_HoldsOnTheOther()
    {
        await using var studio = await TestStudio.CreateAsync(DatabaseProvider.Postgres);
        var options = studio.Get<IOptions<DatabaseOptions>>();
        var otherFeed = new ChangeFeed(NullLogger<ChangeFeed>.Instance);
        var other = new AllowedNetworks(Options.Create(new NetworkOptions()));
        using var otherLoader = new AllowedNetworkLoader(studio.Get<StudioDb>(), other, otherFeed, TimeProvider.System, NullLogger<AllowedNetworkLoader>.Instance);
        using var otherRelay = new PostgresChangeRelay(otherFeed, new NodeIdentity(), options, NullLogger<PostgresChangeRelay>.Instance);
        using var relay = new PostgresChangeRelay(studio.Get<ChangeFeed>(), studio.Get<NodeIdentity>(), options, NullLogger<PostgresChangeRelay>.Instance);
        await otherLoader.StartAsync(Cancel);
        await relay.StartAsync(Cancel);
        await otherRelay.StartAsync(Cancel);
        await using var admin = AsSiteAdmin(studio);

        var made = await admin.Get<AllowedNetworkService>().CreateAsync("192.168.1.0/24", null, Cancel);
        await Eventually.TrueAsync(() => other.Contains(s_server));
        await admin.Get<AllowedNetworkService>().DeleteAsync(made.Id, null, Cancel);
        await Eventually.TrueAsync(() => !other.Contains(s_server));

        await relay.StopAsync(Cancel);
        await otherRelay.StopAsync(Cancel);
        await otherLoader.StopAsync(Cancel);
    }

    private static TestScope AsSiteAdmin(TestStudio studio) =>
        studio.As(studio.GrantOf(Role.OrgAdmin) with { IsSiteAdmin = true, Permissions = RolePermissions.SiteAdmin });
}
