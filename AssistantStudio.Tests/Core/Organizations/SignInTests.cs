using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Organizations;

public sealed class SignInTests
{
    private const string Email = "ada@ours.example";

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task CheckPassword_RightOne_SignsIn(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var ada = await studio.JoinAsync(Email, Role.Editor);

        var result = await CheckAsync(studio, People.Password);

        Assert.Equal(new SignInResult(SignInOutcome.SignedIn, ada), result);
    }

    [Fact]
    public async Task CheckPassword_WrongUnknownDisabledOrLocked_AnswersTheSame()
    {
        await using var studio = await TestStudio.CreateAsync();
        await studio.JoinAsync("boss@ours.example", Role.OrgAdmin);
        var ada = await studio.JoinAsync(Email, Role.Editor);
        var failed = new SignInResult(SignInOutcome.Failed);

        Assert.Equal(failed, await CheckAsync(studio, "something else"));
        Assert.Equal(failed, await studio.Get<SignInService>().CheckPasswordAsync("nobody@ours.example", People.Password, null, CancellationToken.None));
        Assert.Equal(failed, await studio.Get<SignInService>().CheckPasswordAsync(null, null, null, CancellationToken.None));
        for (var i = 0; i < 4; i++)
        {
            await CheckAsync(studio, "something else");
        }

        Assert.Equal(failed, await CheckAsync(studio, People.Password)); // Locked after five.
        Assert.Contains("user.sign_in_refused", await studio.AuditAsync());

        await using (var admin = studio.As(Role.OrgAdmin))
        {
            await admin.Get<UserService>().ChangeAsync(ada, new UserChange { Active = false }, CancellationToken.None);
        }

        Assert.Equal(failed, await CheckAsync(studio, People.Password));
    }

    [Fact]
    public async Task TwoSteps_SetUpWithoutThePassword_IsRefused()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var me = studio.As(await studio.SignInAsync(await studio.JoinAsync(Email, Role.Editor)));

        var refusal = await Assert.ThrowsAsync<ValidationException>(() => me.Get<AccountService>().BeginTwoFactorAsync("a guess", CancellationToken.None));

        Assert.Equal(["proof"], refusal.Errors.Keys);
    }

    [Fact]
    public async Task TwoSteps_CodeOnce_RecoveryCodeOnce()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync(Email, Role.Editor);
        await using var me = studio.As(await studio.SignInAsync(ada));
        var account = me.Get<AccountService>();
        var setup = await account.BeginTwoFactorAsync(People.Password, CancellationToken.None);
        await Assert.ThrowsAsync<ValidationException>(() => account.FinishTwoFactorAsync("000000", CancellationToken.None));
        var recovery = await account.FinishTwoFactorAsync(Totp.Code(setup.Key, studio.Clock.GetUtcNow()), CancellationToken.None);

        Assert.Equal(SignInOutcome.NeedsCode, (await CheckAsync(studio, People.Password)).Outcome);
        Assert.Equal(SignInOutcome.Failed, await CodeAsync(studio, ada, Totp.Code(setup.Key, studio.Clock.GetUtcNow()))); // Used to turn it on.
        studio.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(SignInOutcome.SignedIn, await CodeAsync(studio, ada, Totp.Code(setup.Key, studio.Clock.GetUtcNow())));
        Assert.Equal(SignInOutcome.Failed, await CodeAsync(studio, ada, Totp.Code(setup.Key, studio.Clock.GetUtcNow())));
        Assert.Equal(10, recovery.Count);
        Assert.Equal(SignInOutcome.SignedIn, await CodeAsync(studio, ada, recovery[3]));
        Assert.Equal(SignInOutcome.Failed, await CodeAsync(studio, ada, recovery[3]));
        Assert.Equal(9, (await account.GetAsync(CancellationToken.None)).RecoveryCodesLeft);
    }

    [Fact]
    public async Task TwoSteps_FiveWrongCodes_LockTheAccount()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync(Email, Role.Editor);
        await using var me = studio.As(await studio.SignInAsync(ada));
        var setup = await me.Get<AccountService>().BeginTwoFactorAsync(People.Password, CancellationToken.None);
        await me.Get<AccountService>().FinishTwoFactorAsync(Totp.Code(setup.Key, studio.Clock.GetUtcNow()), CancellationToken.None);
        studio.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 5; i++)
        {
            await CodeAsync(studio, ada, "000000");
        }

        Assert.Equal(SignInOutcome.Failed, await CodeAsync(studio, ada, Totp.Code(setup.Key, studio.Clock.GetUtcNow())));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task TwoSteps_RightPasswordBetweenWrongCodes_LocksAllTheSame(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var ada = await studio.JoinAsync(Email, Role.Editor);
        await using var me = studio.As(await studio.SignInAsync(ada));
        var setup = await me.Get<AccountService>().BeginTwoFactorAsync(People.Password, CancellationToken.None);
        await me.Get<AccountService>().FinishTwoFactorAsync(Totp.Code(setup.Key, studio.Clock.GetUtcNow()), CancellationToken.None);
        studio.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(SignInOutcome.NeedsCode, (await CheckAsync(studio, People.Password)).Outcome);
            Assert.Equal(SignInOutcome.Failed, await CodeAsync(studio, ada, "000000"));
        }

        Assert.Equal(SignInOutcome.Failed, await CodeAsync(studio, ada, Totp.Code(setup.Key, studio.Clock.GetUtcNow())));
        Assert.Equal(SignInOutcome.Failed, (await CheckAsync(studio, People.Password)).Outcome);
    }

    [Fact]
    public async Task TwoSteps_RightPasswordManyTimes_LocksNobodyOut()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync(Email, Role.Editor);
        await using var me = studio.As(await studio.SignInAsync(ada));
        var setup = await me.Get<AccountService>().BeginTwoFactorAsync(People.Password, CancellationToken.None);
        await me.Get<AccountService>().FinishTwoFactorAsync(Totp.Code(setup.Key, studio.Clock.GetUtcNow()), CancellationToken.None);
        studio.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(SignInOutcome.NeedsCode, (await CheckAsync(studio, People.Password)).Outcome);
        }

        Assert.Equal(SignInOutcome.SignedIn, await CodeAsync(studio, ada, Totp.Code(setup.Key, studio.Clock.GetUtcNow())));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task CheckPassword_ManyWrongAtOnce_LockAndNeverThrow(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await studio.JoinAsync(Email, Role.Editor);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => CheckAsync(studio, $"wrong number {i}")));

        Assert.All(outcomes, o => Assert.Equal(SignInOutcome.Failed, o.Outcome));
        Assert.Equal(SignInOutcome.Failed, (await CheckAsync(studio, People.Password)).Outcome);
        Assert.Equal(5, (await studio.AuditAsync()).Count(a => a == "user.sign_in_failed"));
        studio.Clock.Advance(SignInTries.Lock);
        Assert.Equal(SignInOutcome.SignedIn, (await CheckAsync(studio, People.Password)).Outcome);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task CheckCode_SameCodeManyTimesAtOnce_WorksOnce(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        var ada = await studio.JoinAsync(Email, Role.Editor);
        await using var me = studio.As(await studio.SignInAsync(ada));
        var setup = await me.Get<AccountService>().BeginTwoFactorAsync(People.Password, CancellationToken.None);
        await me.Get<AccountService>().FinishTwoFactorAsync(Totp.Code(setup.Key, studio.Clock.GetUtcNow()), CancellationToken.None);
        studio.Clock.Advance(TimeSpan.FromMinutes(1));
        var code = Totp.Code(setup.Key, studio.Clock.GetUtcNow());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CodeAsync(studio, ada, code)));

        Assert.Equal(1, outcomes.Count(o => o == SignInOutcome.SignedIn));
    }

    [Fact]
    public async Task AuthenticatorKey_InTheDatabase_IsNotReadable()
    {
        await using var studio = await TestStudio.CreateAsync();
        var ada = await studio.JoinAsync(Email, Role.Editor);
        await using var me = studio.As(await studio.SignInAsync(ada));
        var setup = await me.Get<AccountService>().BeginTwoFactorAsync(People.Password, CancellationToken.None);

        await using var db = await studio.OpenAsync();
        var stored = (await db.Set<StudioUser>().SingleAsync(u => u.Id == ada)).AuthenticatorKey;

        Assert.NotNull(stored);
        Assert.DoesNotContain(setup.Key, stored, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short", "At least 12 characters")]
    [InlineData("aaaaaaaaaaaaaaaa", "repeats too few")]
    [InlineData("passwordpassword", "among the first")]
    [InlineData("my ada@ours.example key", "must not contain")]
    [InlineData("", "Enter a password")]
    public void PasswordRules_WeakOne_SaysWhy(string password, string reason) =>
        Assert.Contains(reason, PasswordRules.Problem(password, Email), StringComparison.Ordinal);

    [Fact]
    public void PasswordRules_LongPhrase_IsFine() => Assert.Null(PasswordRules.Problem("four words and more", Email));

    // The test vectors of RFC 6238, appendix B, cut to six digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1234567890, "005924")]
    [InlineData(20000000000, "353130")]
    public void TotpCode_VectorOfTheStandard_Matches(long unixTime, string code) =>
        Assert.Equal(code, Totp.Code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", DateTimeOffset.FromUnixTimeSeconds(unixTime)));

    private static Task<SignInResult> CheckAsync(TestStudio studio, string password) =>
        studio.Get<SignInService>().CheckPasswordAsync(" ADA@ours.example ", password, "192.0.2.7", CancellationToken.None);

    private static async Task<SignInOutcome> CodeAsync(TestStudio studio, Guid userId, string code) =>
        (await studio.Get<SignInService>().CheckCodeAsync(userId, code, null, CancellationToken.None)).Outcome;
}
