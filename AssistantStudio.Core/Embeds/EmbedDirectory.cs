using System.Collections.Concurrent;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Embeds;

/// <summary>Finds what a public key stands for, before anybody knows of which organisation it is.</summary>
public sealed class EmbedDirectory : IDisposable
{
    private const int MaxKept = 10_000;

    private static readonly TimeSpan s_keep = TimeSpan.FromSeconds(20);
    private static readonly string[] s_tenant = [StudioDbContext.TenantFilter];

    private readonly ConcurrentDictionary<string, (OpenEmbed? Embed, long At)> _kept = new(StringComparer.Ordinal);
    private readonly StudioDb _db;
    private readonly TimeProvider _clock;
    private readonly IDisposable _subscription;
    private int _changes;

    public EmbedDirectory(StudioDb db, ChangeFeed feed, TimeProvider clock)
    {
        (_db, _clock) = (db, clock);
        _subscription = feed.SubscribeAll(EmbedService.Topic, _ => Forget());
    }

    /// <summary>Null for a key that is unknown, was replaced, or is switched off.</summary>
    public async ValueTask<OpenEmbed?> FindAsync(string key, CancellationToken ct)
    {
        if (key.Length != EmbedLimits.KeyLength || !key.StartsWith(EmbedLimits.KeyPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        if (_kept.TryGetValue(key, out var kept) && _clock.GetElapsedTime(kept.At) < s_keep)
        {
            return kept.Embed;
        }

        var changes = Volatile.Read(ref _changes);
        var found = await ReadAsync(key, ct).ConfigureAwait(false);
        if (_kept.Count >= MaxKept)
        {
            _kept.Clear(); // A flood of made-up keys must not fill the memory.
        }

        _kept[key] = (found, _clock.GetTimestamp());
        if (changes != Volatile.Read(ref _changes))
        {
            _kept.TryRemove(key, out _); // It changed while it was read: this may be what it was.
        }

        return found;
    }

    /// <summary>Without asking the database.</summary>
    public OpenEmbed? Known(string key) => _kept.TryGetValue(key, out var kept) ? kept.Embed : null;

    public void Dispose() => _subscription.Dispose();

    private void Forget()
    {
        Interlocked.Increment(ref _changes);
        _kept.Clear();
    }

    private async Task<OpenEmbed?> ReadAsync(string key, CancellationToken ct)
    {
        var context = await _db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var found = await context.Set<Embed>().IgnoreQueryFilters(s_tenant).AsNoTracking().SingleOrDefaultAsync(e => e.PublicKey == key && e.Enabled, ct).ConfigureAwait(false);
            return found is null ? null : new(
                found.Id, found.OrganizationId, found.AssistantId, found.Environment, found.PublicKey, found.Origins, found.Title, found.Greeting, found.Accent,
                found.Position, found.Theme, found.MessagesPerHour, found.MessagesPerDay, found.MaxMessageLength);
        }
    }
}
