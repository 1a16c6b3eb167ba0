using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Organizations;

public sealed class SessionTests
{
    [Fact]
    public async Task Resolve_EndedWhileItWasRead_IsNotKept()
    {
        await using var studio = await TestStudio.CreateAsync();
        var grant = await studio.SignInAsync(await studio.JoinAsync("ada@ours.example", Role.Operator));
        var clock = new InterruptingClock(studio.Clock, () => studio.Get<SessionService>().EndAsync(grant.SessionId!.Value, CancellationToken.None));
        using var sessions = new SessionService(studio.Get<StudioDb>(), studio.Get<ChangeFeed>(), clock);

        await sessions.ResolveAsync(grant.SessionId!.Value, CancellationToken.None); // Was in time.

        Assert.Null(await sessions.ResolveAsync(grant.SessionId!.Value, CancellationToken.None));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Resolve_RoleChanged_HasTheNewRightsAtOnce(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var ada = await studio.JoinAsync("ada@ours.example", Role.Operator);
        var before = await studio.SignInAsync(ada);
        Assert.Contains(Permission.JobsRun, before.Permissions.AsEnumerable());

        await using var admin = studio.As(Role.OrgAdmin);
        await admin.Get<UserService>().ChangeAsync(ada, new UserChange { Role = Role.Viewer, Extra = [Permission.AuditView] }, CancellationToken.None);

        var after = await studio.Get<SessionService>().ResolveAsync(before.SessionId!.Value, CancellationToken.None);
        Assert.Equal(RolePermissions.Of(Role.Viewer).Append(Permission.AuditView).Order(), after!.Permissions.Order());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Resolve_UserDisabled_IsNothing(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var ada = await studio.JoinAsync("ada@ours.example", Role.Editor);
        var grant = await studio.SignInAsync(ada);

        await using var admin = studio.As(Role.OrgAdmin);
        await admin.Get<UserService>().ChangeAsync(ada, new UserChange { Active = false }, CancellationToken.None);

        Assert.Null(await studio.Get<SessionService>().ResolveAsync(grant.SessionId!.Value, CancellationToken.None));
    }

    [Fact]
    public async Task Resolve_AfterTwelveHours_IsNothing()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.Editor);
        var session = await studio.Get<SessionService>().StartAsync(ada, persistent: false, null, null, CancellationToken.None);
        studio.Clock.Advance(TimeSpan.FromHours(12));

        Assert.Null(await studio.Get<SessionService>().ResolveAsync(session.Id, CancellationToken.None));
    }

    [Fact]
    public async Task SignOutOthers_TwoBrowsers_KeepsTheOneThatAsked()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.Editor);
        var here = await studio.SignInAsync(ada);
        var there = await studio.SignInAsync(ada);

        await using var me = studio.As(here);
        await me.Get<AccountService>().SignOutOthersAsync(CancellationToken.None);

        Assert.NotNull(await studio.Get<SessionService>().ResolveAsync(here.SessionId!.Value, CancellationToken.None));
        Assert.Null(await studio.Get<SessionService>().ResolveAsync(there.SessionId!.Value, CancellationToken.None));
    }

    [Fact]
    public async Task Switch_ForeignOrganization_IsNotFound()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.OrgAdmin);
        await using var me = studio.As(await studio.SignInAsync(ada));

        await Assert.ThrowsAsync<NotFoundException>(() => studio.Get<SessionService>().SwitchAsync(me.Access, studio.Theirs.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Switch_SecondMembership_ActsThereWithTheRoleOfThere()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.OrgAdmin);
        studio.Clock.Advance(TimeSpan.FromMinutes(1)); // The organisation that somebody joined first is the one they start in.
        await studio.JoinAsync("ada@ours.example", Role.Viewer, studio.Theirs);
        await using var me = studio.As(await studio.SignInAsync(ada));
        Assert.Equal(studio.Ours.Id, me.Access.OrganizationId);

        await studio.Get<SessionService>().SwitchAsync(me.Access, studio.Theirs.Id, CancellationToken.None);

        var after = await studio.Get<SessionService>().ResolveAsync(me.Access.Grant.SessionId!.Value, CancellationToken.None);
        Assert.Equal((studio.Theirs.Id, Role.Viewer), (after!.OrganizationId, after.Role!.Value));
    }
}
