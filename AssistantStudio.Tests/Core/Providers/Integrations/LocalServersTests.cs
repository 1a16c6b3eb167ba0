using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

public sealed class LocalServersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_ServerAtItsUsualPort_IsOfferedUntilItIsUsed()
    {
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        var gone = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        LocalServer[] usual = [At(server.Port, "Ollama"), At(gone.Port, "vLLM")];
        await gone.DisposeAsync();
        await using var studio = await TestStudio.CreateAsync();
        var access = new Access();
        access.Become(studio.GrantOf(Role.OrgAdmin) with { Permissions = RolePermissions.SiteAdmin });
        var servers = new LocalServers(access, usual);

        var found = await servers.FindAsync([], Cancel);
        var used = await servers.FindAsync([$"http://127.0.0.1:{server.Port}/v1"], Cancel);

        Assert.Equal("Ollama", Assert.Single(found).Title);
        Assert.Empty(used);
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task Find_WithoutTheRightToAllowAddresses_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.OrgAdmin);

        await Assert.ThrowsAsync<ForbiddenException>(() => editor.Get<LocalServers>().FindAsync([], Cancel));
    }

    private static LocalServer At(int port, string title) => new(ProviderKind.Ollama, title, new($"http://localhost:{port}/v1"));
}
