using System.Collections.Concurrent;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

/// <summary>
/// The variables of each environment for whoever runs an assistant in it: a person who talks to it need not be allowed to look
/// them up. A secret is known to be one, and its value is not there.
/// </summary>
internal sealed class EnvironmentValues(StudioDb db, ChangeFeed feed) : IDisposable
{
    private static readonly IReadOnlyDictionary<string, EnvironmentValue> s_none = new Dictionary<string, EnvironmentValue>();

    private readonly PerOrganization<ConcurrentDictionary<StudioEnvironment, IReadOnlyDictionary<string, EnvironmentValue>>> _kept =
        new(feed, [EnvironmentService.Topic], (_, _) => Task.FromResult(new ConcurrentDictionary<StudioEnvironment, IReadOnlyDictionary<string, EnvironmentValue>>()));

    public async ValueTask<IReadOnlyDictionary<string, EnvironmentValue>> OfAsync(Guid organizationId, StudioEnvironment? environment, CancellationToken ct)
    {
        if (environment is not { } wanted)
        {
            return s_none;
        }

        var kept = await _kept.OfAsync(organizationId, ct).ConfigureAwait(false);
        if (kept.TryGetValue(wanted, out var known))
        {
            return known;
        }

        var context = await db.OpenAsync(new Access(Grant.ForJob("turns", organizationId)), ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return kept[wanted] = await context.Set<EnvironmentSetting>().AsNoTracking().Where(s => s.Environment == wanted)
                .ToDictionaryAsync(s => s.Name, s => new EnvironmentValue(s.IsSecret ? null : s.Value, s.IsSecret), ct).ConfigureAwait(false);
        }
    }

    public void Dispose() => _kept.Dispose();
}
