using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

/// <summary>Calls of ninety days: a handful of models, assistants and people, as an organisation has them.</summary>
internal sealed class UsageLoad(TimeProvider clock) : ILoadPart
{
    private const int AtOnce = 2_000;
    private const int Days = 90;
    private const int Assistants = 8;
    private const int People = 20;

    private static readonly string[] s_models = ["gpt-5.5", "gpt-4.1-mini", "claude-sonnet-4-5", "text-embedding-3-small"];

    public string What => "calls of models";

    public async Task AddAsync(StudioDbContext db, Guid organizationId, int rows, CancellationToken ct)
    {
        var random = new Random(4711);
        var (assistants, people) = (Ids(random, Assistants), Ids(random, People));
        var providers = Ids(random, s_models.Length);
        var now = clock.GetUtcNow().UtcDateTime;
        for (var done = 0; done < rows; done += AtOnce)
        {
            var transaction = await db.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                // In the order of time, as they happen.
                var drafts = Enumerable.Range(done, Math.Min(AtOnce, rows - done)).Select(i =>
                {
                    var model = random.Next(s_models.Length);
                    return new UsageDraft
                    {
                        OrganizationId = organizationId,
                        At = now.AddDays(-Days * (1 - ((double)i / rows))),
                        Operation = model == s_models.Length - 1 ? UsageOperation.Embedding : UsageOperation.Chat,
                        Outcome = random.Next(100) == 0 ? UsageOutcome.Failed : UsageOutcome.Succeeded,
                        ProviderId = providers[model],
                        ProviderName = $"Provider {model + 1}",
                        Model = s_models[model],
                        AssistantId = assistants[random.Next(Assistants)],
                        UserId = people[random.Next(People)],
                        Usage = new() { Input = random.Next(50, 4_000), Output = random.Next(5, 800) },
                        Cost = random.Next(50) == 0 ? null : random.Next(10_000, 9_000_000),
                        LatencyMs = random.Next(80, 9_000),
                    };
                }).ToList();
                await db.WriteUsageAsync(drafts, ct).ConfigureAwait(false);
                await db.SaveChangesAsync(ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }

            db.ChangeTracker.Clear();
        }
    }

    /// <summary>Version 7, as keys are.</summary>
    private static Guid[] Ids(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddSeconds(random.Next(1_700_000_000))))];
}
