using System.Text;
using System.Text.RegularExpressions;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Organizations;

/// <summary>Forgotten passwords by e-mail, against a server that speaks SMTP.</summary>
public sealed partial class MailTests
{
    private const string Address = "ada@ours.example";

    [Fact]
    public async Task ForgottenPassword_OfAMember_SendsALinkThatWorksOnce()
    {
        await using var server = new FakeMailServer();
        await using var studio = await StudioAsync(server);
        await studio.JoinAsync(Address, Role.Editor, name: "Ada Žižek");

        await ForgetAsync(studio, " ADA@ours.example ");

        var message = Assert.Single(server.Messages);
        Assert.Contains("To: ADA@ours.example", message, StringComparison.Ordinal);
        var text = TextOf(message);
        Assert.Contains("Hello Ada Žižek", text, StringComparison.Ordinal);
        var token = Link().Match(text).Groups[1].Value;
        await studio.Get<AccountLinkUse>().ResetPasswordAsync(token, "another long phrase", null, CancellationToken.None);
        var signIn = await studio.Get<SignInService>().CheckPasswordAsync(Address, "another long phrase", null, CancellationToken.None);
        Assert.Equal(SignInOutcome.SignedIn, signIn.Outcome);
        await Assert.ThrowsAsync<ValidationException>(() => studio.Get<AccountLinkUse>().ResetPasswordAsync(token, "a third long phrase", null, CancellationToken.None));
    }

    [Theory]
    [InlineData("nobody@ours.example")]
    [InlineData("not an address")]
    [InlineData("")]
    [InlineData(null)]
    public async Task ForgottenPassword_OfNobody_SendsNothing(string? address)
    {
        await using var server = new FakeMailServer();
        await using var studio = await StudioAsync(server);

        await ForgetAsync(studio, address);

        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task Message_ThatTheServerRefuses_FailsQuietly()
    {
        await using var server = new FakeMailServer(refuses: true);
        await using var studio = await StudioAsync(server);

        Assert.False(await studio.Get<Mailer>().SendAsync(Address, "Subject", "Text", CancellationToken.None));
    }

    [Fact]
    public async Task Message_WhenNobodyListens_FailsQuietly()
    {
        var server = new FakeMailServer();
        await using var studio = await StudioAsync(server);
        await server.DisposeAsync();

        Assert.False(await studio.Get<Mailer>().SendAsync(Address, "Subject", "Text", CancellationToken.None));
    }

    private static Task<TestStudio> StudioAsync(FakeMailServer server) => TestStudio.CreateAsync(settings: new Dictionary<string, string?>
    {
        [$"{MailOptions.Section}:Host"] = "127.0.0.1",
        [$"{MailOptions.Section}:Port"] = $"{server.Port}",
        [$"{MailOptions.Section}:StartTls"] = "false",
        [$"{MailOptions.Section}:From"] = "studio@ours.example",
        [$"{MailOptions.Section}:LinkAddress"] = "https://studio.ours.example/",
    });

    private static Task ForgetAsync(TestStudio studio, string? address)
    {
        var forgotten = studio.Get<ForgottenPasswords>();
        forgotten.Begin(address, "192.0.2.7");
        return forgotten.Last;
    }

    /// <summary>Anything but plain ASCII travels as base64 or quoted-printable.</summary>
    private static string TextOf(string message)
    {
        var parts = message.Split("\n\n", 2);
        return parts[0].Contains("base64", StringComparison.OrdinalIgnoreCase)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(parts[1]))
            : parts[1].Replace("=\n", "", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"https://studio\.ours\.example/account/password\?token=(\S+)")]
    private static partial Regex Link();
}
