using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;

namespace AssistantStudio.Core.Providers;

/// <summary>Tries a connection that knowledge is read through: whether its address answers, and as whom it is let in.</summary>
internal sealed class DataSourceTester(GuardedHttp http, TimeProvider clock)
{
    public async Task<ProviderTest> TestAsync(ProviderAccount account, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        try
        {
            // Whoever waits in front of a form waits for no pause.
            var client = new DataSourceClient(http, account, TimeSpan.Zero, clock);
            var said = account.Kind.Kind == ProviderKind.GitHub
                ? await GitHubAccount.DescribeAsync(client, ct).ConfigureAwait(false)
                : Described(await JiraSite.SignInAsync(client, ct).ConfigureAwait(false));
            return new() { LatencyMs = ElapsedMs(), Steps = Steps(account, null, ElapsedMs()), Reply = said };
        }
        catch (Exception e) when (ProviderTester.ErrorOf(e) is { } error)
        {
            return new() { LatencyMs = ElapsedMs(), Steps = Steps(account, e, ElapsedMs()), Error = error };
        }

        long ElapsedMs() => (long)clock.GetElapsedTime(began).TotalMilliseconds;
    }

    private static string Described(JiraSite site) => $"Signed in as {site.Person}, {(site.IsCloud ? "Jira Cloud" : "Jira Data Center")}.";

    private static TestStep[] Steps(ProviderAccount account, Exception? failure, long ms)
    {
        var answered = failure is null or ModelCallException { Fault: ProviderFault.WrongKey or ProviderFault.NotPermitted or ProviderFault.BadRequest or ProviderFault.RateLimited };
        var key = failure is null ? TestOutcome.Passed : answered ? TestOutcome.Failed : TestOutcome.NotTried;
        var address = new TestStep(TestStepKind.Address, answered ? TestOutcome.Passed : TestOutcome.Failed, (int)ms);
        return account.Key is null ? [address] : [address, new(TestStepKind.Key, key, null)];
    }
}
