using AssistantStudio.Core.Webhooks;
using Xunit;

namespace AssistantStudio.Tests.Core.Webhooks;

public sealed class WebhookSignatureTests
{
    /// <summary>The example of the specification.</summary>
    [Fact]
    public void Sign_ExampleOfTheStandard_IsTheSame()
    {
        var signature = WebhookSignature.Sign(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}""");

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    [Fact]
    public void Sign_TwoSecrets_HasASignatureOfEach()
    {
        string[] secrets = [WebhookSignature.NewSecret(), WebhookSignature.NewSecret()];

        var both = WebhookSignature.Sign(secrets, "id", 5, "{}");

        Assert.Equal($"{WebhookSignature.Sign([secrets[0]], "id", 5, "{}")} {WebhookSignature.Sign([secrets[1]], "id", 5, "{}")}", both);
    }

    [Fact]
    public void NewSecret_HasThirtyTwoBytesAndItsOwnHint()
    {
        var secret = WebhookSignature.NewSecret();

        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(secret["whsec_".Length..]).Length);
        Assert.Equal($"whsec_…{secret[^5..^1]}", WebhookSignature.Hint(secret));
        Assert.NotEqual(secret, WebhookSignature.NewSecret());
    }

    [Fact]
    public void DelayAfter_EachTry_IsThatOfTheTable()
    {
        var delays = Enumerable.Range(1, 8).Select(WebhookLimits.DelayAfter).ToArray();

        Assert.Equal(
            [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(12), null],
            delays);
    }

    [Fact]
    public void Events_AllOfThem_HaveNamesThatFit()
    {
        Assert.All(WebhookEvents.All, e => Assert.Matches("^[a-z]+[.][a-z_]+$", e.Name));
        Assert.Equal(WebhookEvents.All.Count, WebhookEvents.All.Select(e => e.Name).Distinct().Count());
        Assert.All(WebhookEvents.All, e => Assert.InRange(e.Name.Length, 1, WebhookLimits.EventNameLength));
        Assert.InRange(string.Join('\n', WebhookEvents.Subscribable.Select(e => e.Name)).Length, 1, WebhookLimits.EventsLength);
    }
}
