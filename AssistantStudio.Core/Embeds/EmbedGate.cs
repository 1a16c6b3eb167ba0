using System.Collections.Concurrent;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Embeds;

/// <summary>
/// How much visitors may ask. What all of them may in a day is counted in the database, because it is what limits the cost;
/// what one visitor or one network may is counted by each node for itself.
/// </summary>
public sealed class EmbedGate(StudioDb db, TimeProvider clock)
{
    private const int MaxKept = 100_000;
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Window> _windows = new(StringComparer.Ordinal);

    /// <exception cref="LimitExceededException">Too much comes from this network.</exception>
    public void TakeCall(string network, int perMinute) => Take("call " + network, perMinute, s_minute, "Too many calls come from your network. Wait a minute.");

    public void TakeSession(string network) => Take("session " + network, EmbedLimits.SessionsPerMinute, s_minute, "Too many conversations are begun from your network. Wait a minute.");

    /// <exception cref="LimitExceededException">The visitor, the network, or all visitors together have asked as much as they may.</exception>
    internal async Task TakeMessageAsync(Access access, OpenEmbed embed, string visitor, string network, CancellationToken ct)
    {
        Take("message " + network, EmbedLimits.MessagesPerMinute, s_minute, "Too many messages come from your network. Wait a minute.");
        Take($"visitor {embed.Id:N} {visitor}", embed.MessagesPerHour, s_hour, "You have asked as much as is possible in an hour. Come back a little later.");
        var now = clock.GetUtcNow().UtcDateTime;
        if (!await CountAsync(access, embed, now.Date, ct).ConfigureAwait(false))
        {
            throw new LimitExceededException("As much was asked here today as is possible in a day. Come back tomorrow.", now.Date.AddDays(1) - now);
        }
    }

    private void Take(string what, int most, TimeSpan length, string refusal)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (_windows.Count >= MaxKept)
        {
            Sweep(now);
        }

        if (_windows.GetOrAdd(what, _ => new()).Take(now, most, length) is { } wait)
        {
            throw new LimitExceededException(refusal, wait);
        }
    }

    private void Sweep(DateTime now)
    {
        foreach (var (what, window) in _windows)
        {
            if (window.Ends <= now)
            {
                _windows.TryRemove(what, out _);
            }
        }

        if (_windows.Count >= MaxKept)
        {
            _windows.Clear(); // More than anybody has visitors: counting begins anew.
        }
    }

    /// <summary>One statement decides, so that of two at once only one takes the last.</summary>
    private async Task<bool> CountAsync(Access access, OpenEmbed embed, DateTime today, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var (id, most) = (embed.Id, embed.MessagesPerDay);
            var day = context.Set<EmbedDay>().Where(d => d.EmbedId == id && d.Day == today);
            Task<int> OneMoreAsync() => day.Where(d => d.Messages < most).ExecuteUpdateAsync(set => set.SetProperty(d => d.Messages, d => d.Messages + 1), ct);
            if (await OneMoreAsync().ConfigureAwait(false) > 0)
            {
                return true;
            }

            if (await day.AnyAsync(ct).ConfigureAwait(false))
            {
                return false;
            }

            context.Add(new EmbedDay { OrganizationId = embed.OrganizationId, EmbedId = id, Day = today, Messages = 1 });
            try
            {
                await context.SaveChangesAsync(ct).ConfigureAwait(false);
                return true;
            }
            catch (DbUpdateException e) when (e.IsDuplicate())
            {
                return await OneMoreAsync().ConfigureAwait(false) > 0; // Somebody else wrote the first of the day.
            }
        }
    }

    private sealed class Window
    {
        private readonly Lock _lock = new();
        private int _count;

        public DateTime Ends { get; private set; }

        /// <summary>Null: there was room. Otherwise how long until there is.</summary>
        public TimeSpan? Take(DateTime now, int most, TimeSpan length)
        {
            lock (_lock)
            {
                if (Ends <= now)
                {
                    (Ends, _count) = (now + length, 0);
                }

                return _count++ < most ? null : Ends - now;
            }
        }
    }
}
