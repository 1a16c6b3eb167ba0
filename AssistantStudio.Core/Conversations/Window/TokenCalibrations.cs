using System.Collections.Concurrent;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>What this program estimated for a call, and what the provider counted.</summary>
internal sealed record CalibrationSample(string Model, long Estimated, long Reported);

/// <summary>
/// Learns from what providers report how many tokens each model makes of a text, so that a window is filled and not overfilled.
/// </summary>
internal sealed class TokenCalibrations(StudioDb db, ChangeFeed feed) : IDisposable
{
    /// <summary>Of what is known each new call takes the place of a fiftieth: a model that counts otherwise from today on is soon known.</summary>
    internal const double Keep = 0.98;

    private const double Least = 0.5;
    private const double Most = 4;

    private readonly PerOrganization<ConcurrentDictionary<string, (double Estimated, double Reported)>> _known = new(feed, [], (organization, ct) => ReadAsync(db, organization, ct));

    /// <summary>By how much an estimate has to be multiplied. 1: nothing is known of the model yet.</summary>
    public async ValueTask<double> FactorAsync(Guid organizationId, string model, CancellationToken ct) =>
        (await _known.OfAsync(organizationId, ct).ConfigureAwait(false)).TryGetValue(model, out var known) ? Factor(known.Estimated, known.Reported) : 1;

    /// <summary>After the commit that stored the same.</summary>
    public async Task LearnAsync(Guid organizationId, IReadOnlyList<CalibrationSample> samples, CancellationToken ct)
    {
        var known = await _known.OfAsync(organizationId, ct).ConfigureAwait(false);
        foreach (var s in samples)
        {
            known.AddOrUpdate(s.Model, (s.Estimated, s.Reported), (_, old) => ((old.Estimated * Keep) + s.Estimated, (old.Reported * Keep) + s.Reported));
        }
    }

    public void Dispose() => _known.Dispose();

    internal static double Factor(double estimated, double reported) => estimated <= 0 ? 1 : Math.Clamp(reported / estimated, Least, Most);

    private static async Task<ConcurrentDictionary<string, (double, double)>> ReadAsync(StudioDb db, Guid organization, CancellationToken ct)
    {
        var context = await db.OpenAsync(new Access(Grant.ForJob("turns", organization)), ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var rows = await context.Set<TokenCalibration>().AsNoTracking().ToListAsync(ct).ConfigureAwait(false);
            return new(rows.Select(r => KeyValuePair.Create(r.Model, (r.Estimated, r.Reported))), StringComparer.Ordinal);
        }
    }
}

internal static class CalibrationRows
{
    /// <summary>In the transaction of whoever leads.</summary>
    public static async Task CalibrateAsync(this StudioDbContext context, IReadOnlyCollection<CalibrationSample> samples)
    {
        foreach (var model in samples.GroupBy(s => s.Model).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var keep = Math.Pow(TokenCalibrations.Keep, model.Count());
            await context.ExecuteRawAsync(
                """
                INSERT INTO "TokenCalibrations" ("OrganizationId", "Model", "Estimated", "Reported", "Calls") VALUES (@p0, @p1, @p2, @p3, @p4)
                ON CONFLICT ("OrganizationId", "Model") DO UPDATE SET "Estimated" = "TokenCalibrations"."Estimated" * @p5 + excluded."Estimated",
                "Reported" = "TokenCalibrations"."Reported" * @p5 + excluded."Reported", "Calls" = "TokenCalibrations"."Calls" + excluded."Calls"
                """,
                [context.OrganizationId, PlainText.Cut(model.Key, UsageLimits.ModelLength), (double)model.Sum(s => s.Estimated), (double)model.Sum(s => s.Reported), (long)model.Count(), keep], CancellationToken.None).ConfigureAwait(false);
        }
    }
}
