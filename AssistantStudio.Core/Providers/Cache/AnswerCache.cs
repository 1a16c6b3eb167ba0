using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Providers;

/// <summary>Answers that are kept. It only ever helps: what cannot be read is asked, what cannot be kept is not.</summary>
internal sealed class AnswerCache : IAsyncDisposable
{
    private const int GroupSize = 50;

    private readonly StudioDb _db;
    private readonly AiSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger<AnswerCache> _log;
    private readonly GroupedWork<CachedAnswer, bool> _writes;

    public AnswerCache(StudioDb db, AiSettings settings, TimeProvider clock, ILogger<AnswerCache> log)
    {
        (_db, _settings, _clock, _log) = (db, settings, clock, log);
        _writes = new(GroupSize, WriteAsync, (e, answers) => CacheLog.GroupNotKept(log, e, answers));
    }

    /// <summary>Whether this call may be answered from what was kept, and for how long its answer is kept. Null: it may not.</summary>
    public async ValueTask<TimeSpan?> LifetimeAsync(ModelTarget target, CallPurpose purpose, CancellationToken ct)
    {
        if (!purpose.MayCache)
        {
            return null;
        }

        // What a model said before it was forbidden is not said any more.
        var decisions = await _settings.OfAsync(purpose.OrganizationId, ct).ConfigureAwait(false);
        var mayAnswer = decisions.Features.AnswerCache && decisions.Models.Allows(target.ProviderId) && decisions.Models.Allows(target.Model);
        return mayAnswer ? TimeSpan.FromHours(decisions.Features.CacheHours) : null;
    }

    public async Task<CachedAnswer?> FindAsync(Guid organizationId, string key, CancellationToken ct)
    {
        try
        {
            var now = _clock.GetUtcNow().UtcDateTime;
            var context = await OpenAsync(organizationId, ct).ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                return await context.Set<CachedAnswer>().AsNoTracking().SingleOrDefaultAsync(a => a.Key == key && a.ExpiresAt > now, ct).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            CacheLog.NotRead(_log, e);
            return null;
        }
    }

    public async Task KeepAsync(Guid organizationId, string key, string model, string text, long? cost, TimeSpan lifetime)
    {
        if (text.Length is 0 or > CacheLimits.TextLength || !PlainText.IsStorable(text))
        {
            return;
        }

        try
        {
            var now = _clock.GetUtcNow().UtcDateTime;
            await _writes.AddAsync(
                new() { OrganizationId = organizationId, Key = key, Model = model, Text = text, Cost = cost, CreatedAt = now, ExpiresAt = now + lifetime }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            CacheLog.NotKept(_log, e);
        }
    }

    public ValueTask DisposeAsync() => _writes.DisposeAsync();

    private Task<StudioDbContext> OpenAsync(Guid organizationId, CancellationToken ct) => _db.OpenAsync(new Access(Grant.ForCommand("answers", organizationId)), ct);

    private async Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<CachedAnswer> answers)
    {
        foreach (var some in answers.GroupBy(a => a.OrganizationId))
        {
            var context = await OpenAsync(some.Key, CancellationToken.None).ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                // The later one of the same question counts.
                var latest = some.GroupBy(a => a.Key).Select(g => g.Last()).ToArray();
                var keys = latest.Select(a => a.Key).ToArray();
                var transaction = await context.Database.BeginTransactionAsync().ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await context.Set<CachedAnswer>().Where(a => keys.Contains(a.Key)).ExecuteDeleteAsync().ConfigureAwait(false);
                    context.AddRange(latest);
                    await context.SaveChangesAsync().ConfigureAwait(false);
                    await transaction.CommitAsync().ConfigureAwait(false);
                }
            }
        }

        return [.. answers.Select(_ => true)];
    }
}
