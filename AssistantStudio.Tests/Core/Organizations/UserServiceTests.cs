using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Organizations;

public sealed class UserServiceTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Change_TwoSiteAdministratorsWithdrawEachOtherAtOnce_OneStays(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await studio.JoinAsync("boss@ours.example", Role.OrgAdmin);
        var ada = await studio.JoinAsync("ada@ours.example", Role.OrgAdmin);
        var ben = await studio.JoinAsync("ben@ours.example", Role.OrgAdmin);
        for (var round = 0; round < 10; round++)
        {
            await using var db = await studio.OpenAsync();
            await db.Set<StudioUser>().Where(u => u.Id == ada || u.Id == ben).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsSiteAdmin, true));

            await Task.WhenAll(Task.Run(() => WithdrawAsync(ada, ben)), Task.Run(() => WithdrawAsync(ben, ada)));

            Assert.Equal(1, await db.Set<StudioUser>().CountAsync(u => u.IsSiteAdmin));
        }

        async Task WithdrawAsync(Guid by, Guid from)
        {
            await using var scope = studio.As(studio.GrantOf(Role.OrgAdmin, userId: by) with { IsSiteAdmin = true, Permissions = RolePermissions.SiteAdmin });
            try
            {
                await scope.Get<UserService>().ChangeAsync(from, new UserChange { SiteAdmin = false }, CancellationToken.None);
            }
            catch (ConflictException)
            {
                // The other one was faster.
            }
        }
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task List_SearchFilterSortPage_GivesThePage(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        foreach (var name in new[] { "Zoe", "adam", "Bea", "Carl" })
        {
            await studio.JoinAsync($"{name.ToLowerInvariant()}@ours.example", name == "Carl" ? Role.Viewer : Role.Editor, name: name);
        }

        await studio.JoinAsync("spy@theirs.example", Role.Editor, studio.Theirs, name: "Aaron");
        await using var admin = studio.As(Role.OrgAdmin);
        var users = admin.Get<UserService>();

        var page = await users.ListAsync(new UserListQuery { PageSize = 2, Page = 2 }, CancellationToken.None);
        Assert.Equal((4, 2), (page.Total, page.PageCount));
        Assert.Equal(["Carl", "Zoe"], page.Items.Select(u => u.Name)); // "adam" stands beside "Bea", not behind "Zoe".
        Assert.Equal(["Zoe", "Bea", "adam"], (await users.ListAsync(new UserListQuery { Role = Role.Editor, Sort = "-name" }, CancellationToken.None)).Items.Select(u => u.Name));
        Assert.Equal(["Carl"], (await users.ListAsync(new UserListQuery { Search = "CARL@ours" }, CancellationToken.None)).Items.Select(u => u.Name));
        await Assert.ThrowsAsync<ValidationException>(() => users.ListAsync(new UserListQuery { Sort = "password" }, CancellationToken.None));
        await Assert.ThrowsAsync<ValidationException>(() => users.ListAsync(new UserListQuery { PageSize = 201 }, CancellationToken.None));
    }

    [Theory]
    [InlineData(Role.Member)]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Editor)]
    [InlineData(Role.Operator)]
    public async Task List_NotAnAdministrator_IsForbidden(Role role)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var somebody = studio.As(role);

        var refusal = await Assert.ThrowsAsync<ForbiddenException>(() => somebody.Get<UserService>().ListAsync(new UserListQuery(), CancellationToken.None));

        Assert.Equal(Permission.UsersView, refusal.Permission);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Change_LastAdministrator_IsAConflict(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var only = await studio.JoinAsync("ada@ours.example", Role.OrgAdmin);
        await using var admin = studio.As(Role.OrgAdmin);
        var users = admin.Get<UserService>();

        await Assert.ThrowsAsync<ConflictException>(() => users.ChangeAsync(only, new UserChange { Role = Role.Viewer }, CancellationToken.None));
        await Assert.ThrowsAsync<ConflictException>(() => users.ChangeAsync(only, new UserChange { Active = false }, CancellationToken.None));
        await Assert.ThrowsAsync<ConflictException>(() => users.RemoveAsync(only, CancellationToken.None));

        await studio.JoinAsync("bea@ours.example", Role.OrgAdmin);
        Assert.Equal(Role.Viewer, (await users.ChangeAsync(only, new UserChange { Role = Role.Viewer }, CancellationToken.None)).Role);
    }

    [Fact]
    public async Task Change_StaleVersion_IsAConflictAndKeepsTheFirst()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.Editor);
        await using var admin = studio.As(Role.OrgAdmin);
        var seen = await admin.Get<UserService>().GetAsync(ada, CancellationToken.None);
        await admin.Get<UserService>().ChangeAsync(ada, new UserChange { Role = Role.Operator, RowVersion = seen.RowVersion }, CancellationToken.None);

        var conflict = await Assert.ThrowsAsync<ConflictException>(
            () => admin.Get<UserService>().ChangeAsync(ada, new UserChange { Role = Role.Viewer, RowVersion = seen.RowVersion }, CancellationToken.None));

        Assert.Equal("stale", conflict.Code);
        Assert.Equal(Role.Operator, (await admin.Get<UserService>().GetAsync(ada, CancellationToken.None)).Role);
    }

    [Fact]
    public async Task Change_ForeignUser_IsNotFound()
    {
        await using var studio = await TestStudio.CreateAsync();
        var theirs = await studio.JoinAsync("eve@theirs.example", Role.Editor, studio.Theirs);
        await using var admin = studio.As(Role.OrgAdmin);

        await Assert.ThrowsAsync<NotFoundException>(() => admin.Get<UserService>().ChangeAsync(theirs, new UserChange { Role = Role.Viewer }, CancellationToken.None));
        await Assert.ThrowsAsync<NotFoundException>(() => admin.Get<AccountLinkService>().MakePasswordLinkAsync(theirs, CancellationToken.None));
    }

    [Fact]
    public async Task Change_LendTheInstallation_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.Editor);
        await using var admin = studio.As(Role.OrgAdmin);

        await Assert.ThrowsAsync<ValidationException>(
            () => admin.Get<UserService>().ChangeAsync(ada, new UserChange { Extra = [Permission.SiteManage] }, CancellationToken.None));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Change_Role_IsInTheAuditLogWithBeforeAndAfter(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var ada = await studio.JoinAsync("ada@ours.example", Role.Editor, name: "Ada");
        await using var admin = studio.As(Role.OrgAdmin);
        await admin.Get<UserService>().ChangeAsync(ada, new UserChange { Role = Role.Viewer }, CancellationToken.None);

        var entry = (await admin.Get<AuditService>().ListAsync(new AuditListQuery { Action = "user.role_changed" }, CancellationToken.None)).Items.Single();

        Assert.Equal(("Test OrgAdmin", "Ada", "192.0.2.7"), (entry.Actor, entry.SubjectName, entry.RemoteAddress));
        Assert.Equal([new FieldChange("Role", "Editor", "Viewer")], entry.Changes);
    }

    [Fact]
    public async Task Remove_OnlyMembership_TakesAccountAndKeys()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.Operator);
        await using var me = studio.As(await studio.SignInAsync(ada));
        var key = await me.Get<ApiKeyService>().CreateAsync(new NewApiKeyRequest { Name = "Shop" }, CancellationToken.None);

        await using var admin = studio.As(Role.OrgAdmin);
        await admin.Get<UserService>().RemoveAsync(ada, CancellationToken.None);

        Assert.Null(await studio.Get<ApiKeySignIn>().ResolveAsync(key.Token, null, CancellationToken.None));
        Assert.Equal(SignInOutcome.Failed, (await studio.Get<SignInService>().CheckPasswordAsync("ada@ours.example", People.Password, null, CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task Give_MoreThanOneHolds_IsForbidden()
    {
        await using var studio = await TestStudio.CreateAsync();
        await studio.JoinAsync("boss@ours.example", Role.OrgAdmin, name: "Boss");
        var boss = (await studio.OpenAsync()).Set<Membership>().Single(m => m.Name == "Boss").UserId;
        var ada = await studio.JoinAsync("ada@ours.example", Role.Viewer, name: "Ada");
        await using (var admin = studio.As(Role.OrgAdmin))
        {
            await admin.Get<UserService>().ChangeAsync(ada, new UserChange { Extra = [Permission.UsersView, Permission.UsersManage] }, CancellationToken.None);
        }

        await using var me = studio.As(await studio.SignInAsync(ada)); // A viewer who may manage users, and no more.
        var users = me.Get<UserService>();
        var links = me.Get<AccountLinkService>();

        await Assert.ThrowsAsync<ForbiddenException>(() => users.ChangeAsync(ada, new UserChange { Role = Role.OrgAdmin }, CancellationToken.None));
        await Assert.ThrowsAsync<ForbiddenException>(() => users.ChangeAsync(boss, new UserChange { Role = Role.Viewer }, CancellationToken.None));
        await Assert.ThrowsAsync<ForbiddenException>(() => users.RemoveAsync(boss, CancellationToken.None));
        await Assert.ThrowsAsync<ForbiddenException>(() => links.InviteAsync("eve@ours.example", Role.OrgAdmin, CancellationToken.None));
        await Assert.ThrowsAsync<ForbiddenException>(() => links.MakePasswordLinkAsync(boss, CancellationToken.None));
        Assert.NotEmpty((await links.InviteAsync("vic@ours.example", Role.Viewer, CancellationToken.None)).Token);
    }

    [Fact]
    public async Task SiteAdmin_DisabledOrRemoved_MustBeWithdrawnFirst()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.OrgAdmin, name: "Ada");
        var bea = await studio.JoinAsync("bea@ours.example", Role.OrgAdmin, name: "Bea");
        await using var site = studio.As(Grant.ForCommand("test", studio.Ours.Id));
        await using var admin = studio.As(Role.OrgAdmin);
        var users = site.Get<UserService>();
        await users.ChangeAsync(ada, new UserChange { SiteAdmin = true }, CancellationToken.None);
        var session = await studio.SignInAsync(ada);
        Assert.True(session.IsSiteAdmin);

        await Assert.ThrowsAsync<ForbiddenException>(() => admin.Get<UserService>().ChangeAsync(ada, new UserChange { Role = Role.Viewer }, CancellationToken.None));
        await Assert.ThrowsAsync<ForbiddenException>(() => admin.Get<UserService>().ChangeAsync(bea, new UserChange { SiteAdmin = true }, CancellationToken.None));
        await Assert.ThrowsAsync<ConflictException>(() => users.ChangeAsync(ada, new UserChange { Active = false }, CancellationToken.None));
        await Assert.ThrowsAsync<ConflictException>(() => users.RemoveAsync(ada, CancellationToken.None));
        await Assert.ThrowsAsync<ConflictException>(() => users.ChangeAsync(ada, new UserChange { SiteAdmin = false }, CancellationToken.None)); // The last one.

        await users.ChangeAsync(bea, new UserChange { SiteAdmin = true }, CancellationToken.None);
        await users.ChangeAsync(ada, new UserChange { SiteAdmin = false }, CancellationToken.None);
        Assert.False((await studio.Get<SessionService>().ResolveAsync(session.SessionId!.Value, CancellationToken.None))!.IsSiteAdmin);
    }

    [Fact]
    public async Task SiteAdmin_AsItIsAlready_LeavesNoEntryInTheAuditLog()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.Editor, name: "Ada");
        await using var site = studio.As(Grant.ForCommand("test", studio.Ours.Id));

        await site.Get<UserService>().ChangeAsync(ada, new UserChange { Role = Role.Viewer, SiteAdmin = false }, CancellationToken.None);
        Assert.DoesNotContain("user.site_admin_withdrawn", await studio.AuditAsync());

        await site.Get<UserService>().ChangeAsync(ada, new UserChange { SiteAdmin = true }, CancellationToken.None);
        await site.Get<UserService>().ChangeAsync(ada, new UserChange { SiteAdmin = true }, CancellationToken.None);
        Assert.Single(await studio.AuditAsync(), "user.site_admin_appointed");
    }
}
