using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Organizations;

public sealed class AccountLinkTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Invitation_UsedTwice_WorksOnce(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var link = await InviteAsync(studio);
        await AcceptAsync(studio, link.Token);

        await Assert.ThrowsAsync<ValidationException>(() => AcceptAsync(studio, link.Token));
        Assert.Null(await studio.Get<AccountLinkUse>().LookAsync(AccountLinkKind.Invitation, link.Token, CancellationToken.None));
    }

    [Fact]
    public async Task Invitation_ExpiredWithdrawnReplacedOrMadeUp_AnswersTheSame()
    {
        await using var studio = await TestStudio.CreateAsync();
        var replaced = await InviteAsync(studio);
        var withdrawn = await InviteAsync(studio);
        await using (var admin = studio.As(Role.OrgAdmin))
        {
            await admin.Get<AccountLinkService>().WithdrawAsync(withdrawn.Id, CancellationToken.None);
        }

        var expired = await InviteAsync(studio);
        studio.Clock.Advance(AccountLinkService.InvitationLife);

        foreach (var token in new[] { replaced.Token, withdrawn.Token, expired.Token, "made-up", "", null })
        {
            var refusal = await Assert.ThrowsAsync<ValidationException>(() => AcceptAsync(studio, token));
            Assert.Equal(AccountLinkService.DeadLink, refusal.Message);
        }
    }

    [Fact]
    public async Task Invitation_OfSomebodyWithAnAccount_NeedsItsPassword()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.Editor, studio.Theirs);
        var link = await InviteAsync(studio);
        Assert.True((await studio.Get<AccountLinkUse>().LookAsync(AccountLinkKind.Invitation, link.Token, CancellationToken.None))!.HasAccount);

        await Assert.ThrowsAsync<ValidationException>(() => AcceptAsync(studio, link.Token, "not the password"));
        Assert.Equal(ada, (await AcceptAsync(studio, link.Token)).UserId);
    }

    [Fact]
    public async Task PasswordLink_Used_SetsThePasswordAndSignsOutEverywhere()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.Editor);
        var session = await studio.SignInAsync(ada);
        await using var admin = studio.As(Role.OrgAdmin);
        var link = await admin.Get<AccountLinkService>().MakePasswordLinkAsync(ada, CancellationToken.None);

        await studio.Get<AccountLinkUse>().ResetPasswordAsync(link.Token, "another long phrase", null, CancellationToken.None);

        Assert.Null(await studio.Get<SessionService>().ResolveAsync(session.SessionId!.Value, CancellationToken.None));
        var result = await studio.Get<SignInService>().CheckPasswordAsync("ada@ours.example", "another long phrase", null, CancellationToken.None);
        Assert.Equal(SignInOutcome.SignedIn, result.Outcome);
        await Assert.ThrowsAsync<ValidationException>(() => studio.Get<AccountLinkUse>().ResetPasswordAsync(link.Token, "a third long phrase", null, CancellationToken.None));
    }

    [Fact]
    public async Task PasswordLink_AnotherOneOpen_EndsWithTheOldPassword()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.Editor);
        await using var admin = studio.As(Role.OrgAdmin);
        var first = await admin.Get<AccountLinkService>().MakePasswordLinkAsync(ada, CancellationToken.None);
        var second = await admin.Get<AccountLinkService>().MakePasswordLinkAsync(ada, CancellationToken.None);

        await studio.Get<AccountLinkUse>().ResetPasswordAsync(second.Token, "another long phrase", null, CancellationToken.None);

        Assert.Null(await studio.Get<AccountLinkUse>().LookAsync(AccountLinkKind.PasswordReset, first.Token, CancellationToken.None));
    }

    [Fact]
    public async Task Invitation_OfSomebodyDisabledElsewhere_IsAcceptedWithTheirPassword()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.Editor, studio.Theirs);
        await using (var theirs = studio.As(Role.OrgAdmin, studio.Theirs))
        {
            await theirs.Get<UserService>().ChangeAsync(ada, new UserChange { Active = false }, CancellationToken.None);
        }

        var link = await InviteAsync(studio);

        Assert.Equal(ada, (await AcceptAsync(studio, link.Token)).UserId);
        Assert.Equal(studio.Ours.Id, (await studio.SignInAsync(ada)).OrganizationId);
    }

    [Fact]
    public async Task PasswordLink_ForMemberOfAnotherOrganizationToo_NeedsASiteAdministrator()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.Editor);
        await studio.JoinAsync("ada@ours.example", Role.OrgAdmin, studio.Theirs);
        await using var admin = studio.As(Role.OrgAdmin);
        await using var site = studio.As(Grant.ForCommand("test", studio.Ours.Id));

        await Assert.ThrowsAsync<ForbiddenException>(() => admin.Get<AccountLinkService>().MakePasswordLinkAsync(ada, CancellationToken.None));
        Assert.NotEmpty((await site.Get<AccountLinkService>().MakePasswordLinkAsync(ada, CancellationToken.None)).Token);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("a@b")]
    [InlineData("Ada <ada@ours.example>")]
    [InlineData("ada@ours.example\r\nBcc: eve@theirs.example")]
    public async Task Invite_NotAnAddress_SaysSoAtTheField(string email)
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var admin = studio.As(Role.OrgAdmin);

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => admin.Get<AccountLinkService>().InviteAsync(email, Role.Editor, CancellationToken.None));

        Assert.Equal(["email"], refusal.Errors.Keys);
    }

    private static async Task<NewLink> InviteAsync(TestStudio studio)
    {
        await using var admin = studio.As(Role.OrgAdmin);
        return await admin.Get<AccountLinkService>().InviteAsync("ada@ours.example", Role.Editor, CancellationToken.None);
    }

    private static Task<SignInResult> AcceptAsync(TestStudio studio, string? token, string password = People.Password) =>
        studio.Get<AccountLinkUse>().AcceptInvitationAsync(token, "Ada", password, null, CancellationToken.None);
}
