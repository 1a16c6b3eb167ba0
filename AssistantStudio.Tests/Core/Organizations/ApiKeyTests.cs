using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Organizations;

public sealed class ApiKeyTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Resolve_NewKey_ActsAsItsCreator(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var ada = await studio.JoinAsync("ada@ours.example", Role.Operator);
        var key = await CreateAsync(studio, ada, new NewApiKeyRequest { Name = "Shop" });

        var grant = await ResolveAsync(studio, key);

        Assert.Equal((ada, studio.Ours.Id, AccessSource.Api), (grant!.UserId, grant.OrganizationId, grant.Source));
        Assert.Equal(RolePermissions.Of(Role.Operator).Order(), grant.Permissions.Order());
        await using var db = await studio.OpenAsync();
        var stored = await db.Set<ApiKey>().SingleAsync();
        Assert.DoesNotContain(key[10..30], stored.Hash + stored.Hint, StringComparison.Ordinal);
        Assert.Equal(studio.Clock.Now, stored.LastUsedAt);
    }

    [Fact]
    public async Task Resolve_CreatorLostRights_LosesThemToo()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.Operator);
        var key = await CreateAsync(studio, ada, new NewApiKeyRequest { Name = "Shop", Permissions = [Permission.JobsRun, Permission.JobsView] });
        Assert.Equal([Permission.JobsView, Permission.JobsRun], (await ResolveAsync(studio, key))!.Permissions.Order());

        await using var admin = studio.As(Role.OrgAdmin);
        await admin.Get<UserService>().ChangeAsync(ada, new UserChange { Role = Role.Viewer }, CancellationToken.None);
        Assert.Equal([Permission.JobsView], (await ResolveAsync(studio, key))!.Permissions);

        await admin.Get<UserService>().ChangeAsync(ada, new UserChange { Active = false }, CancellationToken.None);
        Assert.Null(await ResolveAsync(studio, key));
    }

    [Fact]
    public async Task Resolve_RevokedWhileItWasRead_IsNotKept()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.Operator);
        var key = await CreateAsync(studio, ada, new NewApiKeyRequest { Name = "Shop" });
        await using var me = studio.As(await studio.SignInAsync(ada));
        var row = (await me.Get<ApiKeyService>().ListAsync(new ApiKeyListQuery(), CancellationToken.None)).Items.Single();
        var clock = new InterruptingClock(studio.Clock, () => me.Get<ApiKeyService>().RevokeAsync(row.Id, CancellationToken.None));
        using var signIn = new ApiKeySignIn(studio.Get<StudioDb>(), studio.Get<ChangeFeed>(), clock);

        await signIn.ResolveAsync(key, null, CancellationToken.None); // Was in time.

        Assert.Null(await signIn.ResolveAsync(key, null, CancellationToken.None));
    }

    [Fact]
    public async Task Resolve_RevokedExpiredOrMadeUp_IsNothing()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.Operator);
        var expiring = await CreateAsync(studio, ada, new NewApiKeyRequest { Name = "A", ExpiresAt = studio.Clock.Now.AddHours(1) });
        var revoked = await CreateAsync(studio, ada, new NewApiKeyRequest { Name = "B" });
        Assert.NotNull(await ResolveAsync(studio, expiring));
        Assert.NotNull(await ResolveAsync(studio, revoked));
        await using (var me = studio.As(await studio.SignInAsync(ada)))
        {
            var row = (await me.Get<ApiKeyService>().ListAsync(new ApiKeyListQuery { Search = "b" }, CancellationToken.None)).Items.Single(k => k.Name == "B");
            await me.Get<ApiKeyService>().RevokeAsync(row.Id, CancellationToken.None);
        }

        studio.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Null(await ResolveAsync(studio, expiring));
        Assert.Null(await ResolveAsync(studio, revoked));
        Assert.Null(await ResolveAsync(studio, "as_" + new string('x', 40)));
        Assert.Null(await ResolveAsync(studio, "sk-something"));
    }

    [Fact]
    public async Task Create_WithANarrowedKey_IsForbidden()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.OrgAdmin);
        var key = await CreateAsync(studio, ada, new NewApiKeyRequest { Name = "Narrow", Permissions = [Permission.ApiKeysCreate] });
        await using var byKey = studio.As((await ResolveAsync(studio, key))!);

        await Assert.ThrowsAsync<ForbiddenException>(() => byKey.Get<ApiKeyService>().CreateAsync(new NewApiKeyRequest { Name = "Wide" }, CancellationToken.None));
    }

    [Fact]
    public async Task Revoke_WithANarrowedKey_RevokesItselfAlone()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.OrgAdmin);
        await CreateAsync(studio, ada, new NewApiKeyRequest { Name = "Wide" });
        var key = await CreateAsync(studio, ada, new NewApiKeyRequest { Name = "Narrow", Permissions = [Permission.ApiKeysCreate] });
        await using var byKey = studio.As((await ResolveAsync(studio, key))!);
        var keys = byKey.Get<ApiKeyService>();
        var rows = (await keys.ListAsync(new ApiKeyListQuery { Sort = "name" }, CancellationToken.None)).Items;

        await Assert.ThrowsAsync<ForbiddenException>(() => keys.RevokeAsync(rows[1].Id, CancellationToken.None));
        await keys.RevokeAsync(rows[0].Id, CancellationToken.None);

        Assert.Null(await ResolveAsync(studio, key));
    }

    [Fact]
    public async Task Account_WithAKey_CannotBeTakenOver()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.OrgAdmin);
        var key = await CreateAsync(studio, ada, new NewApiKeyRequest { Name = "Wide" });
        await using var byKey = studio.As((await ResolveAsync(studio, key))!);

        await Assert.ThrowsAsync<ForbiddenException>(() => byKey.Get<AccountService>().ChangePasswordAsync(People.Password, "another long phrase", CancellationToken.None));
    }

    [Fact]
    public async Task List_NotAnAdministrator_SeesOwnOnly()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.Operator);
        var bea = await studio.JoinAsync("bea@ours.example", Role.Editor);
        await CreateAsync(studio, ada, new NewApiKeyRequest { Name = "Ada's" });
        await CreateAsync(studio, bea, new NewApiKeyRequest { Name = "Bea's" });
        await using var me = studio.As(await studio.SignInAsync(bea));

        Assert.Equal(["Bea's"], (await me.Get<ApiKeyService>().ListAsync(new ApiKeyListQuery(), CancellationToken.None)).Items.Select(k => k.Name));
    }

    [Fact]
    public async Task Environment_KeyForTesting_CannotTouchProduction()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.OrgAdmin);
        var key = await CreateAsync(studio, ada, new NewApiKeyRequest { Name = "Tests", Environments = [StudioEnvironment.Testing] });
        await using var byKey = studio.As((await ResolveAsync(studio, key))!);
        var settings = byKey.Get<EnvironmentService>();

        await settings.CreateAsync(StudioEnvironment.Testing, "REGION", isSecret: false, "north", CancellationToken.None);
        await Assert.ThrowsAsync<ForbiddenException>(() => settings.CreateAsync(StudioEnvironment.Production, "REGION", isSecret: false, "north", CancellationToken.None));
    }

    private static async Task<string> CreateAsync(TestStudio studio, Guid userId, NewApiKeyRequest request)
    {
        await using var me = studio.As(await studio.SignInAsync(userId));
        return (await me.Get<ApiKeyService>().CreateAsync(request, CancellationToken.None)).Token;
    }

    private static Task<Grant?> ResolveAsync(TestStudio studio, string key) => studio.Get<ApiKeySignIn>().ResolveAsync(key, null, CancellationToken.None);
}
