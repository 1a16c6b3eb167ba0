using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Organizations;

public sealed class SetupTests
{
    private static readonly SetupRequest s_request = new()
    {
        OrganizationName = "Tarnwick",
        Name = "Ada",
        Email = "Ada@Tarnwick.example",
        Password = People.Password,
    };

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Create_ManyAtOnce_MakesOneAdministrator(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var setup = studio.Get<SetupService>();

        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await setup.CreateAsync(s_request, CancellationToken.None);
                return true;
            }
            catch (ConflictException)
            {
                return false;
            }
        }));

        Assert.Equal(1, tries.Count(t => t));
        await using var db = await studio.OpenAsync();
        Assert.Equal(["ada@tarnwick.example"], await db.Set<StudioUser>().Where(u => u.IsSiteAdmin).Select(u => u.Email!).ToListAsync());
    }

    [Fact]
    public async Task Create_EverythingWrong_NamesEachField()
    {
        await using var studio = await TestStudio.CreateAsync();

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => studio.Get<SetupService>().CreateAsync(new SetupRequest { Email = "nobody", Password = "short" }, CancellationToken.None));

        Assert.Equal(["email", "name", "organizationName", "password"], refusal.Errors.Keys.Order());
        Assert.True(await studio.Get<SetupService>().IsNeededAsync(CancellationToken.None));
    }

    [Fact]
    public async Task SetupLink_AfterAnHour_DoesNotMatch()
    {
        await using var studio = await TestStudio.CreateAsync();
        var link = studio.Get<SetupLink>();

        Assert.True(link.Matches(link.Token));
        Assert.False(link.Matches(link.Token + "x"));
        Assert.False(link.Matches(null));
        studio.Clock.Advance(SetupLink.Life);
        Assert.False(link.Matches(link.Token));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task SampleData_AddedTwiceAndRemoved_LeavesOnlyOwnRows(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var admin = studio.As(Role.OrgAdmin);
        var sample = admin.Get<SampleData>();
        await admin.Get<EnvironmentService>().CreateAsync(StudioEnvironment.Testing, "MINE", isSecret: false, "stays", CancellationToken.None);

        var first = await sample.AddAsync(CancellationToken.None);
        var second = await sample.AddAsync(CancellationToken.None);
        var removed = await sample.RemoveAsync(CancellationToken.None);

        Assert.True(first > 20);
        Assert.Equal((0, first), (second, removed));
        Assert.Equal(["MINE"], (await admin.Get<EnvironmentService>().ListAsync(new EnvironmentListQuery(), CancellationToken.None)).Items.Select(s => s.Name));
        Assert.Empty((await admin.Get<AccountLinkService>().ListInvitationsAsync(new ListQuery(), CancellationToken.None)).Items);
        Assert.False(await sample.IsThereAsync(CancellationToken.None));
    }

    [Fact]
    public async Task AdminReset_DisabledAdministratorWithoutTelephone_GetsBackIn()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync("ada@ours.example", Role.Viewer);
        await using (var me = studio.As(await studio.SignInAsync(ada)))
        {
            var setup = await me.Get<AccountService>().BeginTwoFactorAsync(People.Password, CancellationToken.None);
            await me.Get<AccountService>().FinishTwoFactorAsync(Totp.Code(setup.Key, studio.Clock.GetUtcNow()), CancellationToken.None);
        }

        var link = await studio.Get<AdminReset>().ResetAsync("ada@ours.example", CancellationToken.None);
        await studio.Get<AccountLinkUse>().ResetPasswordAsync(link.Token, "another long phrase", null, CancellationToken.None);

        var result = await studio.Get<SignInService>().CheckPasswordAsync("ada@ours.example", "another long phrase", null, CancellationToken.None);
        Assert.Equal(SignInOutcome.SignedIn, result.Outcome);
        Assert.True((await studio.SignInAsync(ada)).IsSiteAdmin);
        Assert.Contains("user.admin_reset", await studio.AuditAsync());
    }
}
