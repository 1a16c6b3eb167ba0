using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

/// <summary>Asks everything that has something to say about a deployment, in the order in which it is registered.</summary>
internal sealed class ReadinessChecks(IEnumerable<IReadinessCheck> checks, TimeProvider clock)
{
    private readonly IReadinessCheck[] _checks = [.. checks];

    /// <summary>What a rule can require.</summary>
    public IReadOnlyList<(string Id, string Title)> Known => [.. _checks.Select(c => (c.Id, c.Title))];

    public async Task<ReadinessReport> RunAsync(ReadinessSubject subject, CancellationToken ct)
    {
        var found = new List<ReadinessCheck>();
        foreach (var check in _checks)
        {
            if (await FindAsync(check, subject, ct).ConfigureAwait(false) is { } finding)
            {
                var outcome = finding.Outcome == ReadinessOutcome.Warn && subject.Rule.RequiredChecks.Contains(check.Id) ? ReadinessOutcome.Fail : finding.Outcome;
                found.Add(new(check.Id, check.Title, outcome, finding.Message, finding.Fix));
            }
        }

        return new(subject.Environment, clock.GetUtcNow().UtcDateTime, found);
    }

    /// <summary>What cannot be found out is not passed.</summary>
    private static async Task<ReadinessFinding?> FindAsync(IReadinessCheck check, ReadinessSubject subject, CancellationToken ct)
    {
        try
        {
            return await check.CheckAsync(subject, ct).ConfigureAwait(false);
        }
        catch (StudioException e) when (e is not ForbiddenException)
        {
            return ReadinessFinding.Fail(e.Message);
        }
    }
}
